/** Above and below the diagram: what to follow, which part of the axis, which messages. */

import { timeOf } from "../model/selection.ts";
import { short } from "./details.ts";
import { button, element, labelled, plural, select } from "./dom.ts";
import { type State, type View } from "./state.ts";
import { itemAt } from "../model/columns.ts";

/** What one needs all the time. */
export function controls(state: State): HTMLElement {
  const hasValues = state.run.record.values.texts.length > 0;
  return element("div", { class: "controls" }, [
    ...(hasValues ? [followControl(state)] : []),
    zoomControl(state),
  ]);
}

/** What one needs now and then. */
export function finerControls(state: State): HTMLElement {
  return element("div", { class: "controls" }, [spacingControl(state), rangeControl(state)]);
}

/** A page may have several viewers. */
let followControls = 0;

function followControl(state: State): HTMLElement {
  const id = `follow-problem-${followControls++}`;
  const input = element("input", {
    type: "text",
    size: 8,
    placeholder: "a value",
    autocomplete: "off",
    "aria-describedby": id,
  });
  const problem = element("span", { id, class: "problem", role: "alert" });
  const follow = (value: number | undefined, given = ""): void => {
    problem.textContent =
      value === undefined && given !== "" ? `No message or read has ${short(given)}.` : "";
    state.follow(value);
  };
  const given = (): string => input.value.trim();
  input.addEventListener("change", () => follow(state.run.values.find(given()), given()));
  const stepTo = (way: number) => (): void => follow(neighbour(state, way));
  const clear = button("All", { title: "Show all messages again" }, () => follow(undefined));
  state.listen(({ view, run }, before) => {
    clear.hidden = view.followed === undefined;
    if (before?.followed === view.followed) return;
    if (view.followed !== undefined) input.value = itemAt(run.values.texts, view.followed);
    else if (problem.textContent === "") input.value = "";
  });
  return element("div", { class: "group" }, [
    labelled("Follow", input, "Shows only what carried a value"),
    button("‹", { title: "The value before", "aria-label": "Follow the value before" }, stepTo(-1)),
    button("›", { title: "The next value", "aria-label": "Follow the next value" }, stepTo(1)),
    clear,
    problem,
  ]);
}

/** The value that was broadcast next, or before; from none, the first or the last. */
function neighbour({ run, view }: State, way: number): number | undefined {
  const { texts } = run.record.values;
  const followed = view.followed === undefined ? undefined : run.values.texts[view.followed];
  const place = followed === undefined ? (way > 0 ? -1 : texts.length) : texts.indexOf(followed);
  const next = texts[Math.min(texts.length - 1, Math.max(0, place + way))];
  return next === undefined ? undefined : run.values.find(next);
}

function spacingControl(state: State): HTMLElement {
  const choice = select(
    [
      ["time", "time"],
      ["events", "order of events"],
    ],
    state.view.spacing,
    (value) => state.setSpacing(value === "events" ? "events" : "time"),
  );
  const unfold = button("Unfold clients", { "aria-pressed": "false" }, () =>
    state.change({ isUnfolded: !state.view.isUnfolded }),
  );
  state.listen(({ view }) => {
    choice.value = view.spacing;
    unfold.setAttribute("aria-pressed", `${view.isUnfolded}`);
  });
  return element("div", { class: "group" }, [
    labelled("Axis", choice, "By time, or each event as far from the next as any other"),
    unfold,
  ]);
}

function timeField(label: string): HTMLInputElement {
  return element("input", { type: "number", step: "any", "aria-label": label, class: "time" });
}

function rangeControl(state: State): HTMLElement {
  const [from, to] = [timeField("From, in seconds"), timeField("To, in seconds")];
  const go = (): void => {
    if (from.value !== "" && to.value !== "") {
      state.showTimes(Number(from.value) * 1000, Number(to.value) * 1000);
    }
  };
  for (const input of [from, to]) input.addEventListener("change", go);
  state.listen(({ view, run }, before) => {
    if (before?.range === view.range) return;
    const [first, last] = view.range.map((place) => timeOf(run, view.spacing, place) / 1000);
    const digits = (last ?? 0) - (first ?? 0) < 0.1 ? 5 : 3;
    if (document.activeElement !== from) from.value = (first ?? 0).toFixed(digits);
    if (document.activeElement !== to) to.value = (last ?? 0).toFixed(digits);
  });
  return element("div", { class: "group" }, [
    element("span", { text: "Shown" }),
    from,
    element("span", { text: "to" }),
    to,
    element("span", { text: "s" }),
  ]);
}

