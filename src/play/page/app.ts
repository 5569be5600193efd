/** The page: what is run, what was changed, and the runs. */

import { type Run } from "../../view/model/run.ts";
import { button, element, icon, plural } from "../../view/page/dom.ts";
import { LOGO } from "../../view/page/logo.ts";
import { type View } from "../../view/page/state.ts";
import { themeSwitch } from "../../view/page/theme.ts";
import { addressOf, pageAddressOf, readAddress } from "../model/address.ts";
import { begin, edit, redo, undo, type Edits } from "../model/edits.ts";
import { FIRST_EXPERIMENT, type Experiment } from "../model/experiment.ts";
import { LESSONS, type Lesson } from "../model/lessons.ts";
import { withStep } from "../model/steps.ts";
import { comparison } from "./comparison.ts";
import { Drawer } from "./drawer.ts";
import { Form } from "./form.ts";
import { LessonColumn } from "./lesson-column.ts";
import { Share } from "./share.ts";
import { Side } from "./side.ts";
import { StepsEditor } from "./steps-editor.ts";

/** On a narrower page the lessons would hide the pictures. */
const NARROW_PX = 900;

/** The address follows the moment once it rests: browsers refuse too many changes of it. */
const REST_MS = 250;

export interface AppData {
  /** The script of the worker. */
  readonly worker: string;
  /** By the name of a strategy its source. */
  readonly code: Readonly<Record<string, string>>;
}

export class App {
  readonly parts: readonly HTMLElement[];
  readonly #worker: string;
  readonly #form: Form;
  readonly #steps: StepsEditor;
  readonly #lessons: LessonColumn;
  readonly #share: Share;
  readonly #undo: HTMLButtonElement;
  readonly #redo: HTMLButtonElement;
  readonly #status = element("p", { class: "status", role: "status" });
  readonly #problems = element("div", { class: "problems", role: "alert" });
  readonly #sidesRoot = element("div", { class: "sides" });
  readonly #sides: Side[] = [];
  #edits: Edits<Experiment>;
  #lesson: Lesson | undefined;
  /** The moment that is shown, where it rests. */
  #atMs: number | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;
  /** Counts runs, so that an old one is not told of. */
  #runs = 0;

