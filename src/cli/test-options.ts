/** The command line of `eddy test`: Maelstrom's options by the same names, and our own. */

import { type parseArgs } from "node:util";
import { ModelError, parseModels } from "../bench/verdict/txn/models.ts";
import { WORKLOAD_NAMES, WORKLOADS } from "../bench/workloads/index.ts";
import { FAULTS } from "../bench/faults/index.ts";
import { type Challenge } from "../bench/verdict/challenge.ts";
import { type AvailabilityGoal } from "../bench/verdict/availability.ts";
import { LATENCY_DISTRIBUTIONS } from "../bench/network/latency.ts";
import { DEFAULT_OPTIONS, TOPOLOGIES, type TestOptions } from "../bench/options.ts";
import { readFaultOptions } from "./fault-options.ts";
import { checkScenarioOption, readScenario, scenarioArgs } from "./scenario-option.ts";
import { readNodes } from "./node-names.ts";
import { quoted } from "./quoted.ts";
import { shellLine } from "./self.ts";
import { checkMaelstromOptions, IGNORED_OPTIONS, REFUSED_OPTIONS } from "./maelstrom.ts";
import {
  parseOptions,
  readAvailability,
  readChallenge,
  readInteger,
  readNumber,
  readOne,
  readSome,
  UsageError,
} from "./option-values.ts";

export interface TestCommand {
  /** The first test; each further one has the next seed. */
  readonly test: TestOptions;
  readonly testCount: number;
  readonly isVirtual: boolean;
  /** As given; undefined for eddy itself. */
  readonly bin: string | undefined;
  /** A line for the shell that runs a node; undefined if there is none. */
  readonly shellCommand: string | undefined;
  /** What follows `--`. */
  readonly nodeArgs: readonly string[];
  readonly availability: AvailabilityGoal | undefined;
  /** Whether the nodes promise to lose nothing when they are killed. */
  readonly isDurable: boolean;
  readonly challenge: Challenge | undefined;
  /** The folder that takes the results of all runs. */
  readonly storeFolder: string;
  /** Whether standard output is for one JSON object only. */
  readonly isJson: boolean;
  /** Whether the results are printed as EDN before the summary. */
  readonly printsEdn: boolean;
  /** Opens the report in the browser. */
  readonly opensReport: boolean;
  readonly isVerbose: boolean;
  readonly logsStderr: boolean;
  readonly logsNetSend: boolean;
  readonly logsNetRecv: boolean;
  /** The arguments without those that choose among several tests. */
  readonly repeatArgs: readonly string[];
}

const text = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;

