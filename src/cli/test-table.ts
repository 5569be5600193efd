/**
 * The options of `eddy test`, a row each: how help shows it, what it means, and what it sets.
 * Maelstrom's have the same names here. Parsing, help and error messages follow from the rows.
 */

import { FAULTS } from "../bench/faults/index.ts";
import { GROUP_KINDS, PARTITION_KINDS } from "../bench/faults/partitions.ts";
import { TARGET_KINDS } from "../bench/faults/targets.ts";
import { LATENCY_DISTRIBUTIONS } from "../bench/network/latency.ts";
import { DEFAULT_OPTIONS, TOPOLOGIES } from "../bench/options.ts";
import { HISTORY_FORMS } from "../bench/store/history-files.ts";
import { WORKLOAD_NAMES } from "../bench/workloads/index.ts";
import { MAELSTROM_OPTIONS } from "./maelstrom.ts";
import * as values from "./option-values.ts";
import { integer, number, oneOf, type Read, someOf, UsageError } from "./option-values.ts";
import { readScenario } from "./scenario-option.ts";
import { command, type Draft, row, test, type TestOption } from "./test-command.ts";

const yes = (): boolean => true;
const no = (): boolean => false;

export const LARGEST_SEED: number = Number.MAX_SAFE_INTEGER;

/** Shorter than this is a mistake, and zero would never let time pass. */
const SHORTEST_INTERVAL_SECONDS = 0.001;

/** They are read before the others (node-names.ts). */
const NODES: readonly TestOption[] = [
  row("--node-count N", "nodes n0 to n(N-1) (default: five, n1 to n5)"),
  row("-n, --node NAME", "a node of this name; may be repeated", { isList: true }),
  row("--nodes LIST", "nodes of these names, such as n1,n2"),
  row("--nodes-file FILE", "nodes of the names in this file, one on each line"),
];

export const TEST: readonly TestOption[] = [
  row("-w, --workload NAME", some(WORKLOAD_NAMES), test("workload", oneOf(WORKLOAD_NAMES))),
  row(
    "--bin FILE",
    "the node, an executable (default: eddy itself). Its child processes are killed with it, unless " +
      "they call setsid",
    command("bin", filled("the path of an executable file, such as ./my-node")),
  ),
  row(
    "--command LINE",
    "the node, as a line for the shell, run in the current folder: --command 'go run .'",
    command("shellCommand", filled("a line for the shell, such as 'go run .'")),
  ),
  ...NODES,
  row("--time-limit SECONDS", "of load", test("timeLimitSeconds", integer(0))),
  row("--recovery SECONDS", "from the heal to the final reads", test("recoverySeconds", number(0))),
  row("--init-timeout SECONDS", "for a node to answer init", test("initTimeoutSeconds", number(0))),
  row("--rate HZ", "operations a second, all together", test("rate", number(0))),
  row("--concurrency N", "clients; 2n means two for each node", {
    set: setConcurrency,
    default: "1n, 2n of lin-kv",
  }),
  row("--topology NAME", some(TOPOLOGIES), test("topology", oneOf(TOPOLOGIES))),
  row(
    "--key-count N",
    "keys in use at once, of logs and transactions",
    test("keyCount", integer(1)),
  ),
  row(
    "--max-writes-per-key N",
    "writes of a key before a new key replaces it",
    test("maxWritesPerKey", integer(1)),
  ),
  row("--max-txn-length N", "reads and writes of a transaction", test("maxTxnLength", integer(1))),
  row("--consistency-models LIST", "what transactions must satisfy, by Elle's names", {
    ...test("consistencyModels", values.models),
    default: DEFAULT_OPTIONS.consistencyModels.join(),
  }),
  row(
    "--availability GOAL",
    "the part of the operations that must be ok, such as 0.99; or total",
    command("availability", values.availability),
  ),
  row(
    "--durable",
    "a killed node must lose nothing; eddy's own nodes get --data-dir and --run-id",
    command("isDurable", yes),
  ),
  row(
    "--challenge NAME",
    "a Gossip Glomers challenge with its limits. It sets these options, which you may change:",
    command("challenge", values.challenge),
  ),
];

