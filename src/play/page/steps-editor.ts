/** The steps as text, one a line, which can be edited. */

import { parseScenario, ScenarioError, type Scenario } from "../../bench/faults/scenario.ts";
import { button, element } from "../../view/page/dom.ts";
import { nodesOf, type Experiment } from "../model/experiment.ts";
import { linesOf } from "../model/steps.ts";

export class StepsEditor {
  readonly root: HTMLElement;
  readonly #text = element("textarea", {
    rows: 4,
    spellcheck: "false",
    autocomplete: "off",
    placeholder: "2s cut n1,n2 from rest",
    "aria-label": "Steps, one a line",
    "aria-describedby": "steps-problem",
  });
  readonly #problem = element("p", { id: "steps-problem", class: "problem", role: "alert" });
  readonly #changed: (steps: Scenario) => void;
  #experiment: Experiment;

  constructor(experiment: Experiment, changed: (steps: Scenario) => void) {
    this.#experiment = experiment;
    this.#changed = changed;
    const clear = button("No steps", {}, () => changed([]));
    this.root = element("div", { class: "steps" }, [
      element("p", {
        class: "note",
        text: "What is done at which time of the load. A click on a node of the map adds a step, and so does a line that you draw across it.",
      }),
      this.#text,
      this.#problem,
      clear,
    ]);
    this.#text.addEventListener("change", () => this.#read());
    this.#text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#read();
    });
    this.show(experiment);
  }

  show(experiment: Experiment): void {
    this.#experiment = experiment;
    this.#text.value = linesOf(experiment.steps);
    this.#text.rows = Math.min(12, Math.max(4, experiment.steps.length + 1));
    this.#tell("");
  }

  #read(): void {
    const before = linesOf(this.#experiment.steps);
    try {
      const steps = parseScenario(this.#text.value, nodesOf(this.#experiment));
      this.#tell("");
      if (linesOf(steps) !== before) this.#changed(steps);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      this.#tell(`${error.message}.`);
    }
  }

  #tell(problem: string): void {
    this.#problem.textContent = problem;
    this.#text.setAttribute("aria-invalid", `${problem !== ""}`);
  }
}
