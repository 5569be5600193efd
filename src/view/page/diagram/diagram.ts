/** The space-time diagram: time from left to right, each node a line, each message an arrow. */

import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior } from "d3-zoom";
import { placeOf, timeOf } from "../../model/selection.ts";
import { contextOf, element } from "../dom.ts";
import { type State, type View } from "../state.ts";
import { arrowAt, arrowsIn, drawArrows, type Arrows } from "./arrows.ts";
import { drawBackground, drawForeground, drawMoments } from "./background.ts";
import { type Frame } from "./frame.ts";
import { keyPressed } from "./keys.ts";
import { CLIENTS, lanesOf, type Lane, type Lanes } from "./lanes.ts";

const AXIS_HEIGHT = 26;
const RIGHT_MARGIN = 10;

/** How far from the moment that is shown, or from a node's line, it is still meant. */
const REACH = 7;

const HELP =
  "Space-time diagram. The arrow keys right and left go to the next and the previous message, " +
  "those up and down point at a node, " +
  "plus and minus zoom, Shift with an arrow key moves along the axis, Home and End go to its ends, " +
  "0 shows all.";

export class Diagram {
  readonly root: HTMLElement;
  readonly #state: State;
  readonly #canvas: HTMLCanvasElement;
  readonly #frame: HTMLElement;
  readonly #spacer: HTMLElement;
  readonly #note: HTMLElement;
  readonly #zoom: ZoomBehavior<HTMLCanvasElement, unknown>;
  #lanes: Lanes;
  #arrows: Arrows = { messages: [], points: [], stride: 1, total: 0 };
  #isOwnChange = false;
  #isDragging = false;