export const NETWORK: readonly TestOption[] = [
  row("--latency MS", "mean, of messages between nodes", test("latencyMs", number(0))),
  row(
    "--latency-dist NAME",
    some(LATENCY_DISTRIBUTIONS),
    test("latencyDistribution", oneOf(LATENCY_DISTRIBUTIONS)),
  ),
  row(
    "--nemesis LIST",
    `faults: ${some(FAULTS)} (Maelstrom's release has partition only, its development version ` +
      "kill and pause as well)",
    { ...test("faults", someOf(FAULTS)), isList: true },
  ),
  row(
    "--nemesis-interval S",
    "mean seconds from a fault's start to its end, and to the next; kill and pause share it",
    test("nemesisIntervalSeconds", number(SHORTEST_INTERVAL_SECONDS)),
  ),
  row("--partition-kinds LIST", some(PARTITION_KINDS), {
    ...test("partitionKinds", someOf(PARTITION_KINDS)),
    fault: "partition",
    default: "all",
  }),
  row("--isolated-node NAME", "the node that partitions of the kind one cut off", {
    set: (draft, given, name) =>
      void (draft.test.isolatedNode = oneOf(draft.test.nodes)(name, given)),
    fault: "partition",
    default: "any",
  }),
  row("--kill-groups LIST", `how many are killed: ${some(TARGET_KINDS)}`, {
    ...test("killGroups", someOf(TARGET_KINDS)),
    fault: "kill",
    default: "any of these",
  }),
  row("--pause-groups LIST", "the same for pause", {
    ...test("pauseGroups", someOf(TARGET_KINDS)),
    fault: "pause",
  }),
  row("--one-way-groups LIST", `how many do not hear, or are not heard: ${some(GROUP_KINDS)}`, {
    ...test("oneWayGroups", someOf(GROUP_KINDS)),
    fault: "one-way",
    default: "any of these",
  }),
  row("--loss-probability P", "that a message is lost, while the fault lasts", {
    ...test("lossProbability", number(0, 1)),
    fault: "loss",
  }),
  row("--duplicate-probability P", "that a message arrives twice, while the fault lasts", {
    ...test("duplicateProbability", number(0, 1)),
    fault: "duplicate",
  }),
];

/** Its help is a text of its own. */
const SCENARIO = row("--scenario FILE|TEXT", "", {
  set: ({ test }, given) => void (test.scenario = readScenario(given, test.nodes)),
  isNotRepeated: true,
});

export const RUN: readonly TestOption[] = [
  row(
    "--virtual",
    "in virtual time, as fast as possible; a pure function of options and seed. --bin is then a " +
      "TypeScript or JavaScript file that exports makeNode(host), which eddy calls for each node",
    command("isVirtual", yes),
  ),
  row(
    "--no-jitter",
    "in virtual time, without the small delays of a real machine",
    test("hasJitter", no),
  ),
  row("--seed N", "fixes load, faults and latencies", {
    ...test("seed", integer(0, LARGEST_SEED)),
    isNotRepeated: true,
    default: "drawn",
  }),
  row(
    "--test-count N",
    "run N tests, each with the next seed; stop at the first that is not valid",
    {
      ...command("testCount", integer(1, LARGEST_SEED)),
      isNotRepeated: true,
    },
  ),
  row(
    "--faithful",
    "mute a node that breaks the protocol, as Maelstrom does, and go on",
    test("isFaithful", yes),
  ),
  row(
    "--open",
    "open report.html, which each test leaves with its results",
    command("opensReport", yes),
  ),
  row("--store FOLDER", "where the results go", command("storeFolder", values.text)),
  row(
    "--history FORM",
    `${some(HISTORY_FORMS)}: as Maelstrom's; compact, for long runs, with what is new in each read of ` +
      "a set; or none",
    command("historyForm", oneOf(HISTORY_FORMS)),
  ),
  row("--edn", "print the results as EDN before the summary", command("printsEdn", yes)),
  row(
    "--json",
    "print one JSON object on standard output, with results.json and the run; all else goes to " +
      "standard error",
    command("isJson", yes),
  ),
  row("--verbose", "log operations", command("isVerbose", yes)),
  row("--log-stderr", "log what nodes write on standard error", command("logsStderr", yes)),
  row("--log-net-send", "log messages sent", command("logsNetSend", yes)),
  row("--log-net-recv", "log messages received or dropped", command("logsNetRecv", yes)),
];

/** In the order in which they are read. */
export const OPTIONS: readonly TestOption[] = [
  ...TEST,
  ...NETWORK,
  SCENARIO,
  ...RUN,
  ...MAELSTROM_OPTIONS,
  row("-h, --help", ""),
];

/** A text that is not empty. */
function filled(what: string): Read<string> {
  return (option, given) => {
    if (given.trim() !== "") return given;
    throw new UsageError(`--${option} must be ${what}`);
  };
}

/** `10`, or `2n` for two workers a node. */
function setConcurrency({ test }: Draft, given: string): void {
  const [, digits, n] = /^(\d+)(n?)$/u.exec(given) ?? [];
  test.concurrency = Number(digits) * (n === "n" ? test.nodes.length : 1);
  if (test.concurrency >= 1 && Number.isSafeInteger(test.concurrency)) return;
  throw new UsageError(
    "--concurrency must be a number of workers such as 10, or a multiple of the nodes such as 2n, " +
      `not "${given}"`,
  );
}

function some(names: readonly string[]): string {
  return names.join(", ");
}
