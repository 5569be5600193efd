/** A map of all values over time: how many nodes have each of them. As a chart, or as a strip. */

import { coverageOf, type Coverage } from "../../model/series.ts";
import { contextOf, element, plural, timeText } from "../dom.ts";
import { type State } from "../state.ts";
import { itemAt } from "../../model/columns.ts";

/** Pixels around the picture, and with it the height of all. */
interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly height: number;
}

const CHART: Frame = { left: 58, right: 10, top: 8, bottom: 26, height: 240 };
const STRIP: Frame = { left: 0, right: 0, top: 0, bottom: 0, height: 30 };

export class CoverageChart {
  readonly root: HTMLElement;
  readonly #state: State;
  readonly #canvas: HTMLCanvasElement;
  readonly #note = element("p", { class: "coverage-note" });
  readonly #frame: Frame;
  #coverage: Coverage | undefined;

  /** `show` brings the diagram into sight. A strip has no axes. */
  constructor(state: State, show: () => void, isStrip = false) {
    this.#state = state;
    this.#frame = isStrip ? STRIP : CHART;
    this.#canvas = element("canvas", {
      class: "coverage-canvas",
      role: "img",
      "aria-label": "How many nodes have each value, over time",
    });
    this.root = element("div", { class: isStrip ? "coverage is-strip" : "coverage" }, [
      this.#canvas,
      this.#note,
    ]);
    this.#canvas.addEventListener("pointermove", (event) => this.#point(event));
    this.#canvas.addEventListener("pointerleave", () => this.#say(""));
    this.#canvas.addEventListener("click", (event) => {
      const value = this.#valueAt(event);
      if (value === undefined) return;
      state.follow(value);
      show();
    });
    this.#say("");
    state.listen((_, before) => {
      if (before === undefined) this.#draw();
    });
  }

  resize(): void {
    if (this.#canvas.clientWidth > 0) this.#draw();
  }

  #plotSize(): { readonly width: number; readonly height: number } {
    const { left, right, top, bottom, height } = this.#frame;
    return {
      width: Math.max(50, this.root.clientWidth - left - right),
      height: height - bottom - top,
    };
  }

  #draw(): void {
    const { width, height } = this.#plotSize();
    const state = this.#state;
    const coverage = coverageOf(state.run, Math.round(width), height);
    this.#coverage = coverage;
    const frame = this.#frame;
    const context = contextOf(this.#canvas, width + frame.left + frame.right, frame.height);
    if (coverage.rows === 0) return;
    const picture = new OffscreenCanvas(coverage.columns, coverage.rows);
    const pixels = picture.getContext("2d");
    if (pixels === null) return;
    const scale = coloursBetween(state);
    const image = pixels.createImageData(coverage.columns, coverage.rows);
    const most = state.run.nodes.length;
    for (const [cell, nodes] of coverage.nodes.entries()) {
      // The first value at the bottom, as on any axis.
      const row = coverage.rows - 1 - Math.floor(cell / coverage.columns);
      const at = (row * coverage.columns + (cell % coverage.columns)) * 4;
      if (nodes >= 0) image.data.set(scale(nodes / most), at);
    }
    pixels.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(picture, frame.left, frame.top, width, height);
    if (frame === CHART) this.#drawAxes(context, width, height);
  }

  #drawAxes(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { colours, run } = this.#state;
    const { left, top } = this.#frame;
    context.strokeStyle = colours.line;
    context.fillStyle = colours.muted;
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, top + 0.5, width, height);
    context.font = `11px ${colours.font}`;
    const total = run.endMs - run.startMs;
    const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 120, 600].find(
      (seconds) => total / 1000 / seconds < width / 70,
    );
    context.textAlign = "center";
    const marks = step === undefined ? 0 : Math.floor(run.endMs / 1000 / step) + 1;
    for (let mark = 0; mark < marks; mark++) {
      const second = mark * (step ?? 0);
      const x = left + ((second * 1000 - run.startMs) / total) * width;
      context.fillText(`${Number(second.toFixed(1))} s`, x, this.#frame.height - 10);
    }
    context.textAlign = "right";
    const count = this.#coverage?.order.length ?? 0;
    context.fillText("first", left - 8, top + height - 4);
    context.fillText(
      count > 1 ? plural(count, "value").replace(" values", "th") : "",
      left - 8,
      top + 10,
    );
  }

  #valueAt({ offsetX, offsetY }: MouseEvent): number | undefined {
    const { height } = this.#plotSize();
    const coverage = this.#coverage;
    const { left, top } = this.#frame;
    if (coverage === undefined || offsetX < left) return undefined;
    const part = 1 - (offsetY - top) / height;
    if (part < 0 || part > 1) return undefined;
    const place = Math.min(coverage.order.length - 1, Math.floor(part * coverage.order.length));
    return coverage.order[place];
  }

  #point(event: MouseEvent): void {
    const value = this.#valueAt(event);
    const coverage = this.#coverage;
    if (value === undefined || coverage === undefined) {
      this.#say("");
      return;
    }
    const { run } = this.#state;
    const { width } = this.#plotSize();
    const part = Math.min(1, Math.max(0, (event.offsetX - this.#frame.left) / width));
    const timeMs = run.startMs + part * (run.endMs - run.startMs);
    const row = Math.floor(coverage.order.indexOf(value) / coverage.perRow);
    const column = Math.min(coverage.columns - 1, Math.floor(part * coverage.columns));
    const nodes = itemAt(coverage.nodes, row * coverage.columns + column);
    const text = itemAt(run.values.texts, value);
    const state =
      nodes < 0 ? "not broadcast yet" : `on ${Math.round(nodes)} of ${run.nodes.length} nodes`;
    this.#say(`Value ${text.slice(0, 30)} at ${timeText(timeMs)}: ${state}`);
  }

  #say(text: string): void {
    const nodes = this.#state.run.nodes.length;
    const scale = this.#frame === CHART ? `Dark: one node. Bright: all ${nodes}.` : "";
    this.#note.textContent = text || scale;
    this.#note.hidden = this.#note.textContent === "";
  }
}

/** From few nodes to all: dark to bright, in the colours of cividis, which the colour-blind see as others do. */
function coloursBetween({ colours }: State): (part: number) => readonly number[] {
  void colours;
  const stops = [
    [0, 32, 77],
    [68, 78, 107],
    [124, 123, 120],
    [188, 175, 111],
    [255, 233, 69],
  ];
  return (part) => {
    const place = Math.min(0.9999, Math.max(0, part)) * (stops.length - 1);
    const [low = [], high = []] = [stops[Math.floor(place)], stops[Math.floor(place) + 1]];
    const rest = place - Math.floor(place);
    return [
      ...low.map((from, channel) => Math.round(from + (itemAt(high, channel) - from) * rest)),
      255,
    ];
  };
}
