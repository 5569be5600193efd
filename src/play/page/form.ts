/** The form of an experiment, but for its steps. */

import { FAULTS } from "../../bench/faults/index.ts";
import { LATENCY_DISTRIBUTIONS } from "../../bench/network/latency.ts";
import { TOPOLOGIES } from "../../bench/nodes.ts";
import { button, element, labelled, select } from "../../view/page/dom.ts";
import { type Experiment } from "../model/experiment.ts";
import { contenderFields } from "./contender-fields.ts";
import { numberField, type Field, type FormContext } from "./fields.ts";

/** The fields as they stand; `changed` gets the experiment with one of them changed. */
export class Form {
  readonly root: HTMLElement;
  readonly #fields: Field[] = [];
  #experiment: Experiment;

  constructor(experiment: Experiment, changed: (experiment: Experiment) => void) {
    this.#experiment = experiment;
    const context: FormContext = {
      experiment: () => this.#experiment,
      change: (part) => changed({ ...this.#experiment, ...part }),
    };
    const add = (field: Field): HTMLElement => {
      this.#fields.push(field);
      return field.root;
    };
    this.root = element("form", { class: "setup" }, [
      ...contenderFields(context).map(add),
      add(numberField(context, "nodeCount", "Nodes")),
      add(
        choiceField(
          context,
          "topology",
          TOPOLOGIES,
          "Topology",
          "Who is whose neighbour; direct and tree ignore it",
        ),
      ),
      add(numberField(context, "latencyMs", "Latency", "ms")),
      add(
        choiceField(
          context,
          "latencyDistribution",
          LATENCY_DISTRIBUTIONS,
          "Distribution",
          "Of the latency, which is its mean",
        ),
      ),
      add(numberField(context, "rate", "Rate", "operations a second")),
      add(numberField(context, "timeLimitSeconds", "Load", "s")),
      add(numberField(context, "recoverySeconds", "Recovery", "s")),
      add(disksField(context)),
      add(seedField(context)),
      add(faultsField(context)),
    ]);
    this.root.addEventListener("submit", (event) => event.preventDefault());
    this.show(experiment);
  }

  show(experiment: Experiment): void {
    this.#experiment = experiment;
    for (const field of this.#fields) field.show(experiment);
  }
}

function choiceField<Name extends "topology" | "latencyDistribution">(
  { change }: FormContext,
  name: Name,
  choices: readonly Experiment[Name][],
  label: string,
  hint: string,
): Field {
  const pairs = choices.map((each) => [each, each] as const);
  const choice = select(pairs, "", (text) => {
    const value = choices.find((each) => each === text);
    if (value !== undefined) change({ [name]: value });
  });
  return {
    root: labelled(label, choice, hint),
    show: (experiment) => {
      choice.value = experiment[name];
    },
  };
}

function disksField({ change }: FormContext): Field {
  const box = element("input", { type: "checkbox" });
  box.addEventListener("change", () => change({ hasDisks: box.checked }));
  return {
    root: element("label", { class: "check" }, [
      box,
      element("span", { text: "each node has a disk, which a kill does not erase" }),
    ]),
    show: ({ hasDisks }) => {
      box.checked = hasDisks;
    },
  };
}

/** Short enough to be read out. */
const SEEDS = 10_000;

function seedField(context: FormContext): Field {
  const field = numberField(context, "seed", "Seed");
  const another = button("Another", { title: "The same test with other draws" }, () => {
    context.change({ seed: Math.floor(Math.random() * SEEDS) });
  });
  return { root: element("div", { class: "group" }, [field.root, another]), show: field.show };
}

/** Faults that are drawn from the seed, besides the steps. */
function faultsField(context: FormContext): Field {
  const boxes = FAULTS.map((name) => {
    const box = element("input", { type: "checkbox" });
    box.addEventListener("change", () => {
      const others = context.experiment().faults.filter((other) => other !== name);
      const chosen = new Set(box.checked ? [...others, name] : others);
      context.change({ faults: FAULTS.filter((fault) => chosen.has(fault)) });
    });
    return { name, box };
  });
  const interval = numberField(context, "nemesisIntervalSeconds", "every", "s on average");
  const root = element("fieldset", { class: "drawn" }, [
    element("legend", { text: "Faults drawn from the seed" }),
    ...boxes.map(({ name, box }) =>
      element("label", { class: "check" }, [box, element("span", { text: name })]),
    ),
    interval.root,
  ]);
  return {
    root,
    show: (experiment) => {
      for (const { name, box } of boxes) box.checked = experiment.faults.includes(name);
      interval.root.hidden = experiment.faults.length === 0;
      interval.show(experiment);
    },
  };
}
