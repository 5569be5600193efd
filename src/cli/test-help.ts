/** What `eddy test --help` prints. */

import { CHALLENGES, type Limits } from "../bench/verdict/challenge.ts";
import { LATENCY_DISTRIBUTIONS } from "../bench/network/latency.ts";
import { WORKLOAD_NAMES } from "../bench/workloads/index.ts";
import { FAULTS } from "../bench/faults/index.ts";
import { DEFAULT_OPTIONS, TOPOLOGIES } from "../bench/options.ts";
import { GROUP_KINDS, PARTITION_KINDS } from "../bench/faults/partitions.ts";
import { TARGET_KINDS } from "../bench/faults/targets.ts";
import { table, wrap } from "../bench/terminal/wrap.ts";

type Rows = readonly (readonly [option: string, text: string])[];

const STANDARD = DEFAULT_OPTIONS;

const TEST: Rows = [
  ["-w, --workload NAME", `${list(WORKLOAD_NAMES)} (default: ${STANDARD.workload})`],
  [
    "--bin FILE",
    "the node, an executable (default: eddy itself). What it starts is killed with it, but for a " +
      "child that makes a session of its own (setsid)",
  ],
  [
    "--command LINE",
    "the node, as a line for the shell, run in the present folder: --command 'go run .'",
  ],
  ["--node-count N", "nodes n0 to n(N-1) (default: five, n1 to n5)"],
  ["-n, --node NAME", "a node of this name; may be repeated"],
  ["--nodes LIST", "nodes of these names, as n1,n2"],
  ["--nodes-file FILE", "nodes of the names in this file, one a line"],
  ["--time-limit SECONDS", `of load (default: ${STANDARD.timeLimitSeconds})`],
  ["--recovery SECONDS", `from the heal to the final reads (default: ${STANDARD.recoverySeconds})`],
  ["--init-timeout SECONDS", `for a node to answer init (default: ${STANDARD.initTimeoutSeconds})`],
  ["--rate HZ", `operations a second, all together (default: ${STANDARD.rate})`],
  ["--concurrency N", "clients; 2n: two a node (default: 1n)"],
  ["--topology NAME", `${list(TOPOLOGIES)} (default: ${STANDARD.topology})`],
  ["--availability GOAL", "the part of the operations that must be ok, or total"],
  [
    "--durable",
    "nodes promise to lose nothing when they are killed; eddy's own get --data-dir and --run-id",
  ],
  [
    "--challenge NAME",
    "a Gossip Glomers challenge with its limits. It sets these options, which may be changed:",
  ],
  ...CHALLENGES.map(({ name, title, args, limits }): readonly [string, string] => [
    "",
    `${name} ${title}: ${args.join(" ")}${limits ? limitsText(limits) : ""}`,
  ]),
];

const NETWORK: Rows = [
  ["--latency MS", `mean, of messages between nodes (default: ${STANDARD.latencyMs})`],
  [
    "--latency-dist NAME",
    `${list(LATENCY_DISTRIBUTIONS)} (default: ${STANDARD.latencyDistribution})`,
  ],
  [
    "--nemesis LIST",
    `faults: ${list(FAULTS)} (Maelstrom's release has partition only, its development version ` +
      "kill and pause as well)",
  ],
  [
    "--nemesis-interval S",
    "mean seconds from a fault's start to its end, and to the next; kill and pause share it " +
      `(default: ${STANDARD.nemesisIntervalSeconds})`,
  ],
  ["--partition-kinds LIST", `${list(PARTITION_KINDS)} (default: all)`],
  ["--isolated-node NAME", "whom partitions of the kind one cut off (default: any)"],
  ["--kill-groups LIST", `how many are killed: ${list(TARGET_KINDS)} (default: any of these)`],
  ["--pause-groups LIST", "likewise"],
  [
    "--one-way-groups LIST",
    `how many no longer hear, or are heard: ${list(GROUP_KINDS)} (default: any of these)`,
  ],
  ["--loss-probability P", `of a message, while loss lasts (default: ${STANDARD.lossProbability})`],
  ["--duplicate-probability P", `likewise (default: ${STANDARD.duplicateProbability})`],
];

const RUN: Rows = [
  [
    "--virtual",
    "in virtual time, as fast as possible; a pure function of options and seed. --bin is then a " +
      "TypeScript or JavaScript file that exports makeNode(host), which eddy calls for each node",
  ],
  ["--no-jitter", "in virtual time, without the small delays of a real machine"],
  ["--seed N", "fixes load, faults and latencies (default: drawn)"],
  ["--test-count N", "so many tests, each with the next seed, until one fails (default: 1)"],
  ["--faithful", "mute a node that breaks the protocol, as Maelstrom does, and go on"],
  ["--open", "open report.html, which each test leaves with its results"],
  ["--store FOLDER", "takes the results (default: store)"],
  ["--edn", "print the results as EDN before the summary"],
  [
    "--json",
    "results.json and more about the run as one JSON object on standard output, and all else on " +
      "standard error",
  ],
  ["--verbose", "log operations"],
  ["--log-stderr", "log what nodes write on standard error"],
  ["--log-net-send", "log messages sent"],
  ["--log-net-recv", "log messages received or dropped"],
];

export function testHelp(): string {
  const purpose =
    "Runs nodes as Maelstrom does: real processes in real time over a network with faults, or " +
    "eddy's own nodes, or those of a program, in virtual time. Prints the verdict and leaves " +
    "it in store/.";
  const ignored =
    "Options of Maelstrom's that mean nothing here, such as --no-ssh, are accepted and ignored.";
  return `usage: eddy test [options] [-- node arguments]

${wrap(purpose)}

the test
${table(TEST)}

the network
${table(NETWORK)}

faults at fixed times, with or without --nemesis
  --scenario FILE|TEXT     steps, a line each, or with semicolons between:
                             2s cut n1,n2 from rest; 6s heal
                             7s kill n3; 9s restart n3
                             3s pause n2; 5s resume n2
                             1500ms isolate n4; 4s cut n1 to n2
                             4s broadcast 1000 at n3; 5s broadcast "text" at n1
${table([
  [
    "",
    "Times count from the start of the load. What the former send to the latter is lost after " +
      "cut … to …; heal ends all cuts of the scenario. If there is a file of that name, the " +
      "scenario is in it",
  ],
])}

the run
${table(RUN)}

${wrap(ignored)}

exit codes: 0 valid, 1 invalid, 2 unknown, 3 the test or a node failed,
            64 wrong usage, 129, 130 and 143 on signals
`;
}

function list(names: readonly string[]): string {
  return names.join(", ");
}

function limitsText(limits: Limits): string {
  const { serverMessagesPerOperation, medianLatencyMs, maxLatencyMs } = limits;
  return ` (< ${serverMessagesPerOperation} msgs/op, median < ${medianLatencyMs}, max < ${maxLatencyMs} ms)`;
}
