/** The map: the cluster at one moment. */

import { describeFaults } from "../../model/hearing.ts";
import { contextOf, element, plural, timeText } from "../dom.ts";
import { type State, type View } from "../state.ts";
import { drawMap, type Dot } from "./draw.ts";
import { circle, radialTree, square, type Point } from "./layout.ts";

/** For how long, at the speed of the player, an arrival stays to be seen. */
const AFTERGLOW_MS = 160;

export class ClusterMap {
  readonly root: HTMLElement;
  /** Holds the picture. */
  readonly frame: HTMLElement;
  readonly #state: State;
  readonly #canvas = element("canvas", { class: "map-canvas", role: "img" });
  readonly #facts = element("p", { class: "map-facts" });
  /** Where the nodes are drawn now: on the way to where they belong. */
  #points: readonly Point[] = [];
  #dots: readonly Dot[] = [];

  constructor(state: State) {
    this.#state = state;
    this.frame = element("div", { class: "map-frame" }, [this.#canvas]);
    this.root = element("div", { class: "map" }, [this.frame, this.#facts]);
    this.frame.addEventListener("pointermove", (event) => this.#point(event));
    this.frame.addEventListener("pointerleave", () => this.#mark(undefined, undefined));
    this.#canvas.addEventListener("click", (event) => {
      state.change({ selected: this.#dotAt(event)?.message });
    });
    state.listen((_, before) => this.#changed(before));
    new ResizeObserver(() => state.refresh()).observe(this.frame);
  }

  /** A message under way lies over the nodes. */
  #point(event: PointerEvent): void {
    const hovered = this.#dotAt(event)?.message;
    const place = this.#placeOf(event);
    const reach = this.radius + 4;
    const node = this.#points.findIndex((point) => distance(point, place) <= reach);
    this.#canvas.style.cursor = hovered === undefined ? "" : "pointer";
    this.#mark(node < 0 || hovered !== undefined ? undefined : node, hovered);
  }

  #mark(pointed: number | undefined, hovered: number | undefined): void {
    const { view } = this.#state;
    if (view.pointed === pointed && view.hovered === hovered) return;
    this.#state.change({ pointed, hovered });
  }

  #dotAt(event: MouseEvent): Dot | undefined {
    const place = this.#placeOf(event);
    const near = this.#dots.map((dot) => ({ dot, away: distance(dot, place) }));
    const [nearest] = near.toSorted((one, other) => one.away - other.away);
    return nearest !== undefined && nearest.away <= REACH ? nearest.dot : undefined;
  }

  #placeOf({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.#canvas.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
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
    return { width: this.frame.clientWidth, height: this.frame.clientHeight };
  }

  /** Where nodes are drawn now, by their numbers: their middles within the frame, in pixels. */
  get points(): readonly Point[] {
    return this.#points;
  }

  get radius(): number {
    const { width, height } = this.#size();
    const count = this.#state.run.nodes.length;
    const room =
      this.#state.view.layout === "grid"
        ? Math.min(width, height) / (3 * Math.ceil(Math.sqrt(count)))
        : (Math.PI * Math.min(width, height)) / (3.4 * count);
    return Math.max(3, Math.min(20, room));
  }

  /** Moves the nodes nearer to their places; whether some are not there yet. */
  #move(isAtOnce: boolean): boolean {
    const { width, height } = this.#size();
    const { moments, run, view } = this.#state;
    const count = run.nodes.length;
    const targets =
      view.layout === "tree"
        ? radialTree(count, (node) => moments.parentOf(node, view.cursorMs))
        : view.layout === "grid"
          ? square(count)
          : circle(count);
    const [halfWide, halfHigh] = halves(width, height, this.radius + 8);
    const isStill = isAtOnce || matchMedia("(prefers-reduced-motion: reduce)").matches;
    let isMoving = false;
    this.#points = targets.map((target, node) => {
      const goal = { x: width / 2 + target.x * halfWide, y: height / 2 + target.y * halfHigh };
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
    this.#dots = drawMap({
      state: this.#state,
      context: contextOf(this.#canvas, width, height),
      points: this.#points,
      radius: this.radius,
      timeMs: this.#state.view.cursorMs,
      afterglowMs: AFTERGLOW_MS * this.#state.view.speed,
    });
  }

  /** In words, for whoever cannot see the picture, and for what it does not tell. */
  #describe(): void {
    const { moments, run, view } = this.#state;
    const { cursorMs } = view;
    const faults = describeFaults(moments.faultsAt(cursorMs), run.nodes);
    const texts = [
      ...(run.record.values.texts.length > 0
        ? this.#describeValues()
        : [`At ${timeText(cursorMs)}.`]),
      ...(faults.length === 0 ? ["No fault."] : faults.map((text) => `${text}.`)),
    ];
    const text = texts.join(" ");
    if (this.#facts.textContent === text) return;
    this.#facts.textContent = text;
    this.#canvas.setAttribute("aria-label", `Map of the cluster. ${text}`);
  }

  #describeValues(): string[] {
    const { moments, run, view } = this.#state;
    const { cursorMs } = view;
    const all = moments.broadcastsAt(cursorMs);
    const counts = run.nodes.map((_, node) => moments.valuesOf(node, cursorMs));
    const complete = counts.filter((count) => count >= all).length;
    const sum = `${plural(all, "value")} broadcast by ${timeText(cursorMs)}.`;
    if (all === 0) return [sum];
    const nodes = plural(run.nodes.length, "node");
    if (complete === counts.length) return [sum, `All ${nodes} have all of them.`];
    const least = Math.min(...counts);
    return [
      sum,
      `${complete} of ${nodes} have all of them; the fewest that a node has are ${least}.`,
    ];
  }
}

/** How far from a message it is still meant. */
const REACH = 9;

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

/** Half the picture's sides without its margin: wider than high where there is room, but not by much. */
function halves(width: number, height: number, margin: number): readonly [number, number] {
  const least = Math.min(width, height);
  const half = (side: number): number => Math.max(1, Math.min(side, least * 1.5) / 2 - margin);
  return [half(width), half(height)];
}