const OPTIONS = {
  ...IGNORED_OPTIONS,
  ...REFUSED_OPTIONS,
  workload: { type: "string", short: "w" },
  bin: text,
  command: text,
  "node-count": text,
  node: { type: "string", short: "n", multiple: true },
  nodes: text,
  "nodes-file": text,
  "time-limit": text,
  recovery: text,
  "init-timeout": text,
  rate: text,
  concurrency: text,
  latency: text,
  "latency-dist": text,
  topology: text,
  "key-count": text,
  "max-writes-per-key": text,
  "max-txn-length": text,
  "consistency-models": text,
  nemesis: { type: "string", multiple: true },
  "nemesis-interval": text,
  availability: text,
  "test-count": text,
  "log-stderr": flag,
  "log-net-send": flag,
  "log-net-recv": flag,
  verbose: flag,
  virtual: flag,
  "no-jitter": flag,
  seed: text,
  faithful: flag,
  durable: flag,
  challenge: text,
  store: text,
  open: flag,
  edn: flag,
  json: flag,
  "partition-kinds": text,
  "isolated-node": text,
  "one-way-groups": text,
  "pause-groups": text,
  "kill-groups": text,
  "loss-probability": text,
  "duplicate-probability": text,
  scenario: text,
  help: { type: "boolean", short: "h", default: false },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

/** Shorter than this is a mistake, and zero would never let time pass. */
const SHORTEST_INTERVAL_SECONDS = 0.001;

const LARGEST_SEED = Number.MAX_SAFE_INTEGER;

/** Undefined if the command line asks for help. Throws a UsageError. */
export function parseTestArgs(args: readonly string[]): TestCommand | undefined {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  const given = parse(own);
  if (given.help) return undefined;
  const nodeArgs = end < 0 ? [] : args.slice(end + 1);
  refuseArguments(own, nodeArgs);
  checkMaelstromOptions(given);
  const challenge = readChallenge(given.challenge);
  const values = withChallenge(given, challenge);
  if (values.command !== undefined && values.bin !== undefined) {
    throw new UsageError("--bin and --command both name the node; give one of them");
  }
  if (values.bin?.trim() === "") {
    throw new UsageError("--bin must be the path of an executable file, such as ./my-node");
  }
  if (values.command?.trim() === "") {
    throw new UsageError("--command must be a line for the shell, such as 'go run .'");
  }
  if (values.command !== undefined && values.virtual) {
    throw new UsageError("--command runs processes, which --virtual cannot");
  }
  if (values.durable && values.virtual && values.bin !== undefined) {
    throw new UsageError(
      "--durable with --virtual is for eddy's own nodes only, since a --bin gets no disk there",
    );
  }
  if (values["no-jitter"] && !values.virtual) {
    throw new UsageError("--no-jitter goes with --virtual: real time has the machine's own jitter");
  }
  const test = toTestOptions(values);
  checkScenarioOption(test);
  const testCount = readInteger("test-count", values["test-count"], 1, LARGEST_SEED) ?? 1;
  if (test.seed > LARGEST_SEED - testCount + 1) {
    throw new UsageError(
      `--test-count ${testCount} would go on from seed ${test.seed} to seeds above ${LARGEST_SEED}`,
    );
  }
  return {
    test,
    testCount,
    isVirtual: values.virtual,
    bin: values.bin,
    shellCommand: values.command,
    nodeArgs,
    availability: readAvailability(values.availability),
    isDurable: values.durable,
    challenge,
    storeFolder: values.store ?? "store",
    isJson: values.json,
    printsEdn: values.edn,
    opensReport: values.open,
    isVerbose: values.verbose,
    logsStderr: values["log-stderr"],
    logsNetSend: values["log-net-send"],
    logsNetRecv: values["log-net-recv"],
    repeatArgs: [...withoutChoice(own), ...scenarioArgs(test.scenario)],
  };
}

function parse(args: readonly string[]): Values {
  return parseOptions({ args: [...args], options: OPTIONS, allowPositionals: true }).values;
}

/**
 * Maelstrom hands them to the node. Here a mistyped option must not go there unnoticed, so what is for
 * the node has to follow `--`.
 */
function refuseArguments(own: readonly string[], nodeArgs: readonly string[]): void {
  const { positionals, tokens } = parseOptions({
    args: [...own],
    options: OPTIONS,
    allowPositionals: true,
    tokens: true,
  });
  if (positionals.length === 0) return;
  const places = new Set(
    tokens.filter(({ kind }) => kind === "positional").map(({ index }) => index),
  );
  const options = own.filter((_, place) => !places.has(place));
  const command = shellLine(["test", ...options, "--", ...positionals, ...nodeArgs]);
  const given = positionals.map(quoted).join(" ");
  throw new UsageError(
    `only options may come before --, not ${given}. For the node to get that:\n    ${command}`,
  );
}

/** What is given takes the place of what the challenge sets; names of nodes that of their number. */
function withChallenge(given: Values, challenge: TestCommand["challenge"]): Values {
  const { "node-count": count, ...others } = parse(challenge?.args ?? []);
  const hasNames = [given.node, given.nodes, given["nodes-file"]].some(Boolean);
  return { ...others, ...(!hasNames && count !== undefined && { "node-count": count }), ...given };
}

function toTestOptions(values: Values): TestOptions {
  const standard = DEFAULT_OPTIONS;
  const nodes = readNodes(values) ?? standard.nodes;
  const workload = toWorkload(values.workload) ?? standard.workload;
  const workersPerNode = WORKLOADS[workload].workersPerNode ?? 1;
  const faults = readSome("nemesis", values.nemesis?.join(","), FAULTS) ?? standard.faults;
  return {
    workload,
    nodes,
    timeLimitSeconds:
      readInteger("time-limit", values["time-limit"], 0) ?? standard.timeLimitSeconds,
    recoverySeconds: readNumber("recovery", values.recovery, 0) ?? standard.recoverySeconds,
    initTimeoutSeconds:
      readNumber("init-timeout", values["init-timeout"], 0) ?? standard.initTimeoutSeconds,
    rate: readNumber("rate", values.rate, 0) ?? standard.rate,
    concurrency: toConcurrency(values.concurrency, nodes.length) ?? workersPerNode * nodes.length,
    latencyMs: readNumber("latency", values.latency, 0) ?? standard.latencyMs,
    latencyDistribution:
      readOne("latency-dist", values["latency-dist"], LATENCY_DISTRIBUTIONS) ??
      standard.latencyDistribution,
    topology: readOne("topology", values.topology, TOPOLOGIES) ?? standard.topology,
    faults,
    nemesisIntervalSeconds:
      readNumber("nemesis-interval", values["nemesis-interval"], SHORTEST_INTERVAL_SECONDS) ??
      standard.nemesisIntervalSeconds,
    seed: readInteger("seed", values.seed, 0, LARGEST_SEED) ?? drawSeed(),
    isFaithful: values.faithful,
    hasJitter: !values["no-jitter"],
    ...readFaultOptions(values, faults, nodes),
    keyCount: readInteger("key-count", values["key-count"], 1) ?? standard.keyCount,
    maxWritesPerKey:
      readInteger("max-writes-per-key", values["max-writes-per-key"], 1) ??
      standard.maxWritesPerKey,
    maxTxnLength:
      readInteger("max-txn-length", values["max-txn-length"], 1) ?? standard.maxTxnLength,
    consistencyModels: readModels(values["consistency-models"]) ?? standard.consistencyModels,
    scenario: readScenario(values.scenario, nodes) ?? standard.scenario,
  };
}

function toWorkload(name: string | undefined): TestOptions["workload"] | undefined {
  const known = WORKLOAD_NAMES.find((workload) => workload === name);
  if (known !== undefined || name === undefined) return known;
  throw new UsageError(`--workload must be one of ${WORKLOAD_NAMES.join(", ")}, not "${name}"`);
}

/** Names of Elle's, such as `snapshot-isolation,read-committed`. */
function readModels(given: string | undefined): readonly string[] | undefined {
  try {
    return given === undefined ? undefined : parseModels(given);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new UsageError(`--consistency-models: ${error.message}`);
  }
}

/** `10`, or `2n` for two workers a node. */
function toConcurrency(given: string | undefined, nodeCount: number): number | undefined {
  if (given === undefined) return undefined;
  const [, digits, n] = /^(\d+)(n?)$/u.exec(given) ?? [];
  const concurrency = Number(digits) * (n === "n" ? nodeCount : 1);
  if (concurrency >= 1 && Number.isSafeInteger(concurrency)) return concurrency;
  throw new UsageError(
    `--concurrency must be a number of workers such as 10, or a multiple of the nodes such as 2n, not "${given}"`,
  );
}

/** Short enough to be typed again. */
function drawSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

/**
 * A repetition has its own seed, the scenario itself instead of the name of its file, and nothing
 * that is ignored, above all no password.
 */
const NOT_REPEATED: ReadonlySet<string> = new Set([
  "seed",
  "test-count",
  "scenario",
  ...Object.keys(IGNORED_OPTIONS),
]);

/** The arguments for a repetition. */
function withoutChoice(args: readonly string[]): readonly string[] {
  const { tokens } = parseOptions({ args: [...args], options: OPTIONS, tokens: true });
  const dropped = new Set<number>();
  for (const token of tokens) {
    if (token.kind !== "option" || !NOT_REPEATED.has(token.name)) continue;
    dropped.add(token.index);
    if (token.inlineValue === false) dropped.add(token.index + 1);
  }
  return args.filter((_, index) => !dropped.has(index));
}
