/** The text of a lesson beside the run: a question, a guess, the measured answer, and what to try. */

import { button, element, select } from "../../view/page/dom.ts";
import { type Run } from "../../view/model/run.ts";
import { gradeOf, readGuess, type Answer } from "../model/lesson-answers.ts";
import { LESSONS, type Lesson } from "../model/lessons.ts";

const INTRODUCTION = [
  "The circles at the left are nodes: programs that talk to each other over a network. The dots " +
    "between them are messages under way. The picture at the right shows the same messages: each node " +
    "is a line, time goes from left to right, and each arrow is a message.",
  "Clients give values to single nodes, and every node should have every value in the end. How nodes " +
    "pass the values on is called gossip. A green ring shows which part of the values a node has.",
];

export interface LessonColumnOptions {
  /** By the name of a strategy its source. */
  readonly code: Readonly<Record<string, string>>;
  readonly chosen: (lesson: Lesson) => void;
  /** The guess was made, so the run may be shown. */
  readonly guessed: () => void;
}

export class LessonColumn {
  readonly root: HTMLElement;
  readonly #options: LessonColumnOptions;
  readonly #choice: HTMLSelectElement;
  readonly #body = element("div", { class: "lesson" });
  #lesson: Lesson | undefined;
  #guess: number | string | undefined;
  #isOpen = false;
  #measured: { readonly answer: Answer; readonly isOwn: boolean } | undefined;
  #answer = element("div");

  constructor(options: LessonColumnOptions) {
    this.#options = options;
    const titles = LESSONS.map(
      ({ name, title }, place) => [name, `${place + 1}. ${title}`] as const,
    );
    this.#choice = select([["", "Choose a lesson"], ...titles], "", (name) => {
      const lesson = LESSONS.find((each) => each.name === name);
      if (lesson !== undefined) options.chosen(lesson);
    });
    this.#choice.setAttribute("aria-label", "Lesson");
    this.root = element("aside", { class: "lessons", "aria-label": "Lessons" }, [
      this.#choice,
      this.#body,
    ]);
  }

  /** Of a lesson that waits for a guess the answer is hidden. */
  show(lesson: Lesson | undefined, isWaiting: boolean): void {
    this.#lesson = lesson;
    this.#guess = undefined;
    this.#measured = undefined;
    this.#isOpen = !isWaiting;
    this.#choice.value = lesson?.name ?? "";
    this.#answer = element("div", { class: "answer", "aria-live": "polite", hidden: isWaiting });
    this.#body.replaceChildren(
      ...(lesson === undefined ? this.#introduction() : this.#parts(lesson)),
    );
    this.root.scrollTop = 0;
  }

  /** What came out; `isOwn` if the experiment was changed since. */
  measured(run: Run, other: Run, isOwn: boolean): void {
    const lesson = this.#lesson;
    if (lesson === undefined) return;
    this.#measured = { answer: lesson.measure(run, other), isOwn };
    this.#showAnswer(lesson);
  }

  #showAnswer(lesson: Lesson): void {
    if (this.#measured === undefined) return;
    const { answer, isOwn } = this.#measured;
    const parts = isOwn
      ? [element("h3", { text: "With your change" }), element("p", { text: answer.text })]
      : [];
    this.#answer.replaceChildren(
      ...parts,
      ...this.#answerParts(lesson, isOwn ? undefined : answer),
    );
  }

  #introduction(): readonly HTMLElement[] {
    const items = LESSONS.map((lesson) =>
      element("li", {}, [
        button(lesson.title, { class: "link" }, () => this.#options.chosen(lesson)),
      ]),
    );
    return [
      element("h2", { text: "What you see" }),
      ...INTRODUCTION.map((text) => element("p", { text })),
      element("h2", { text: "Ten lessons" }),
      element("ol", {}, items),
    ];
  }

  #parts(lesson: Lesson): readonly HTMLElement[] {
    const place = LESSONS.indexOf(lesson);
    const next = LESSONS[place + 1];
    return [
      element("h2", { text: `${place + 1}. ${lesson.title}` }),
      ...lesson.text.map((text) => element("p", { text })),
      element("p", { class: "question", text: lesson.question }),
      ...(this.#isOpen ? [] : [this.#guessForm(lesson)]),
      this.#answer,
      this.#sources(lesson),
      ...(next === undefined
        ? []
        : [button(`Next: ${next.title}`, {}, () => this.#options.chosen(next))]),
    ];
  }

  #guessForm(lesson: Lesson): HTMLElement {
    const { guess } = lesson;
    if ("choices" in guess) {
      const buttons = guess.choices.map((text) => button(text, {}, () => this.#make(form, text)));
      const form = element(
        "div",
        { class: "guess", role: "group", "aria-label": "Your guess" },
        buttons,
      );
      return form;
    }
    const problem = element("span", { class: "problem", role: "alert" });
    const input = element("input", {
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      "aria-label": `Your guess, ${guess.unit}`,
    });
    const form = element("form", { class: "guess group" }, [
      input,
      element("span", { text: guess.unit }),
      element("button", { type: "submit", class: "primary", text: "Guess and run" }),
      problem,
    ]);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const number = readGuess(input.value);
      problem.textContent = number === undefined ? "A guess is a number; any will do." : "";
      if (number !== undefined) this.#make(form, number);
    });
    return form;
  }

  /** The answer has the focus then, so that it is read next. */
  #make(form: HTMLElement, guess: number | string): void {
    this.#guess = guess;
    this.#isOpen = true;
    this.#options.guessed();
    form.remove();
    if (this.#lesson !== undefined) this.#showAnswer(this.#lesson);
    this.#answer.hidden = false;
    this.#answer.tabIndex = -1;
    this.#answer.focus({ preventScroll: true });
  }

  /** Without an answer only what to try: the run is not the lesson's any more. */
  #answerParts({ guess, why, task }: Lesson, answer: Answer | undefined): readonly HTMLElement[] {
    const tried = [element("h3", { text: "Try it" }), element("p", { text: task })];
    if (answer === undefined) return tried;
    const unit = "unit" in guess ? ` ${guess.unit}` : "";
    const grade = this.#guess === undefined ? "" : gradeOf(this.#guess, answer.value, unit);
    return [
      element("h3", { text: "Measured in this run" }),
      ...(grade === "" ? [] : [element("p", { class: "grade", text: grade })]),
      element("p", { class: "measured", text: answer.text }),
      element("p", { text: why }),
      ...tried,
    ];
  }

  #sources({ link, strategy }: Lesson): HTMLElement {
    const code = this.#options.code[strategy] ?? "";
    return element("div", { class: "sources" }, [
      element("a", { href: link.url, target: "_blank", rel: "noreferrer", text: link.text }),
      element("details", {}, [
        element("summary", { text: `The code of ${strategy}` }),
        element("pre", { class: "remark", text: code.trim(), tabindex: 0 }),
      ]),
    ]);
  }
}
