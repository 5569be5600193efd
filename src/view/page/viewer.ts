/**
 * The viewer: a run as a page of parts that belong together. Whoever has a run can mount it, be it
 * read from files or just made in this process.
 */

import { noticesOf } from "../model/notices.ts";
import { type Run } from "../model/run.ts";
import { Charts } from "./charts/charts.ts";
import { controls, legend, nodeFilter } from "./controls.ts";
import { Details } from "./details.ts";
import { Diagram } from "./diagram/diagram.ts";
import { element } from "./dom.ts";
import { ClusterMap } from "./map/map.ts";
import { Overview } from "./overview.ts";
import { State } from "./state.ts";
import { verdict } from "./verdict.ts";

export interface Viewer {
  readonly state: State;
  /** Undefined without a journal. */
  readonly map: ClusterMap | undefined;
  /** To be called before another one takes its place. */
  close(): void;
}

export interface ViewerOptions {
  /** Puts the map before all else. */
  readonly isMapFirst?: boolean;
  /** What was shown before: goes on with it, as far as this run has it as well. */
  readonly before?: State | undefined;
}

/** Fills `root`; what was in it is removed. */
export function mountViewer(root: HTMLElement, run: Run, options: ViewerOptions = {}): Viewer {
  const state = new State(run, options.before);
  const network = element("section", { class: "network", "aria-label": "Space-time diagram" });
  const show = (): void => network.scrollIntoView({ behavior: "smooth", block: "start" });
  if (run.messages === undefined) {
    network.append(title("Space-time diagram and map"), missing());
  } else {
    const overview = new Overview(state);
    const diagram = new Diagram(state);
    const details = new Details(state);
    network.append(
      title("Space-time diagram"),
      controls(state),
      overview.root,
      element("div", { class: "with-details" }, [
        element("div", { class: "main" }, [diagram.root, legend(state), nodeFilter(state)]),
        details.root,
      ]),
    );
  }
  const parts: Node[] = [verdict(state, show), network];
  const map = run.messages === undefined ? undefined : new ClusterMap(state);
  if (map !== undefined) {
    const heading = title("The cluster at one moment");
    const section = element("section", { "aria-label": "Map" }, [heading, map.root]);
    if (options.isMapFirst) parts.unshift(section);
    else parts.push(section);
  }
  const charts = new Charts(state, show);
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
