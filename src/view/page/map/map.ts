/** The map: the cluster at one moment, and a tape to play. */

import { describeFaults } from "../../model/hearing.ts";
import { contextOf, element, plural, timeText } from "../dom.ts";
import { type State, type View } from "../state.ts";
import { drawMap } from "./draw.ts";
import { circle, radialTree, type Point } from "./layout.ts";
import { Player } from "./player.ts";

/** For how long, at the speed of the player, an arrival stays to be seen. */
const AFTERGLOW_MS = 160;

export class ClusterMap {
  readonly root: HTMLElement;
  /** Holds the picture. */
  readonly frame: HTMLElement;
  readonly #state: State;
  readonly #canvas = element("canvas", { class: "map-canvas", role: "img" });
  readonly #facts = element("div", { class: "map-facts" });
  /** Where the nodes are drawn now: on the way to where they belong. */
  #points: readonly Point[] = [];
  #pointed: number | undefined;

  constructor(state: State) {
    this.#state = state;
    this.frame = element("div", { class: "map-frame" }, [this.#canvas]);
    this.root = element("div", { class: "map" }, [
      new Player(state).root,
      element("div", { class: "map-body" }, [this.frame, this.#facts]),
    ]);
    this.#canvas.addEventListener("pointermove", (event) => this.#point(event));
    this.#canvas.addEventListener("pointerleave", () => this.#setPointed(undefined));
    state.listen((_, before) => this.#changed(before));
    new ResizeObserver(() => state.refresh()).observe(this.frame);
  }

  #point({ offsetX, offsetY }: MouseEvent): void {
    const radius = this.radius + 4;
    const node = this.#points.findIndex(
      ({ x, y }) => Math.hypot(x - offsetX, y - offsetY) <= radius,
    );
    this.#setPointed(node < 0 ? undefined : node);
  }

  #setPointed(node: number | undefined): void {
    if (node === this.#pointed) return;
    this.#pointed = node;
    this.#state.refresh();
  }

  #changed(before: View | undefined): void {
    const { width } = this.#size();
    if (width === 0) return;
    const isMoving = this.#move(before === undefined);
    this.#draw();
    this.#describe();
    if (isMoving) this.#state.refresh();
  }

  #size(): { readonly width: number; readonly height: number } {
    const width = this.frame.clientWidth;
    return { width, height: Math.min(width, 520) };
  }

  /** Where nodes are drawn now, by their numbers: their middles within the frame, in pixels. */
  get points(): readonly Point[] {
    return this.#points;
  }

  get radius(): number {
    const { width, height } = this.#size();
    const room = (Math.PI * Math.min(width, height)) / (3.4 * this.#state.run.nodes.length);
    return Math.max(3, Math.min(20, room));
  }

  /** Moves the nodes nearer to their places; whether some are not there yet. */
  #move(isAtOnce: boolean): boolean {
    const { width, height } = this.#size();
    const { moments, run, view } = this.#state;
    const count = run.nodes.length;
    const targets = view.isTree
      ? radialTree(count, (node) => moments.parentOf(node, view.cursorMs))
      : circle(count);
    const half = Math.min(width, height) / 2 - this.radius - 8;
    const isStill = isAtOnce || matchMedia("(prefers-reduced-motion: reduce)").matches;
    let isMoving = false;
    this.#points = targets.map((target, node) => {
      const goal = { x: width / 2 + target.x * half, y: height / 2 + target.y * half };
      const point = this.#points[node];
      if (point === undefined || isStill) return goal;
      const [dx, dy] = [goal.x - point.x, goal.y - point.y];
      if (Math.hypot(dx, dy) < 0.7) return goal;
      isMoving = true;
      return { x: point.x + dx * 0.22, y: point.y + dy * 0.22 };
    });
    return isMoving;
  }

  #draw(): void {
    const { width, height } = this.#size();
    drawMap({
      state: this.#state,
      context: contextOf(this.#canvas, width, height),
      points: this.#points,
      radius: this.radius,
      timeMs: this.#state.view.cursorMs,
      afterglowMs: AFTERGLOW_MS * this.#state.view.speed,
      hasTree: this.#state.view.isTree,
      pointed: this.#pointed,
    });
  }

  /** In words, for whoever cannot see the picture, and for what it does not tell. */
  #describe(): void {
    const { moments, run, view } = this.#state;
    const { cursorMs } = view;
    const all = moments.broadcastsAt(cursorMs);
    const counts = run.nodes.map((_, node) => moments.valuesOf(node, cursorMs));
    const complete = counts.filter((count) => count >= all).length;
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    const pointed = this.#pointed;
    const faults = describeFaults(moments.faultsAt(cursorMs), run.nodes);
    const texts = [
      `${plural(all, "value")} broadcast by ${timeText(cursorMs)}.`,
      all === 0
        ? ""
        : `${complete} of ${plural(run.nodes.length, "node")} have all of them; the fewest that a node has are ${least}, the most ${most}.`,
      ...(faults.length === 0 ? ["No fault."] : faults.map((text) => `${text}.`)),
      pointed === undefined ? "" : this.#describeNode(pointed),
    ];
    this.#facts.replaceChildren(
      ...texts.filter((text) => text !== "").map((text) => element("p", { text })),
    );
    this.#canvas.setAttribute("aria-label", `Map of the cluster. ${texts.slice(0, 3).join(" ")}`);
  }

  #describeNode(node: number): string {
    const { moments, run, view } = this.#state;
    const values = moments.valuesOf(node, view.cursorMs);
    const parent = run.nodes[moments.parentOf(node, view.cursorMs)];
    const place = parent === undefined ? "" : `, its parent is ${parent}`;
    return `${run.nodes[node]} has ${plural(values, "value")}${place}.`;
  }
}
