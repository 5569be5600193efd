/** Takes a run elsewhere: as a link, or as the command that repeats it in a terminal. */

import { copyFrom } from "../../view/page/copy.ts";
import { button, element } from "../../view/page/dom.ts";
import { commandOf } from "../model/command.ts";
import { type Experiment } from "../model/experiment.ts";

const IN_A_TERMINAL =
  "eddy test --virtual runs the same nodes, the same network and the same checker in virtual time, so " +
  "it ends within a second. --scenario holds the steps that you drew on the map. The verdict is this " +
  "page's, and the journal that it stores holds the same messages, byte for byte.";

export class Share {
  readonly parts: readonly HTMLElement[];
  readonly #told: (text: string) => void;
  readonly #commands = element("div", { class: "commands" });
  readonly #link = element("code", { class: "link-text", tabindex: 0 });

  /** `linkOf` gives the address of what is shown now. */
  constructor(linkOf: () => string, told: (text: string) => void) {
    this.#told = told;
    const copy = button("Copy link", { title: "It shows somebody else the same moment" }, () => {
      this.#link.textContent = linkOf();
      void copyFrom(
        this.#link,
        "The link is copied: it holds the lesson, your steps and the time.",
        told,
      );
    });
    this.parts = [
      element("h3", { text: "A link to this moment" }),
      copy,
      this.#link,
      element("h3", { text: "Open in a terminal" }),
      element("p", { class: "note", text: IN_A_TERMINAL }),
      this.#commands,
    ];
  }

  show(experiment: Experiment): void {
    this.#link.textContent = "";
    this.#commands.replaceChildren(
      ...experiment.contenders.flatMap((contender) => {
        const words = commandOf(experiment, contender);
        // A line ends between two arguments, and not within a name of one.
        const spans = words.flatMap((text) => [element("span", { text }), new Text(" ")]);
        const command = element("code", { tabindex: 0 }, spans);
        const of = experiment.contenders.length > 1 ? ` of ${contender.strategy}` : "";
        const copy = button(`Copy command${of}`, {}, () => {
          void copyFrom(command, "The command is copied: paste it into a terminal.", this.#told);
        });
        return [copy, command];
      }),
    );
  }
}
