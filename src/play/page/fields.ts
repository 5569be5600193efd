/** Fields of a form that show a part of an experiment, and change it. */

import { element } from "../../view/page/dom.ts";
import {
  describeRange,
  RANGES,
  readNumber,
  type Experiment,
  type NumberName,
  type NumberRange,
} from "../model/experiment.ts";

export interface Field {
  readonly root: HTMLElement;
  show(experiment: Experiment): void;
}

export interface FormContext {
  /** As it is now. */
  experiment(): Experiment;
  change(part: Partial<Experiment>): void;
}

export interface NumberInput {
  readonly root: HTMLElement;
  show(value: number | undefined): void;
}

let count = 0;

/** A number with its name. What is no such number is told, and changes nothing. */
export function numberInput(
  label: string,
  unit: string,
  range: NumberRange,
  changed: (value: number | undefined) => void,
  isOptional = false,
): NumberInput {
  const id = `field-${count++}`;
  const input = element("input", {
    type: "text",
    inputmode: range.isWhole ? "numeric" : "decimal",
    autocomplete: "off",
    "aria-describedby": id,
    placeholder: isOptional ? "auto" : undefined,
  });
  const problem = element("span", { id, class: "problem", role: "alert" });
  input.addEventListener("change", () => {
    const isLeftOut = isOptional && input.value.trim() === "";
    const value = readNumber(input.value, range);
    const isWrong = value === undefined && !isLeftOut;
    input.setAttribute("aria-invalid", `${isWrong}`);
    problem.textContent = isWrong ? `${label} must be ${describeRange(range)}.` : "";
    if (!isWrong) changed(value);
  });
  const root = element("div", { class: "field" }, [
    element("label", { class: "labelled" }, [
      element("span", { text: label }),
      input,
      element("span", { text: unit }),
    ]),
    problem,
  ]);
  return {
    root,
    show: (value) => {
      input.value = value === undefined ? "" : `${value}`;
      input.setAttribute("aria-invalid", "false");
      problem.textContent = "";
    },
  };
}

export function numberField(
  { change }: FormContext,
  name: NumberName,
  label: string,
  unit = "",
): Field {
  const { root, show } = numberInput(label, unit, RANGES[name], (value) => {
    if (value !== undefined) change({ [name]: value });
  });
  return { root, show: (experiment) => show(experiment[name]) };
}
