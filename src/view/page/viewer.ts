/**
 * The viewer: a run as a page of parts that belong together. Whoever has a run can mount it, be it
 * read from files or just made in this process.
 */

import { noticesOf } from "../model/notices.ts";
import { type Run } from "../model/run.ts";
import { Charts } from "./charts/charts.ts";
import { controls, finerControls, legend, nodeFilter } from "./controls.ts";
import { Details } from "./details.ts";
import { Diagram } from "./diagram/diagram.ts";
import { element } from "./dom.ts";
import { ClusterMap } from "./map/map.ts";
import { State } from "./state.ts";
import { strip } from "./strip.ts";
import { telling } from "./telling.ts";
import { verdictLine } from "./verdict-line.ts";
import { verdict } from "./verdict.ts";

export interface Viewer {
  readonly state: State;
  /** Undefined without a journal. */
  readonly map: ClusterMap | undefined;
  /** To be called before another one takes its place. */
  close(): void;
}

export interface ViewerOptions {
  /** Begins with the verdict as a line and the pictures, which together fill the window. */
  readonly isBoard?: boolean;
  /** What else can be done in the pictures, to be told below them. */
  readonly hint?: string;
  /** What was shown before: goes on with it, as far as this run has it as well. */
  readonly before?: State | undefined;
}

/** Fills `root`; what was in it is removed. */
export function mountViewer(root: HTMLElement, run: Run, options: ViewerOptions = {}): Viewer {
  const state = new State(run, options.before);
  const { pictures, map } = picturesOf(state, options.hint);
  const show = (): void => pictures.scrollIntoView({ behavior: "smooth", block: "start" });
  const charts = new Charts(state, show);
  const parts: Node[] = options.isBoard
    ? [element("div", { class: "board" }, [verdictLine(run), pictures])]
    : [verdict(state, show), pictures];
  if (map !== undefined) parts.push(details(state));
  if (options.isBoard) parts.push(verdict(state, show));
  if (charts.root.childElementCount > 0) {
    parts.push(element("section", { "aria-label": "Charts" }, [title("Charts"), charts.root]));
  }
  const notices = noticesOf(run);
  if (notices.length > 0) parts.push(leftOut(notices));
  root.replaceChildren(...parts);
  state.refresh();
  const close = (): void => {
    state.change({ isPlaying: false });
    charts.close();
  };
  return { state, map, close };
}

/** The map, the diagram and the strip, under one time. */
function picturesOf(
  state: State,
  hint?: string,
): {
  readonly pictures: HTMLElement;
  readonly map: ClusterMap | undefined;
} {
  const pictures = element("section", { class: "pictures", "aria-label": "Map and diagram" });
  const heading = title("Map and space-time diagram");
  if (state.run.messages === undefined) {
    pictures.append(heading, missing());
    return { pictures, map: undefined };
  }
  const map = new ClusterMap(state);
  pictures.append(
    heading,
    element("div", { class: "pair" }, [
      map.root,
      strip(state),
      element("div", { class: "diagram-side" }, [
        controls(state),
        new Diagram(state).root,
        legend(state),
      ]),
      telling(state, hint),
    ]),
  );
  return { pictures, map };
}

function details(state: State): HTMLElement {
  return element("section", { class: "closer", "aria-label": "A closer look" }, [
    title("A closer look"),
    finerControls(state),
    nodeFilter(state),
    new Details(state).root,
  ]);
}

function title(text: string): HTMLElement {
  return element("h2", { text });
}

function missing(): HTMLElement {
  const text =
    "These need a journal of the network, journal.jsonl, which eddy test writes and Maelstrom does not.";
  return element("p", { class: "notice", text });
}

function leftOut(notices: readonly string[]): HTMLElement {
  const items = notices.map((text) => element("li", { text }));
  return element("section", { class: "left-out", "aria-label": "What is left out" }, [
    title("What is left out"),
    element("ul", {}, items),
  ]);
}
