/** Draws a line across an element, from where a pointer is pressed to where it is let go. */

import { svgElement } from "../../view/page/dom.ts";
import { type Point } from "../../view/page/map/layout.ts";

export interface LineToolOptions {
  readonly begun: () => void;
  readonly moved: (from: Point, to: Point) => void;
  readonly drawn: (from: Point, to: Point) => void;
  readonly cancelled: () => void;
}

/** A shorter one is a click with a shaky hand. */
const SHORTEST = 12;

export class LineTool {
  /** Whether the last press drew a line: then it was no click on what lay under it. */
  wasLine = false;
  readonly #frame: HTMLElement;
  readonly #options: LineToolOptions;
  readonly #line = svgElement("line");
  #from: Point | undefined;

  constructor(frame: HTMLElement, options: LineToolOptions) {
    this.#frame = frame;
    this.#options = options;
    frame.append(svgElement("svg", { class: "cut-line", "aria-hidden": "true" }, [this.#line]));
    frame.addEventListener("pointerdown", (event) => this.#pressed(event));
    frame.addEventListener("pointermove", (event) => this.#moved(event));
    frame.addEventListener("pointerup", (event) => this.#released(event));
    frame.addEventListener("pointercancel", () => {
      this.#drop();
      options.cancelled();
    });
  }

  #pressed(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.wasLine = false;
    this.#from = this.#placeOf(event);
  }

  #moved(event: PointerEvent): void {
    const from = this.#from;
    if (from === undefined) return;
    const to = this.#placeOf(event);
    if (!this.wasLine) {
      if (Math.hypot(to.x - from.x, to.y - from.y) < SHORTEST) return;
      this.wasLine = true;
      this.#frame.setPointerCapture(event.pointerId);
      this.#frame.classList.add("is-cutting");
      this.#options.begun();
    }
    const places = { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
    for (const [name, value] of Object.entries(places)) this.#line.setAttribute(name, `${value}`);
    this.#options.moved(from, to);
  }

  #released(event: PointerEvent): void {
    const from = this.#from;
    this.#drop();
    if (from !== undefined && this.wasLine) this.#options.drawn(from, this.#placeOf(event));
  }

  #drop(): void {
    this.#from = undefined;
    this.#frame.classList.remove("is-cutting");
  }

  #placeOf({ clientX, clientY }: PointerEvent): Point {
    const { left, top } = this.#frame.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
}
