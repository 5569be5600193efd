/** The page: what is run, what was changed, and the runs. */

import { button, element, icon, plural } from "../../view/page/dom.ts";
import { LOGO } from "../../view/page/logo.ts";
import { themeSwitch } from "../../view/page/theme.ts";
import { addressOf, readAddress } from "../model/address.ts";
import { begin, edit, redo, undo, type Edits } from "../model/edits.ts";
import { FIRST_EXPERIMENT, type Experiment } from "../model/experiment.ts";
import { withStep } from "../model/steps.ts";
import { Chapters } from "./chapters.ts";
import { Drawer } from "./drawer.ts";
import { Form } from "./form.ts";
import { Share } from "./share.ts";
import { Side } from "./side.ts";
import { StepsEditor } from "./steps-editor.ts";

const NARROW_PX = 900;

export class App {
  readonly parts: readonly HTMLElement[];
  readonly #worker: string;
  readonly #form: Form;
  readonly #steps: StepsEditor;
  readonly #chapters: Chapters;
  readonly #share: Share;
  readonly #undo: HTMLButtonElement;
  readonly #redo: HTMLButtonElement;
  readonly #status = element("p", { class: "status", role: "status" });
  readonly #problems = element("div", { class: "problems", role: "alert" });
  readonly #lessons = element("aside", { class: "lessons", "aria-label": "Lessons" });
  readonly #sidesRoot = element("div", { class: "sides" });
  readonly #sides: Side[] = [];
  #edits: Edits<Experiment>;
  /** Counts runs, so that an old one is not told of. */
  #runs = 0;

  constructor(worker: string) {
    this.#worker = worker;
    const { experiment, problems } = readAddress(location.hash, FIRST_EXPERIMENT);
    this.#showProblems(problems);
    this.#edits = begin(experiment);
    this.#form = new Form(experiment, (next) => this.#change(next));
    this.#steps = new StepsEditor(experiment, (steps) =>
      this.#change({ ...this.#experiment, steps }),
    );
    this.#chapters = new Chapters((next) => {
      for (const side of this.#sides) side.begin();
      // Chosen again it begins again.
      if (addressOf(next) === addressOf(this.#experiment)) this.#run();
      else this.#change(next);
    });
    this.#lessons.append(this.#chapters.root);
    this.#undo = button("Undo", { title: "Ctrl+Z" }, () => this.#go(undo(this.#edits)));
    this.#redo = button("Redo", { title: "Ctrl+Shift+Z" }, () => this.#go(redo(this.#edits)));
    this.#share = new Share(
      () => `${location.href.split("#")[0]}#${addressOf(this.#experiment)}`,
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
      if (location.hash.slice(1) === addressOf(this.#experiment)) return;
      const { experiment, problems } = readAddress(location.hash, FIRST_EXPERIMENT);
      this.#change(experiment);
      this.#showProblems(problems);
    });
    addEventListener("keydown", (event) => this.#keyed(event));
    this.#makeSides(this.#experiment.contenders.length);
    for (const side of this.#sides) side.begin();
    this.#run();
  }

  get #experiment(): Experiment {
    return this.#edits.present;
  }

  #header(drawers: readonly HTMLElement[]): HTMLElement {
    // On a narrow page they would hide the pictures.
    this.#lessons.hidden = innerWidth < NARROW_PX;
    const lessons = button("Lessons", { "aria-expanded": `${!this.#lessons.hidden}` }, () => {
      const isShown = this.#lessons.hidden;
      this.#lessons.hidden = !isShown;
      lessons.setAttribute("aria-expanded", `${isShown}`);
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
      this.#lessons,
      element("div", { class: "play" }, [this.#problems, this.#sidesRoot, this.#status]),
    ]);
  }

  #change(next: Experiment): void {
    if (addressOf(next) === addressOf(this.#experiment)) this.#form.show(this.#experiment);
    else this.#go(edit(this.#edits, next));
  }

  #go(edits: Edits<Experiment>): void {
    if (edits === this.#edits) return;
    this.#edits = edits;
    this.#showProblems([]);
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
    history.replaceState(null, "", `#${addressOf(experiment)}`);
    this.#form.show(experiment);
    this.#steps.show(experiment);
    this.#chapters.show(experiment);
    this.#share.show(experiment);
    this.#undo.disabled = this.#edits.past.length === 0;
    this.#redo.disabled = this.#edits.future.length === 0;
    const { contenders } = experiment;
    this.#makeSides(contenders.length);
    const number = ++this.#runs;
    const startMs = performance.now();
    let waiting = contenders.length;
    this.#sidesRoot.dataset["run"] = "running";
    for (const [place, contender] of contenders.entries()) {
      this.#sides[place]?.run(experiment, contender, (problem) => {
        if (number !== this.#runs) return;
        if (problem !== undefined) {
          this.#sidesRoot.dataset["run"] = "failed";
          this.#tell(`This cannot be run. ${problem}.`);
        } else if (--waiting === 0) {
          const { nodeCount, timeLimitSeconds } = experiment;
          const seconds = ((performance.now() - startMs) / 1000).toFixed(2);
          this.#sidesRoot.dataset["run"] = `${number}`;
          this.#tell(
            `${plural(nodeCount, "node")} for ${timeLimitSeconds} s: computed and drawn in ${seconds} s.`,
          );
        }
      });
    }
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

  #tell(text: string): void {
    this.#status.textContent = text;
  }
}