  constructor({ worker, code }: AppData) {
    this.#worker = worker;
    this.#edits = begin(this.#readAddress());
    this.#form = new Form(this.#experiment, (next) => this.#change(next));
    this.#steps = new StepsEditor(this.#experiment, (steps) =>
      this.#change({ ...this.#experiment, steps }),
    );
    this.#lessons = new LessonColumn({
      code,
      chosen: (lesson) => this.#choose(lesson),
      guessed: () => this.#reveal(),
    });
    this.#undo = button("Undo", { title: "Ctrl+Z" }, () => this.#go(undo(this.#edits)));
    this.#redo = button("Redo", { title: "Ctrl+Shift+Z" }, () => this.#go(redo(this.#edits)));
    this.#share = new Share(
      () => `${location.href.split("#")[0]}#${this.#address}`,
      (text) => this.#tell(text),
    );
    const drawers = [
      new Drawer("Settings", [this.#form.root, element("h3", { text: "Steps" }), this.#steps.root]),
      new Drawer("Share", this.#share.parts),
    ];
    const buttons = drawers.map((drawer) => drawer.button);
    this.parts = [this.#header(buttons), this.#main(), ...drawers.map(({ root }) => root)];
  }

  start(): void {
    addEventListener("hashchange", () => {
      if (location.hash.slice(1) === this.#address) return;
      const experiment = this.#readAddress();
      this.#begin();
      this.#edits = edit(this.#edits, experiment);
      this.#run();
    });
    addEventListener("keydown", (event) => this.#keyed(event));
    this.#begin();
    this.#run();
  }

  get #experiment(): Experiment {
    return this.#edits.present;
  }

  get #address(): string {
    return pageAddressOf(this.#experiment, { lesson: this.#lesson?.name, atMs: this.#atMs });
  }

  /** The experiment of the address; the rest of it is kept. */
  #readAddress(): Experiment {
    const { experiment, lesson, atMs, problems } = readAddress(location.hash, FIRST_EXPERIMENT);
    this.#lesson = LESSONS.find(({ name }) => name === lesson);
    this.#atMs = atMs;
    this.#showProblems(problems);
    return experiment;
  }

  #header(drawers: readonly HTMLElement[]): HTMLElement {
    const { root } = this.#lessons;
    root.hidden = innerWidth < NARROW_PX;
    const lessons = button("Lessons", { "aria-expanded": `${!root.hidden}` }, () => {
      root.hidden = !root.hidden;
      lessons.setAttribute("aria-expanded", `${!root.hidden}`);
    });
    return element("header", {}, [
      element("div", { class: "brand" }, [icon(LOGO), element("span", { text: "eddy play" })]),
      element("h1", {
        text: "Break a gossip protocol: stop it at any moment, and change the past",
      }),
      element("div", { class: "group" }, [lessons, this.#undo, this.#redo, ...drawers]),
      themeSwitch(() => {
        for (const side of this.#sides) side.recolour();
      }),
    ]);
  }

  #main(): HTMLElement {
    return element("main", { class: "stage" }, [
      this.#lessons.root,
      element("div", { class: "play" }, [this.#problems, this.#sidesRoot, this.#status]),
    ]);
  }

  /** Shows the lesson, and the run from its beginning. One that was not changed waits for a guess. */
  #begin(): void {
    const { experiment } = this.#lesson ?? {};
    const isOwn = experiment !== undefined && addressOf(experiment) !== addressOf(this.#experiment);
    const isWaiting = this.#lesson !== undefined && !isOwn && this.#atMs === undefined;
    this.#sidesRoot.classList.toggle("is-waiting", isWaiting);
    this.#lessons.show(this.#lesson, isWaiting);
    this.#makeSides(this.#experiment.contenders.length);
    for (const side of this.#sides) side.begin(!isWaiting && this.#atMs === undefined);
  }

  #choose(lesson: Lesson): void {
    this.#lesson = lesson;
    this.#atMs = undefined;
    // Chosen again it begins again.
    if (addressOf(lesson.experiment) !== addressOf(this.#experiment)) {
      this.#edits = edit(this.#edits, lesson.experiment);
    }
    this.#showProblems([]);
    this.#begin();
    this.#run();
  }

  /** After the guess. */
  #reveal(): void {
    this.#sidesRoot.classList.remove("is-waiting");
    for (const side of this.#sides) side.play(this.#lesson?.follows);
  }

  #change(next: Experiment): void {
    if (addressOf(next) === addressOf(this.#experiment)) this.#form.show(this.#experiment);
    else this.#go(edit(this.#edits, next));
  }

  #go(edits: Edits<Experiment>): void {
    if (edits === this.#edits) return;
    this.#edits = edits;
    this.#showProblems([]);
    // Whoever changes the run of a lesson does not wait for its question.
    if (this.#sidesRoot.classList.contains("is-waiting")) this.#lessons.show(this.#lesson, false);
    this.#sidesRoot.classList.remove("is-waiting");
    this.#run();
  }

  /** Where there is text to be edited, the keys are that text's. */
  #keyed(event: KeyboardEvent): void {
    const { target, key } = event;
    const isText = target instanceof HTMLElement && target.matches("input[type=text], textarea");
    if (isText || !(event.ctrlKey || event.metaKey) || key.toLowerCase() !== "z") return;
    event.preventDefault();
    this.#go(event.shiftKey ? redo(this.#edits) : undo(this.#edits));
  }

  #showProblems(problems: readonly string[]): void {
    this.#problems.replaceChildren(
      ...problems.map((text) => element("p", { class: "notice", text: `In the address: ${text}` })),
    );
  }

  #run(): void {
    const experiment = this.#experiment;
    history.replaceState(null, "", `#${this.#address}`);
    this.#form.show(experiment);
    this.#steps.show(experiment);
    this.#share.show(experiment);
    this.#undo.disabled = this.#edits.past.length === 0;
    this.#redo.disabled = this.#edits.future.length === 0;
    const { contenders } = experiment;
    this.#makeSides(contenders.length);
    const number = ++this.#runs;
    const startMs = performance.now();
    const runs: (Run | undefined)[] = contenders.map(() => undefined);
    this.#sidesRoot.dataset["run"] = "running";
    for (const [place, contender] of contenders.entries()) {
      this.#sides[place]?.run({ experiment, contender }, this.#lesson?.limits, (end) => {
        if (number !== this.#runs) return;
        if ("problem" in end) {
          this.#sidesRoot.dataset["run"] = "failed";
          this.#tell(`This cannot be run. ${end.problem}.`);
          return;
        }
        runs[place] = end.run;
        const done = runs.filter((run) => run !== undefined);
        if (done.length === runs.length) this.#ran(number, done, performance.now() - startMs);
      });
    }
  }

  #ran(number: number, runs: readonly Run[], tookMs: number): void {
    const { nodeCount, timeLimitSeconds, contenders } = this.#experiment;
    const [first, second] = runs;
    if (first === undefined) throw new Error("A run without a contender");
    const isOwn =
      addressOf(this.#lesson?.experiment ?? this.#experiment) !== addressOf(this.#experiment);
    this.#lessons.measured(first, second ?? first, isOwn);
    this.#sidesRoot.querySelector(".comparison")?.remove();
    if (second !== undefined) this.#sidesRoot.prepend(comparison(contenders, [first, second]));
    const view = this.#sides[0]?.view;
    if (second !== undefined && view !== undefined) this.#sides[1]?.follow(view);
    if (this.#atMs !== undefined) for (const side of this.#sides) side.moveTo(this.#atMs);
    this.#sidesRoot.dataset["run"] = `${number}`;
    const seconds = (tookMs / 1000).toFixed(2);
    this.#tell(
      `${plural(nodeCount, "node")} for ${timeLimitSeconds} s: computed and drawn in ${seconds} s.`,
    );
  }

  #makeSides(count: number): void {
    while (this.#sides.length > count) this.#sides.pop()?.close();
    while (this.#sides.length < count) {
      const side: Side = new Side({
        worker: this.#worker,
        acted: (atMs, action) => {
          const { steps } = this.#experiment;
          this.#change({ ...this.#experiment, steps: withStep(steps, { atMs, ...action }) });
        },
        told: (text) => this.#tell(text),
        moved: (view) => {
          for (const other of this.#sides) if (other !== side) other.follow(view);
          this.#rested(view);
        },
        played: () => {
          for (const other of this.#sides) if (other !== side) other.pause();
        },
      });
      this.#sides.push(side);
      this.#sidesRoot.append(side.root);
    }
    this.#sidesRoot.classList.toggle("are-two", count > 1);
  }

  /** Puts the moment into the address once it does not move any more. */
  #rested({ cursorMs, isPlaying }: View): void {
    clearTimeout(this.#resting);
    this.#atMs = isPlaying ? undefined : cursorMs;
    if (isPlaying) return;
    this.#resting = setTimeout(() => history.replaceState(null, "", `#${this.#address}`), REST_MS);
  }

  #tell(text: string): void {
    this.#status.textContent = text;
  }
}
