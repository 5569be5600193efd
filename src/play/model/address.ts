/**
 * An experiment as the fragment of an address, so that a link shows somebody else the same run:
 *
 *     #strategy=relay&versus=retry&nodes=25&…&steps=2s+cut+n1,n2+from+rest;+6s+heal
 *
 * All keys are written, so that a link says the same whatever the defaults become. Reading takes what
 * makes sense, and tells what does not.
 */

import { FAULTS, type FaultName } from "../../bench/faults/index.ts";
import {
  formatScenario,
  parseScenario,
  ScenarioError,
  type Scenario,
} from "../../bench/faults/scenario.ts";
import { LATENCY_DISTRIBUTIONS } from "../../bench/network/latency.ts";
import { TOPOLOGIES } from "../../bench/nodes.ts";
import { isStrategyName, STRATEGIES, type StrategyName } from "../../broadcast/strategies/index.ts";
import {
  describeRange,
  nodesOf,
  RANGES,
  readNumber,
  type Contender,
  type Experiment,
  type NumberName,
  type NumberRange,
} from "./experiment.ts";
import { LESSONS } from "./lessons.ts";

const NUMBER_KEYS: Readonly<Record<NumberName, string>> = {
  nodeCount: "nodes",
  latencyMs: "latency",
  rate: "rate",
  timeLimitSeconds: "time",
  recoverySeconds: "recovery",
  nemesisIntervalSeconds: "interval",
  seed: "seed",
};

const LESSON_NAMES: readonly string[] = LESSONS.map(({ name }) => name);

/** The longest load and the longest recovery. */
const AT_RANGE: NumberRange = { least: 0, most: 120_000, isWhole: false };

const NAMES: readonly StrategyName[] = Object.keys(STRATEGIES).filter(isStrategyName);

/** Where somebody is within the page, besides the experiment. */
export interface Place {
  /** The name of a lesson. */
  readonly lesson?: string | undefined;
  /** The moment that is shown. */
  readonly atMs?: number | undefined;
}

/** The experiment, and where one is. Without the number sign. */
export function pageAddressOf(experiment: Experiment, { lesson, atMs }: Place): string {
  return [
    ...(lesson === undefined ? [] : [`lesson=${lesson}`]),
    addressOf(experiment),
    ...(atMs === undefined ? [] : [`at=${Math.round(atMs)}`]),
  ].join("&");
}

/** The same for the same experiment. Without the number sign. */
export function addressOf(experiment: Experiment): string {
  const [first, second] = experiment.contenders;
  const pairs: (readonly [key: string, value: string | number])[] = [
    ...contenderPairs(first, "strategy", ""),
    ...(second === undefined ? [] : contenderPairs(second, "versus", "versus-")),
    ["topology", experiment.topology],
    ["distribution", experiment.latencyDistribution],
    [NUMBER_KEYS.nodeCount, experiment.nodeCount],
    [NUMBER_KEYS.latencyMs, experiment.latencyMs],
    [NUMBER_KEYS.rate, experiment.rate],
    [NUMBER_KEYS.timeLimitSeconds, experiment.timeLimitSeconds],
    [NUMBER_KEYS.recoverySeconds, experiment.recoverySeconds],
    [NUMBER_KEYS.seed, experiment.seed],
  ];
  if (experiment.faults.length > 0) {
    pairs.push(["faults", experiment.faults.join(",")]);
    pairs.push([NUMBER_KEYS.nemesisIntervalSeconds, experiment.nemesisIntervalSeconds]);
  }
  if (experiment.hasDisks) pairs.push(["disks", "yes"]);
  if (experiment.steps.length > 0) pairs.push(["steps", formatScenario(experiment.steps)]);
  return pairs.map(([key, value]) => `${key}=${escaped(`${value}`)}`).join("&");
}

function contenderPairs(
  { strategy, flushMs, fanout }: Contender,
  key: string,
  prefix: string,
): (readonly [key: string, value: string | number])[] {
  const pairs: (readonly [string, string | number])[] = [[key, strategy]];
  if (flushMs !== undefined) pairs.push([`${prefix}flush`, flushMs]);
  if (fanout !== undefined) pairs.push([`${prefix}fanout`, fanout]);
  return pairs;
}

/** Readable: only what would end a value or an address is escaped. */
function escaped(text: string): string {
  return encodeURIComponent(text)
    .replaceAll("%20", "+")
    .replaceAll("%2C", ",")
    .replaceAll("%3B", ";");
}

