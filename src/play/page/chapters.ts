/** The experiments that come with the page, to choose from. */

import { button, element } from "../../view/page/dom.ts";
import { addressOf } from "../model/address.ts";
import { CHAPTERS } from "../model/chapters.ts";
import { type Experiment } from "../model/experiment.ts";

export class Chapters {
  readonly root: HTMLElement;
  readonly #text = element("p", { class: "chapter-text", "aria-live": "polite" });
  readonly #buttons: readonly HTMLButtonElement[];
  #chosen: number | undefined;

  constructor(chosen: (experiment: Experiment) => void) {
    this.#buttons = CHAPTERS.map(({ title, experiment }, place) =>
      button(title, {}, () => {
        this.#chosen = place;
        chosen(experiment);
        this.#mark();
      }),
    );
    this.root = element("div", {}, [element("div", { class: "group" }, this.#buttons), this.#text]);
  }

  /** The text stays while the experiment is played with, as long as it is about the same strategies. */
  show(experiment: Experiment): void {
    const address = addressOf(experiment);
    const place = CHAPTERS.findIndex((chapter) => addressOf(chapter.experiment) === address);
    const chosen = this.#chosen === undefined ? undefined : CHAPTERS[this.#chosen];
    if (place >= 0) this.#chosen = place;
    else if (chosen && namesOf(chosen.experiment) !== namesOf(experiment)) this.#chosen = undefined;
    this.#mark();
  }

  #mark(): void {
    const chapter = this.#chosen === undefined ? undefined : CHAPTERS[this.#chosen];
    this.#text.textContent = chapter?.text ?? "Choose one to begin with, or set up your own below.";
    for (const [place, button] of this.#buttons.entries()) {
      button.setAttribute("aria-pressed", `${place === this.#chosen}`);
    }
  }
}

function namesOf({ contenders }: Experiment): string {
  return contenders.map(({ strategy }) => strategy).join(" ");
}
