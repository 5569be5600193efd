/** The page: what is run, what was changed, and the runs. */

import { button, element, icon, plural } from "../../view/page/dom.ts";
import { LOGO } from "../../view/page/logo.ts";
import { themeSwitch } from "../../view/page/theme.ts";
import { addressOf, readAddress } from "../model/address.ts";
import { begin, edit, redo, undo, type Edits } from "../model/edits.ts";
import { FIRST_EXPERIMENT, type Experiment } from "../model/experiment.ts";
import { withStep } from "../model/steps.ts";
import { Chapters } from "./chapters.ts";
import { Form } from "./form.ts";
import { Side } from "./side.ts";
import { StepsEditor } from "./steps-editor.ts";

const NARROW_PX = 700;

export class App {
  readonly parts: readonly HTMLElement[];
  readonly #worker: string;
  readonly #form: Form;
  readonly #steps: StepsEditor;
  readonly #chapters: Chapters;
  readonly #undo: HTMLButtonElement;
  readonly #redo: HTMLButtonElement;
  readonly #status = element("p", { class: "status", role: "status" });
  readonly #problems = element("div", { class: "problems", role: "alert" });
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
    this.#undo = button("Undo", { title: "Ctrl+Z" }, () => this.#go(undo(this.#edits)));
    this.#redo = button("Redo", { title: "Ctrl+Shift+Z" }, () => this.#go(redo(this.#edits)));
    this.parts = [this.#header(), this.#main()];
  }

  start(): void {
    addEventListener("hashchange", () => {
      if (location.hash.slice(1) === addressOf(this.#experiment)) return;
      const { experiment, problems } = readAddress(location.hash, FIRST_EXPERIMENT);
      this.#change(experiment);
      this.#showProblems(problems);
    });
    addEventListener("keydown", (event) => this.#keyed(event));
    this.#run();
  }

  get #experiment(): Experiment {
    return this.#edits.present;
  }

  #header(): HTMLElement {
    return element("header", {}, [
      element("div", { class: "brand" }, [icon(LOGO), element("span", { text: "eddy play" })]),
      element("h1", {
        text: "Break a gossip protocol: stop it at any moment, and change the past",
      }),
      element("div", { class: "group" }, [this.#undo, this.#redo]),
      themeSwitch(() => {
        for (const side of this.#sides) side.recolour();
      }),
    ]);
  }

  #main(): HTMLElement {
    // On a small screen the map would be far below.
    const isOpen = innerWidth > NARROW_PX;
    return element("main", {}, [
      element("section", { "aria-label": "Scenarios" }, [
        element("h2", { text: "Scenarios" }),
        this.#chapters.root,
      ]),
      element("div", { class: "desk" }, [
        panel("What is run", this.#form.root, isOpen),
        panel("Steps", this.#steps.root, isOpen),
      ]),
      this.#problems,
      this.#status,
      this.#sidesRoot,
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

function panel(name: string, content: HTMLElement, isOpen: boolean): HTMLElement {
  const title = element("summary", {}, [element("h2", { text: name })]);
  return element("details", { class: "panel", open: isOpen }, [title, content]);
}
