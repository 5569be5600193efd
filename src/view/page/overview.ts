/** The whole run in a strip: how busy it was, its faults, and which part the diagram shows. */

import { placeOf } from "../model/selection.ts";
import { contextOf, element } from "./dom.ts";
import { type State, type View } from "./state.ts";
import { itemAt } from "../model/columns.ts";

const HEIGHT = 38;
const FAULT_HEIGHT = 7;

export class Overview {
  readonly root: HTMLElement;
  readonly #state: State;
  readonly #canvas: HTMLCanvasElement;
  /** The place on the axis where a drag began; undefined when there is none. */
  #dragFrom: number | undefined;
  #isMove = false;

  constructor(state: State) {
    this.#state = state;
    // Who cannot drag has the fields for the range, and the keys of the diagram.
    this.#canvas = element("canvas", { class: "overview", "aria-hidden": "true" });
    this.root = element("div", { class: "overview-frame" }, [this.#canvas]);
    this.#listen();
    state.listen((_, before) => this.#changed(before));
    new ResizeObserver(() => this.#draw()).observe(this.root);
  }

  #listen(): void {
    const canvas = this.#canvas;
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      const place = this.#placeAt(event.offsetX);
      const [from, to] = this.#state.view.range;
      const [first, last] = this.#state.extent;
      this.#isMove = place >= from && place <= to && to - from < (last - first) * 0.98;
      this.#dragFrom = this.#isMove ? place - from : place;
    });
    canvas.addEventListener("pointermove", (event) => {
      if (this.#dragFrom === undefined) return;
      const place = this.#placeAt(event.offsetX);
      const [from, to] = this.#state.view.range;
      if (this.#isMove) {
        const start = place - this.#dragFrom;
        this.#state.showRange(start, start + to - from);
      } else {
        this.#state.showRange(Math.min(place, this.#dragFrom), Math.max(place, this.#dragFrom));
      }
    });
    canvas.addEventListener("pointerup", (event) => {
      const place = this.#placeAt(event.offsetX);
      const [from, to] = this.#state.view.range;
      // A click beside the range moves it there.
      if (!this.#isMove && this.#dragFrom === place) {
        this.#state.showRange(place - (to - from) / 2, place + (to - from) / 2);
      }
      this.#dragFrom = undefined;
    });
  }

  #placeAt(x: number): number {
    const [first, last] = this.#state.extent;
    return first + (x / Math.max(1, this.#canvas.clientWidth)) * (last - first);
  }

  #changed(before: View | undefined): void {
    const { view } = this.#state;
    const isSame =
      before?.range === view.range &&
      before.spacing === view.spacing &&
      before.cursorMs === view.cursorMs &&
      before.hiddenKinds === view.hiddenKinds &&
      before.followed === view.followed &&
      before.names === view.names;
    if (!isSame) this.#draw();
  }

  #draw(): void {
    const state = this.#state;
    const width = this.root.clientWidth;
    const context = contextOf(this.#canvas, width, HEIGHT);
    const { colours, view } = state;
    const [first, last] = state.extent;
    const x = (place: number): number => ((place - first) / (last - first)) * width;
    this.#drawBusy(context, width, x);
    for (const fault of state.run.faults) {
      const from = x(placeOf(state.run, view.spacing, fault.startMs));
      const to = x(placeOf(state.run, view.spacing, fault.endMs));
      context.fillStyle =
        fault.kind === "kill" ? colours.bad : fault.kind === "loss" ? colours.loss : colours.cut;
      context.globalAlpha = 0.75;
      context.fillRect(from, 0, Math.max(2, to - from), FAULT_HEIGHT);
    }
    context.globalAlpha = 1;
    const cursor = x(placeOf(state.run, view.spacing, view.cursorMs));
    context.fillStyle = colours.accent;
    context.fillRect(cursor - 0.75, 0, 1.5, HEIGHT);
    const [from, to] = view.range.map(x);
    this.#drawWindow(context, from ?? 0, Math.max(4, (to ?? 0) - (from ?? 0)));
  }

  #drawBusy(context: CanvasRenderingContext2D, width: number, x: (place: number) => number): void {
    const { selection, run, view, colours } = this.#state;
    const starts = view.spacing === "time" ? run.messages?.sendMs : run.messages?.sendAt;
    const columns = Math.max(1, Math.floor(width / 2));
    const counts = new Int32Array(columns);
    for (const message of selection.messages) {
      const column = Math.min(columns - 1, Math.max(0, Math.floor(x(starts?.[message] ?? 0) / 2)));
      counts[column] = itemAt(counts, column) + 1;
    }
    const most = counts.reduce((one, other) => Math.max(one, other), 1);
    context.fillStyle = colours.muted;
    context.globalAlpha = 0.6;
    for (const [column, count] of counts.entries()) {
      if (count === 0) continue;
      const height = Math.max(1, (count / most) * (HEIGHT - FAULT_HEIGHT - 4));
      context.fillRect(column * 2, HEIGHT - height, 2, height);
    }
    context.globalAlpha = 1;
  }

  #drawWindow(context: CanvasRenderingContext2D, from: number, width: number): void {
    const { colours } = this.#state;
    context.fillStyle = colours.accent;
    context.globalAlpha = 0.16;
    context.fillRect(from, 0, width, HEIGHT);
    context.globalAlpha = 1;
    context.strokeStyle = colours.accent;
    context.lineWidth = 1.5;
    context.strokeRect(from + 0.75, 0.75, width - 1.5, HEIGHT - 1.5);
  }
}