export interface Address extends Place {
  readonly experiment: Experiment;
  /** What made no sense, each a sentence. */
  readonly problems: readonly string[];
}

/** What is not given, or makes no sense, is as in `standard`; a lesson alone is its own experiment. */
export function readAddress(fragment: string, standard: Experiment): Address {
  return new Reader(fragment).read(standard);
}

class Reader {
  /** What was not read yet. */
  readonly #given: Map<string, string>;
  readonly #problems: string[] = [];

  constructor(fragment: string) {
    // As of a form: plus signs are spaces.
    this.#given = new Map(new URLSearchParams(fragment.replace(/^#/u, "")));
  }

  read(standard: Experiment): Address {
    const lesson = this.#one("lesson", LESSON_NAMES);
    const atMs = this.#number("at", AT_RANGE);
    if (this.#given.size === 0) {
      const own = LESSONS.find(({ name }) => name === lesson)?.experiment;
      return { experiment: own ?? standard, lesson, atMs, problems: this.#problems };
    }
    const number = (name: NumberName): number =>
      this.#number(NUMBER_KEYS[name], RANGES[name]) ?? standard[name];
    const withoutSteps: Experiment = {
      contenders: this.#contenders(standard),
      nodeCount: number("nodeCount"),
      topology: this.#one("topology", TOPOLOGIES) ?? standard.topology,
      latencyMs: number("latencyMs"),
      latencyDistribution:
        this.#one("distribution", LATENCY_DISTRIBUTIONS) ?? standard.latencyDistribution,
      rate: number("rate"),
      timeLimitSeconds: number("timeLimitSeconds"),
      recoverySeconds: number("recoverySeconds"),
      faults: this.#faults(),
      nemesisIntervalSeconds: number("nemesisIntervalSeconds"),
      hasDisks: this.#one("disks", ["yes", "no"]) === "yes",
      seed: number("seed"),
      steps: [],
    };
    const experiment = { ...withoutSteps, steps: this.#steps(withoutSteps) };
    for (const key of this.#given.keys()) this.#problems.push(`${key} is no part of an address.`);
    return { experiment, lesson, atMs, problems: this.#problems };
  }

  #contenders(standard: Experiment): Experiment["contenders"] {
    const [first] = standard.contenders;
    const [strategy, versus] = [this.#one("strategy", NAMES), this.#one("versus", NAMES)];
    const one = { strategy: strategy ?? first.strategy, ...this.#options("") };
    return versus === undefined ? [one] : [one, { strategy: versus, ...this.#options("versus-") }];
  }

  #options(prefix: string): Omit<Contender, "strategy"> {
    const flushMs = this.#number(`${prefix}flush`, RANGES.flushMs);
    const fanout = this.#number(`${prefix}fanout`, RANGES.fanout);
    return { ...(flushMs !== undefined && { flushMs }), ...(fanout !== undefined && { fanout }) };
  }

  #faults(): readonly FaultName[] {
    const names = new Set(this.#take("faults")?.split(",").filter(Boolean));
    for (const name of names) this.#check("faults", name, FAULTS);
    return FAULTS.filter((name) => names.has(name));
  }

  #steps(experiment: Experiment): Scenario {
    const text = this.#take("steps") ?? "";
    try {
      return parseScenario(text, nodesOf(experiment));
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      this.#problems.push(`The steps are left out. ${error.message}.`);
      return [];
    }
  }

  #number(key: string, range: NumberRange): number | undefined {
    const text = this.#take(key);
    if (text === undefined) return undefined;
    const value = readNumber(text, range);
    if (value === undefined) {
      this.#problems.push(`${key} must be ${describeRange(range)}, not "${text}".`);
    }
    return value;
  }

  #one<Name extends string>(key: string, names: readonly Name[]): Name | undefined {
    const text = this.#take(key);
    return text === undefined ? undefined : this.#check(key, text, names);
  }

  #check<Name extends string>(key: string, text: string, names: readonly Name[]): Name | undefined {
    const known = names.find((name) => name === text);
    if (known === undefined) {
      this.#problems.push(`${key} must be one of ${names.join(", ")}, not "${text}".`);
    }
    return known;
  }

  #take(key: string): string | undefined {
    const text = this.#given.get(key);
    this.#given.delete(key);
    return text;
  }
}
