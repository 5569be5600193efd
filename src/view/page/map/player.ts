/** The tape: a slider of time, a play button, and its speed. */

import { button, element, labelled, select, timeText } from "../dom.ts";
import { type Layout, type State } from "../state.ts";

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

const LAYOUTS: Readonly<Record<Layout, string>> = {
  tree: "tree that they form",
  grid: "grid",
  circle: "circle",
};

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
      "aria-label": "The moment that is shown",
    });
    slider.addEventListener("input", () => {
      const cursorMs = Number(slider.value);
      state.change({ isPlaying: false });
      state.moveTo(cursorMs);
    });
    const now = element("output", { class: "now" });
    const speed = select(SPEEDS, `${state.view.speed}`, (value) =>
      state.change({ speed: Number(value) }),
    );
    const layouts = state.layouts.map((name) => [name, LAYOUTS[name]] as const);
    const layout = select(layouts, state.view.layout, (chosen) => {
      const found = state.layouts.find((name) => name === chosen);
      if (found !== undefined) state.change({ layout: found });
    });
    this.root = element("div", { class: "player" }, [
      this.#play,
      slider,
      now,
      element("div", { class: "speed" }, [labelled("Speed", speed)]),
      labelled("Map", layout),
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
    this.#state.moveTo(cursorMs);
    if (cursorMs >= run.endMs) this.#state.change({ isPlaying: false });
    else requestAnimationFrame((next) => this.#advance(next));
  }
}
