/** Which strategies are run, and with which options. */

import { isStrategyName, STRATEGIES } from "../../broadcast/strategies/index.ts";
import { element, labelled, select } from "../../view/page/dom.ts";
import { RANGES, type Contender, type Experiment } from "../model/experiment.ts";
import { numberInput, type Field, type FormContext } from "./fields.ts";

export function contenderFields(context: FormContext): readonly Field[] {
  return [contenderField(context, 0), contenderField(context, 1)];
}

const NONE = "";

function contenderField(context: FormContext, place: 0 | 1): Field {
  const change = (contender: Contender | undefined): void => {
    const { contenders } = context.experiment();
    context.change({ contenders: withContender(contenders, place, contender) });
  };
  const current = (): Contender | undefined => context.experiment().contenders[place];
  const names = Object.entries(STRATEGIES).map(([name, { summary }]) => {
    return [name, `${name}: ${summary}`] as const;
  });
  const options = place === 0 ? names : [[NONE, "nothing"] as const, ...names];
  const choice = select(options, NONE, (strategy) => {
    change(isStrategyName(strategy) ? { strategy } : undefined);
  });
  const flush = numberInput("waits", "ms", RANGES.flushMs, setter("flushMs"), true);
  const fanout = numberInput("children", "", RANGES.fanout, setter("fanout"), true);
  function setter(name: "flushMs" | "fanout") {
    return (value: number | undefined): void => {
      const contender = current();
      if (contender === undefined) return;
      const { [name]: _, ...others } = contender;
      change(value === undefined ? others : { ...others, [name]: value });
    };
  }
  const root = element("div", { class: "contender" }, [
    labelled(place === 0 ? "Strategy" : "Beside it", choice),
    flush.root,
    fanout.root,
  ]);
  return {
    root,
    show: ({ contenders }) => {
      const contender = contenders[place];
      choice.value = contender?.strategy ?? NONE;
      const isTree = contender?.strategy === "tree";
      flush.root.hidden = !isTree;
      fanout.root.hidden = !isTree;
      flush.show(contender?.flushMs);
      fanout.show(contender?.fanout);
    },
  };
}

function withContender(
  [first, second]: Experiment["contenders"],
  place: 0 | 1,
  contender: Contender | undefined,
): Experiment["contenders"] {
  const one = place === 0 ? (contender ?? first) : first;
  const other = place === 1 ? contender : second;
  return other === undefined ? [one] : [one, other];
}
