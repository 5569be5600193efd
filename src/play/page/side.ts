/** One contender: its name, and the viewer of its run. */

import { formatStep, type ScenarioAction } from "../../bench/faults/scenario.ts";
import { type LimitsRecord } from "../../view/model/record.ts";
import { unpackRun, type Run } from "../../view/model/run.ts";
import { element } from "../../view/page/dom.ts";
import { type View } from "../../view/page/state.ts";
import { mountViewer, type Viewer } from "../../view/page/viewer.ts";
import { nameOf, type Experiment } from "../model/experiment.ts";
import { nextValue } from "../model/steps.ts";
import { MapEditor } from "./map-editor.ts";
import { Runner } from "./runner.ts";
import { type Order } from "./worker.ts";

export interface SideOptions {
  /** The text of the worker's script. */
  readonly worker: string;
  /** A step was added on the map. */
  readonly acted: (atMs: number, action: ScenarioAction) => void;
  /** Something to be read, such as why something cannot be done. */
  readonly told: (text: string) => void;
  /** Another moment, or another part of the time, is shown. */
  readonly moved: (view: View) => void;
  /** Its tape was set going. */
  readonly played: () => void;
}

const HINT =
  "Change the past: click a node to kill, pause or isolate it, or to broadcast there; draw a line " +
  "between nodes to cut the network.";

/** How a run ended. */
export type End = { readonly run: Run } | { readonly problem: string };

/** A run that takes longer than this shows how far it is. */
const PATIENCE_MS = 500;

export class Side {
  readonly root: HTMLElement;
  readonly #options: SideOptions;
  readonly #runner: Runner;
  readonly #title = element("h2");
  readonly #progress = element("progress", { "aria-label": "How far the run is", hidden: true });
  readonly #body = element("div", { class: "viewer" });
  #viewer: Viewer | undefined;
  #editor: MapEditor | undefined;
  #beginning: { readonly isPlayed: boolean } | undefined;
  /** The node whose button gets the focus back once the run is there. */
  #focused: number | undefined;

  constructor(options: SideOptions) {
    this.#options = options;
    this.#runner = new Runner(options.worker);
    this.root = element("div", { class: "side" }, [this.#title, this.#progress, this.#body]);
  }

  /** Shows the next run from its beginning, instead of going on where the last one is. */
  begin(isPlayed: boolean): void {
    this.#beginning = { isPlayed };
  }

  /** Plays what is shown, along the way of a value if there is one; not for who wants no motion. */
  play(follows: string | undefined): void {
    const state = this.#viewer?.state;
    if (state === undefined) return;
    if (follows !== undefined) state.follow(state.run.values.find(follows));
    if (!isStill()) state.change({ isPlaying: true });
  }

  /** What is shown, for another side to follow. */
  get view(): View | undefined {
    return this.#viewer?.state.view;
  }

  moveTo(cursorMs: number): void {
    this.#viewer?.state.moveTo(cursorMs);
  }

  pause(): void {
    this.#viewer?.state.change({ isPlaying: false });
  }

  /**
   * Runs it, and shows the run; done when it is shown or when it is known why it cannot be run, and
   * never if another run is begun before. The limits are drawn into the chart of latencies.
   */
  run(order: Order, limits: LimitsRecord | undefined, done: (end: End) => void): void {
    this.#title.textContent = nameOf(order.contender);
    this.root.setAttribute("aria-busy", "true");
    const { timeLimitSeconds, recoverySeconds } = order.experiment;
    this.#progress.max = (timeLimitSeconds + recoverySeconds) * 1000;
    const startMs = performance.now();
    const reached = (timeMs: number): void => {
      this.#progress.value = timeMs;
      this.#progress.hidden = performance.now() - startMs < PATIENCE_MS;
    };
    this.#runner.run(order, reached, (answer) => {
      this.#progress.hidden = true;
      this.root.removeAttribute("aria-busy");
      if ("problem" in answer) {
        done(answer);
        return;
      }
      const run = unpackRun(answer.run);
      const record = { ...run.record, challenge: limits };
      this.#show(order.experiment, { ...run, record });
      done({ run });
    });
  }

  /** Shows the moment that this view shows, and the same part of the time. */
  follow({ cursorMs, range, spacing }: View): void {
    const state = this.#viewer?.state;
    if (state === undefined) return;
    if (state.view.cursorMs !== cursorMs) state.change({ cursorMs });
    const isSame = state.view.range.every((place, end) => place === range[end]);
    if (!isSame && spacing === "time" && state.view.spacing === "time") state.change({ range });
  }

  recolour(): void {
    this.#viewer?.state.recolour();
  }

  close(): void {
    this.#runner.stop();
    this.#unmount();
    this.root.remove();
  }

  #show(experiment: Experiment, run: Run): void {
    const beginning = this.#beginning;
    const before = beginning === undefined ? this.#viewer?.state : undefined;
    const isPlaying = beginning
      ? beginning.isPlayed && !isStill()
      : (before?.view.isPlaying ?? false);
    this.#beginning = undefined;
    this.#unmount();
    // What is below keeps its place while the parts are rebuilt.
    this.#body.style.minHeight = `${this.#body.offsetHeight}px`;
    const viewer = mountViewer(this.#body, run, { isBoard: true, hint: HINT, before });
    this.#viewer = viewer;
    if (viewer.map !== undefined) this.#edit(experiment, viewer, viewer.map);
    viewer.state.listen(({ view }, shown) => {
      if (view.isPlaying && !shown?.isPlaying) this.#options.played();
      if (shown === undefined) return;
      if (shown.cursorMs !== view.cursorMs || shown.range !== view.range) this.#options.moved(view);
    });
    if (isPlaying) viewer.state.change({ isPlaying });
    requestAnimationFrame(() => {
      this.#body.style.minHeight = "";
    });
  }

  #edit(experiment: Experiment, { state }: Viewer, map: NonNullable<Viewer["map"]>): void {
    const { acted, told } = this.#options;
    this.#editor = new MapEditor(state, map, {
      steps: experiment.steps,
      endMs: experiment.timeLimitSeconds * 1000,
      value: nextValue(experiment),
      acted: (atMs, action, node) => {
        this.#focused = node;
        // A map shows what has happened by its moment, so the step as well.
        state.change({ cursorMs: atMs });
        told(`Added: ${formatStep({ atMs, ...action })}`);
        acted(atMs, action);
      },
      refused: told,
    });
    if (this.#focused !== undefined) this.#editor.focus(this.#focused);
    this.#focused = undefined;
  }

  #unmount(): void {
    this.#viewer?.close();
    this.#editor?.close();
  }
}

function isStill(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