  constructor(state: State) {
    this.#state = state;
    this.#canvas = element("canvas", {
      tabindex: 0,
      role: "application",
      "aria-label": HELP,
      class: "diagram-canvas",
    });
    this.#spacer = element("div", { class: "spacer" });
    this.#frame = element("div", { class: "diagram-frame" }, [this.#canvas, this.#spacer]);
    this.#note = element("p", { class: "note" });
    this.root = element("div", { class: "diagram" }, [this.#frame, this.#note]);
    this.#lanes = lanesOf(state.run, false, 400);
    this.#zoom = this.#makeZoom();
    this.#listen();
    state.listen((_, before) => this.#changed(before));
    new ResizeObserver(() => state.refresh()).observe(this.root);
  }

  #makeZoom(): ZoomBehavior<HTMLCanvasElement, unknown> {
    const behavior = zoom<HTMLCanvasElement, unknown>()
      // A wheel alone scrolls the page, as everywhere.
      .filter((event: MouseEvent) =>
        event.type === "wheel"
          ? event.ctrlKey || event.metaKey
          : !event.button && !this.#isAtMoment(event),
      )
      .wheelDelta((event) => -event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.004))
      .on("zoom", (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
        if (event.sourceEvent === null) return;
        const [from = 0, to = 1] = event.transform.rescaleX(this.#base()).domain();
        this.#isOwnChange = true;
        this.#state.showRange(from, to);
      });
    select(this.#canvas).call(behavior).on("dblclick.zoom", null);
    return behavior;
  }

  #listen(): void {
    const canvas = this.#canvas;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !this.#isAtMoment(event)) return;
      this.#isDragging = true;
      canvas.setPointerCapture(event.pointerId);
      this.#state.change({ isPlaying: false });
    });
    canvas.addEventListener("pointermove", (event) => {
      if (this.#isDragging) this.#dragTo(event);
      else this.#point(event);
    });
    for (const end of ["pointerup", "pointercancel"] as const) {
      canvas.addEventListener(end, () => {
        this.#isDragging = false;
      });
    }
    canvas.addEventListener("pointerleave", () => {
      this.#state.change({ hovered: undefined, pointed: undefined });
    });
    canvas.addEventListener("click", (event) => this.#clicked(event));
    canvas.addEventListener("dblclick", (event) => this.#zoomBy(0.4, event.offsetX));
    canvas.addEventListener("keydown", (event) => keyPressed(this.#state, event));
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    this.#frame.addEventListener("scroll", () => this.#state.refresh());
  }

  /** At the moment that is shown, or at the axis, which both drag it. */
  #isAtMoment({ offsetX, offsetY }: MouseEvent): boolean {
    const { run, view } = this.#state;
    const { left, right } = this.#edges();
    if (offsetX < left || offsetX > right) return false;
    const x = this.#scale()(placeOf(run, view.spacing, view.cursorMs));
    return offsetY < AXIS_HEIGHT || Math.abs(offsetX - x) <= REACH;
  }

  #dragTo({ offsetX }: MouseEvent): void {
    const { run, view } = this.#state;
    const { left, right } = this.#edges();
    const place = this.#scale().invert(Math.min(right, Math.max(left, offsetX)));
    this.#state.change({ cursorMs: timeOf(run, view.spacing, place) });
  }

  #point(event: PointerEvent): void {
    const { view } = this.#state;
    const isFree = event.buttons === 0;
    const isAtMoment = this.#isAtMoment(event);
    const hovered = isFree && !isAtMoment ? this.#messageAt(event) : undefined;
    const lane = hovered === undefined && isFree ? this.#laneAt(event) : undefined;
    const pointed = lane === undefined || lane.node < 0 ? undefined : lane.node;
    const isLink =
      hovered !== undefined || (lane !== undefined && event.offsetX < this.#edges().left);
    this.#canvas.style.cursor = isAtMoment ? "ew-resize" : isLink ? "pointer" : "";
    if (hovered === view.hovered && pointed === view.pointed) return;
    this.#state.change({ hovered, pointed });
  }

  /** The line of a node under the pointer, or the name before it. */
  #laneAt({ offsetX, offsetY }: MouseEvent): Lane | undefined {
    const y = offsetY - AXIS_HEIGHT + this.#frame.scrollTop;
    const isName = offsetX < this.#edges().left;
    return this.#lanes.lanes.find(
      (lane) =>
        Math.abs(lane.y - y) <= (isName ? lane.height / 2 : Math.min(REACH, lane.height / 2)),
    );
  }

  /** Sideways, the wheel moves along the axis. */
  #wheel(event: WheelEvent): void {
    const isAlong = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (event.ctrlKey || event.metaKey || !isAlong) return;
    event.preventDefault();
    const { range } = this.#state.view;
    const { left, right } = this.#edges();
    const way = event.deltaX === 0 ? event.deltaY : event.deltaX;
    const step = (way * (range[1] - range[0])) / (right - left);
    this.#state.showRange(range[0] + step, range[1] + step);
  }

  #clicked(event: MouseEvent): void {
    const { view, run } = this.#state;
    if (event.offsetX < this.#edges().left) {
      this.#toggleName(event);
      return;
    }
    if (this.#isAtMoment(event)) {
      this.#dragTo(event);
      return;
    }
    const selected = this.#messageAt(event);
    const place = this.#scale().invert(event.offsetX);
    const cursorMs = timeOf(run, view.spacing, place);
    this.#state.change(selected === undefined ? { selected, cursorMs } : { selected });
  }

  /** A click on a node's name shows only its messages, or those of all again. */
  #toggleName(event: MouseEvent): void {
    const lane = this.#laneAt(event);
    if (lane === undefined || lane.label === CLIENTS) return;
    const names = new Set(this.#state.view.names);
    if (!names.delete(lane.label)) names.add(lane.label);
    this.#state.change({ names });
  }

  #zoomBy(factor: number, x: number): void {
    const [from, to] = this.#state.view.range;
    const centre = this.#scale().invert(x);
    this.#state.showRange(centre - (centre - from) * factor, centre + (to - centre) * factor);
  }

  #messageAt({ offsetX, offsetY }: MouseEvent): number | undefined {
    return arrowAt(this.#arrows, offsetX, offsetY);
  }

  #edges(): { readonly left: number; readonly right: number } {
    const longest = Math.max(...this.#lanes.lanes.map(({ label }) => label.length));
    const left = Math.min(90, 22 + longest * 6);
    return { left, right: Math.max(left + 50, this.#frame.clientWidth - RIGHT_MARGIN) };
  }

  /** The axis as a whole, and as it is zoomed. */
  #base(): ReturnType<typeof scaleLinear<number, number>> {
    const { left, right } = this.#edges();
    return scaleLinear([...this.#state.extent], [left, right]);
  }

  #scale(): ReturnType<typeof scaleLinear<number, number>> {
    const { left, right } = this.#edges();
    return scaleLinear([...this.#state.view.range], [left, right]);
  }

  #changed(before: View | undefined): void {
    const { view } = this.#state;
    if (!this.#isOwnChange || before?.spacing !== view.spacing) this.#moveZoom();
    this.#isOwnChange = false;
    this.#draw();
  }

  /** Tells the zoom behaviour of a range that did not come from it. */
  #moveZoom(): void {
    const state = this.#state;
    const base = this.#base();
    const { left, right } = this.#edges();
    const [first, last] = state.extent;
    const [from, to] = state.view.range;
    const scale = (right - left) / Math.max(1e-9, base(to) - base(from));
    this.#zoom
      .scaleExtent([1, (last - first) / state.narrowest])
      .extent([
        [left, 0],
        [right, 1],
      ])
      .translateExtent([
        [left, 0],
        [right, 1],
      ]);
    const transform = zoomIdentity.translate(left - scale * base(from), 0).scale(scale);
    select(this.#canvas).call(this.#zoom.transform, transform);
  }

  #draw(): void {
    const state = this.#state;
    const height = this.#frame.clientHeight;
    if (height === 0) return;
    this.#lanes = lanesOf(state.run, state.view.isUnfolded, height - AXIS_HEIGHT - 4);
    this.#spacer.style.height = `${Math.max(0, this.#lanes.height + AXIS_HEIGHT + 4 - height)}px`;
    const { left, right } = this.#edges();
    const frame: Frame = {
      state,
      context: contextOf(this.#canvas, this.#frame.clientWidth, height),
      lanes: this.#lanes,
      x: this.#scale(),
      left,
      right,
      top: AXIS_HEIGHT,
      bottom: height - 2,
      scrolled: this.#frame.scrollTop,
    };
    this.#arrows = arrowsIn(frame);
    drawBackground(frame);
    this.#drawClipped(frame);
    drawForeground(frame);
    this.#describe();
  }

  #drawClipped(frame: Frame): void {
    const { context, left, right, top, bottom } = frame;
    context.save();
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
    drawArrows(frame, this.#arrows);
    drawMoments(frame);
    context.restore();
  }

  #describe(): void {
    const { stride, total } = this.#arrows;
    const amount = total.toLocaleString("en");
    const text =
      stride > 1
        ? `One of ${stride} of the ${amount} messages in this range is drawn. Zoom in for all.`
        : `${amount} message${total === 1 ? "" : "s"} in this range.`;
    if (this.#note.textContent !== text) this.#note.textContent = text;
  }
}
