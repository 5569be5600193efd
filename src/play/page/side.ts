/** One contender: its name, and the viewer of its run. */

import { formatStep, type ScenarioAction } from "../../bench/faults/scenario.ts";
import { unpackRun, type Run } from "../../view/model/run.ts";
import { element } from "../../view/page/dom.ts";
import { type View } from "../../view/page/state.ts";
import { mountViewer, type Viewer } from "../../view/page/viewer.ts";
import { type Contender, type Experiment } from "../model/experiment.ts";
import { nextValue } from "../model/steps.ts";
import { MapEditor } from "./map-editor.ts";
import { Runner } from "./runner.ts";

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

export class Side {
  readonly root: HTMLElement;
  readonly #options: SideOptions;
  readonly #runner: Runner;
  readonly #title = element("h2");
  readonly #body = element("div", { class: "viewer" });
  #viewer: Viewer | undefined;
  #editor: MapEditor | undefined;
  #isBeginning = false;
  /** The node whose button gets the focus back once the run is there. */
  #focused: number | undefined;

  constructor(options: SideOptions) {
    this.#options = options;
    this.#runner = new Runner(options.worker);
    this.root = element("div", { class: "side" }, [this.#title, this.#body]);
  }

  /** Shows the next run from its beginning, and plays it, instead of going on where the last one is. */
  begin(): void {
    this.#isBeginning = true;
  }

  pause(): void {
    this.#viewer?.state.change({ isPlaying: false });
  }

  /**
   * Runs it, and shows the run; done when it is shown or when it is known why it cannot be run, and
   * never if another run is begun before.
   */
  run(experiment: Experiment, contender: Contender, done: (problem?: string) => void): void {
    this.#title.textContent = contender.strategy;
    this.root.setAttribute("aria-busy", "true");
    this.#runner.run({ experiment, contender }, (answer) => {
      this.root.removeAttribute("aria-busy");
      if ("problem" in answer) {
        done(answer.problem);
      } else {
        this.#show(experiment, unpackRun(answer.run));
        done();
      }
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
    const before = this.#isBeginning ? undefined : this.#viewer?.state;
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const isPlaying = this.#isBeginning ? !isStill : (before?.view.isPlaying ?? false);
    this.#isBeginning = false;
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
