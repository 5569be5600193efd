/** The tape below the map: a slider of time, a play button, and its speed. */

import { button, element, labelled, select, timeText } from "../dom.ts";
import { placeOf } from "../../model/selection.ts";
import { type State } from "../state.ts";

const SPEEDS: readonly (readonly [value: string, text: string])[] = [
  ["0.01", "1/100"],
  ["0.1", "1/10"],
  ["0.25", "1/4"],
  ["0.5", "1/2"],
  ["1", "1 ×"],
  ["2", "2 ×"],
  ["5", "5 ×"],
  ["10", "10 ×"],
];

export class Player {
  readonly root: HTMLElement;
  readonly #state: State;
  readonly #play: HTMLButtonElement;
  #lastMs = 0;

  constructor(state: State) {
    this.#state = state;
    this.#play = button("Play", { class: "primary" }, () => this.#toggle());
    const slider = element("input", {
      type: "range",
      min: state.run.startMs,
      max: state.run.endMs,
      step: "any",
      class: "tape",
      "aria-label": "The moment that the map shows",
    });
    slider.addEventListener("input", () => this.#moveTo(Number(slider.value)));
    const now = element("output", { class: "now" });
    const layouts: [string, string][] = [["circle", "circle"]];
    if (state.moments.hasTree) layouts.unshift(["tree", "tree that they form"]);
    const speed = select(SPEEDS, `${state.view.speed}`, (value) =>
      state.change({ speed: Number(value) }),
    );
    const layout = select(layouts, state.view.isTree ? "tree" : "circle", (name) =>
      state.change({ isTree: name === "tree" }),
    );
    this.root = element("div", { class: "player" }, [
      this.#play,
      slider,
      now,
      labelled("Speed", speed),
      labelled("Layout", layout),
    ]);
    state.listen(({ view }, before) => {
      if (before?.isPlaying !== view.isPlaying) this.#playingChanged();
      if (before?.cursorMs === view.cursorMs) return;
      slider.value = `${view.cursorMs}`;
      now.textContent = timeText(view.cursorMs);
      slider.setAttribute("aria-valuetext", timeText(view.cursorMs));
    });
  }

  #toggle(): void {
    const { view, run } = this.#state;
    const isOver = view.cursorMs >= run.endMs;
    if (!view.isPlaying && isOver) this.#state.change({ cursorMs: Math.max(0, run.startMs) });
    this.#state.change({ isPlaying: !view.isPlaying });
  }

  #playingChanged(): void {
    const { isPlaying } = this.#state.view;
    this.#play.textContent = isPlaying ? "Pause" : "Play";
    if (!isPlaying) return;
    this.#lastMs = performance.now();
    requestAnimationFrame((nowMs) => this.#advance(nowMs));
  }

  #advance(nowMs: number): void {
    const { view, run } = this.#state;
    if (!view.isPlaying) return;
    // A page in the background gets no frames: it does not jump when it comes back.
    const passedMs = Math.min(250, Math.max(0, nowMs - this.#lastMs));
    this.#lastMs = nowMs;
    const cursorMs = Math.min(run.endMs, view.cursorMs + passedMs * view.speed);
    this.#moveTo(cursorMs);
    if (cursorMs >= run.endMs) this.#state.change({ isPlaying: false });
    else requestAnimationFrame((next) => this.#advance(next));
  }

  /** The diagram goes along when the moment leaves what it shows. */
  #moveTo(cursorMs: number): void {
    const state = this.#state;
    const before = placeOf(state.run, state.view.spacing, state.view.cursorMs);
    state.change({ cursorMs });
    const [from, to] = state.view.range;
    const place = placeOf(state.run, state.view.spacing, cursorMs);
    const wasIn = before >= from && before <= to;
    if (!wasIn || (place >= from && place <= to)) return;
    state.showRange(place - (to - from) * 0.1, place + (to - from) * 0.9);
  }
}
