/**
 * A scenario: what is done to the nodes and the network at which time of the load, step by step. This
 * is its language, as `eddy test --scenario` takes it:
 *
 *     2s cut n1,n2 from rest; 6s heal; 7s kill n3; 9s restart n3
 *
 * A step is a time and an action. Steps stand on lines of their own, or have semicolons between
 * them; `#` begins a comment. The times count from the start of the load. Names and texts that hold
 * white space or punctuation stand in double quotes, as in JSON. ScenarioPlayer carries a scenario out.
 */

import { ScenarioError, tokenize, type Token } from "./scenario-tokens.ts";

export { ScenarioError };

/** Plain JSON, in the order of the times. Steps of the same time are carried out as they stand. */
export type Scenario = readonly ScenarioStep[];

export type ScenarioStep = {
  /** Milliseconds since the start of the load. */
  readonly atMs: number;
} & ScenarioAction;

export type ScenarioAction =
  /** Messages between these nodes and the others are lost, in both directions. */
  | { readonly action: "cut"; readonly nodes: readonly string[]; readonly from: Others }
  /** What these nodes send to the others is lost. In the language: `cut n1 to n2`. */
  | { readonly action: "cut-one-way"; readonly nodes: readonly string[]; readonly to: Others }
  /** Each of these nodes is cut from all others, these included. */
  | { readonly action: "isolate"; readonly nodes: readonly string[] }
  /** Ends all cuts of the scenario. */
  | { readonly action: "heal" }
  | { readonly action: "kill" | "restart" | "pause" | "resume"; readonly nodes: readonly string[] }
  /** A client of its own broadcasts this value at a node. */
  | { readonly action: "broadcast"; readonly value: ScenarioValue; readonly node: string };

/** Names of nodes; or "rest": all nodes that the step does not name. */
export type Others = readonly string[] | "rest";

/** An integer or a text. One that the load broadcasts, too, is broadcast twice. */
export type ScenarioValue = number | string;

/** The words of the language, each with an example. */
const EXAMPLES = {
  cut: "2s cut n1,n2 from rest, 2s cut n1 from n2 or, in one direction, 2s cut n1 to n2",
  heal: "6s heal",
  isolate: "2s isolate n4",
  kill: "7s kill n3",
  restart: "9s restart n3",
  pause: "3s pause n2",
  resume: "5s resume n2",
  broadcast: '4s broadcast 1000 at n3 or 4s broadcast "a text" at n3',
} as const;

type Verb = keyof typeof EXAMPLES;

/** Names that a message lists before it only counts them. */
const NAMES_AT_MOST = 12;

/**
 * Reads a scenario for a test of these nodes. Throws a ScenarioError that says where something is
 * wrong, and what would be right.
 */
export function parseScenario(text: string, nodes: readonly string[]): Scenario {
  const steps: ScenarioStep[] = [];
  let tokens: Token[] = [];
  for (const token of tokenize(text)) {
    if (token.kind !== "end") tokens.push(token);
    else if (tokens.length > 0) {
      steps.push(new StepParser(tokens, token, steps.length + 1, nodes).step());
      tokens = [];
    }
  }
  return inOrder(steps);
}

/** The scenario on one line, as `parseScenario` reads it. */
export function formatScenario(scenario: Scenario): string {
  return inOrder(scenario).map(formatStep).join("; ");
}

export function formatStep(step: ScenarioStep): string {
  return `${formatTime(step.atMs)} ${formatAction(step)}`;
}

export function formatAction(step: ScenarioAction): string {
  switch (step.action) {
    case "cut":
      return `cut ${formatNames(step.nodes)} from ${formatOthers(step.from)}`;
    case "cut-one-way":
      return `cut ${formatNames(step.nodes)} to ${formatOthers(step.to)}`;
    case "heal":
      return "heal";
    case "broadcast":
      return `broadcast ${JSON.stringify(step.value)} at ${formatName(step.node)}`;
    default:
      return `${step.action} ${formatNames(step.nodes)}`;
  }
}

/** Whom a cut is from or to. */
export function othersOf(
  nodes: readonly string[],
  others: Others,
  all: readonly string[],
): readonly string[] {
  return others === "rest" ? all.filter((name) => !nodes.includes(name)) : others;
}

function inOrder(scenario: Scenario): Scenario {
  return scenario.toSorted((one, other) => one.atMs - other.atMs);
}

function formatTime(atMs: number): string {
  return atMs % 1000 === 0 ? `${atMs / 1000}s` : `${atMs}ms`;
}

function formatOthers(others: Others): string {
  return others === "rest" ? "rest" : formatNames(others);
}

function formatNames(names: readonly string[]): string {
  return names.map(formatName).join(",");
}

function formatName(name: string): string {
  return PLAIN_NAME.test(name) && name !== "rest" ? name : JSON.stringify(name);
}