function zoomControl(state: State): HTMLElement {
  const zoom = (factor: number) => (): void => {
    const [first, last] = state.view.range;
    const [centre, half] = [(first + last) / 2, ((last - first) / 2) * factor];
    state.showRange(centre - half, centre + half);
  };
  return element("div", { class: "group" }, [
    button("−", { title: "Zoom out", "aria-label": "Zoom out" }, zoom(2)),
    button("+", { title: "Zoom in", "aria-label": "Zoom in" }, zoom(0.5)),
    button("Whole run", {}, () => state.showRange(...state.extent)),
  ]);
}

/** The kinds of messages, each a switch, and what else is drawn. */
export function legend(state: State): HTMLElement {
  const { kinds = [] } = state.run.messages ?? {};
  const group = (title: string, isClient: boolean): Node[] => {
    const chips = kinds.flatMap((kind, number) =>
      kind.isClient === isClient ? [chip(state, number)] : [],
    );
    if (chips.length === 0) return [];
    return [
      element("div", { class: "group" }, [
        element("span", { class: "name", text: title }),
        ...chips,
      ]),
    ];
  };
  return element("div", { class: "legend" }, [
    ...group("nodes", false),
    ...group("clients", true),
    marks(state),
  ]);
}

function chip(state: State, number: number): HTMLElement {
  const kind = state.run.messages?.kinds[number];
  let amount = 0;
  for (const it of state.run.messages?.kind ?? []) if (it === number) amount++;
  const swatch = element("span", { class: "swatch", "aria-hidden": "true" });
  const made = button("", { class: "chip", title: plural(amount, "message") }, () => {
    const hiddenKinds = new Set(state.view.hiddenKinds);
    if (!hiddenKinds.delete(number)) hiddenKinds.add(number);
    state.change({ hiddenKinds });
  });
  made.append(swatch, element("span", { text: kind?.name || "(no type)" }));
  state.listen(({ view, colours }, before) => {
    if (before === undefined) swatch.style.background = itemAt(colours.kinds, number);
    made.setAttribute("aria-pressed", `${!view.hiddenKinds.has(number)}`);
  });
  return made;
}

const MARKS: readonly (readonly [name: string, text: string])[] = [
  ["drop", "dropped"],
  ["cut", "cut off"],
  ["kill", "killed, started"],
  ["pause", "paused"],
  ["loss", "loss"],
  ["duplicate", "duplicates"],
];

/** Only of what this run has. */
function marks({ run }: State): HTMLElement {
  const has = new Set<string>(run.faults.map(({ kind }) => kind));
  if (has.has("partition") || has.has("one-way")) has.add("cut");
  if (run.messages?.fate.includes(2)) has.add("drop");
  return element(
    "div",
    { class: "group marks" },
    MARKS.filter(([name]) => has.has(name)).map(([name, text]) =>
      element("span", { class: "mark" }, [
        element("span", { class: `sign ${name}`, "aria-hidden": "true" }),
        element("span", { text }),
      ]),
    ),
  );
}

/** Nodes to choose from: only their messages are shown. */
export function nodeFilter(state: State): HTMLElement {
  const boxes = state.run.nodes.map((name) => {
    const box = element("input", { type: "checkbox" });
    box.addEventListener("change", () => {
      const names = new Set(state.view.names);
      if (box.checked) names.add(name);
      else names.delete(name);
      state.change({ names });
    });
    state.listen(({ view }: { view: View }) => {
      box.checked = view.names.has(name);
    });
    return element("label", { class: "check" }, [box, element("span", { text: name })]);
  });
  const title = element("summary", { text: "Only the messages of some nodes" });
  const all = button("All nodes", {}, () => state.change({ names: new Set() }));
  return element("details", { class: "nodes" }, [
    title,
    element("div", { class: "checks" }, [...boxes, all]),
  ]);
}