const PLAIN_NAME = /^[^\s,;"#][^\s,;"]*$/u;

class StepParser {
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  readonly #number: number;
  readonly #nodes: readonly string[];
  #at = 0;

  constructor(tokens: readonly Token[], end: Token, number: number, nodes: readonly string[]) {
    this.#tokens = tokens;
    this.#end = end;
    this.#number = number;
    this.#nodes = nodes;
  }

  step(): ScenarioStep {
    const atMs = this.#time();
    const verb = this.#next();
    if (verb.kind !== "word" || !isVerb(verb.text)) {
      const what = verb.kind === "end" ? "an action is missing" : `${shown(verb)} is not an action`;
      throw this.#error(verb, `${what}; the actions are ${Object.keys(EXAMPLES).join(", ")}`);
    }
    const action = this.#action(verb.text);
    const rest = this.#next();
    if (rest.kind !== "end") throw this.#wrong(rest, verb.text);
    return { atMs, ...action };
  }

  #time(): number {
    const token = this.#next();
    const [, digits, unit] = TIME.exec(token.kind === "word" ? token.text : "") ?? [];
    if (digits === undefined) {
      const but = `this begins with ${shown(token)}`;
      throw this.#error(token, `a step begins with its time, such as 2s or 1500ms; ${but}`);
    }
    // Rounded, since 2.3 times 1000 is a little less than 2300.
    return unit === "s" ? Math.round(Number(digits) * 1e6) / 1000 : Number(digits);
  }

  #action(verb: Verb): ScenarioAction {
    switch (verb) {
      case "cut":
        return this.#cut();
      case "heal":
        return { action: "heal" };
      case "broadcast":
        return this.#broadcast();
      default:
        return { action: verb, nodes: this.#names(verb) };
    }
  }

  #cut(): ScenarioAction {
    const nodes = this.#names("cut");
    const word = this.#next();
    if (word.kind !== "word" || (word.text !== "from" && word.text !== "to")) {
      throw this.#wrong(word, "cut");
    }
    const first = this.#peek();
    const isRest = first.kind === "word" && first.text === "rest";
    const others = isRest ? "rest" : this.#names("cut");
    if (isRest) this.#next();
    const both = isRest ? undefined : nodes.find((name) => others.includes(name));
    if (both !== undefined) throw this.#error(first, `${both} cannot be cut from itself`);
    return word.text === "from"
      ? { action: "cut", nodes, from: others }
      : { action: "cut-one-way", nodes, to: others };
  }

  #broadcast(): ScenarioAction {
    const token = this.#next();
    const isInteger = token.kind === "word" && /^-?\d+$/u.test(token.text);
    const value = isInteger ? Number(token.text) : token.text;
    if (token.kind !== "text" && !Number.isSafeInteger(value))
      throw this.#wrong(token, "broadcast");
    const at = this.#next();
    if (at.kind !== "word" || at.text !== "at") throw this.#wrong(at, "broadcast");
    return { action: "broadcast", value: value === 0 ? 0 : value, node: this.#name("broadcast") };
  }

  /** One or more names of nodes with commas between them. */
  #names(verb: Verb): readonly string[] {
    const names: string[] = [];
    do {
      const token = this.#peek();
      const name = this.#name(verb);
      if (names.includes(name)) throw this.#error(token, `${name} is named twice`);
      names.push(name);
    } while (this.#skipComma());
    return names;
  }

  #name(verb: Verb): string {
    const token = this.#next();
    if (token.kind === "comma" || token.kind === "end") throw this.#wrong(token, verb);
    if (!this.#nodes.includes(token.text)) {
      throw this.#error(token, `there is no node ${shown(token)}; ${describeNodes(this.#nodes)}`);
    }
    return token.text;
  }

  #skipComma(): boolean {
    const isComma = this.#peek().kind === "comma";
    if (isComma) this.#at++;
    return isComma;
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? this.#end;
  }

  #next(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }

  #wrong(token: Token, verb: Verb): ScenarioError {
    const what = token.kind === "end" ? "something is missing" : `${shown(token)} is out of place`;
    return this.#error(token, `${what}; right would be ${EXAMPLES[verb]}`);
  }

  #error(token: Token, text: string): ScenarioError {
    const { line, column } = token;
    return new ScenarioError(`Step ${this.#number}, line ${line}, column ${column}: ${text}`);
  }
}

const TIME = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)(m?s)$/u;

function isVerb(word: string): word is Verb {
  return Object.hasOwn(EXAMPLES, word);
}

function shown({ kind, text }: Token): string {
  return kind === "end" ? "nothing" : JSON.stringify(text);
}

function describeNodes(nodes: readonly string[]): string {
  const more = nodes.length - NAMES_AT_MOST;
  const names = nodes.slice(0, NAMES_AT_MOST).join(", ");
  return `the nodes are ${names}${more > 0 ? ` and ${more} more` : ""}`;
}
