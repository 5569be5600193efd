/** What `eddy test --help` prints. */

import { CHALLENGES, type Limits } from "../bench/verdict/challenge.ts";
import { table, wrap } from "../bench/terminal/wrap.ts";
import { type TestOption } from "./test-command.ts";
import { NETWORK, RUN, TEST } from "./test-table.ts";

export function testHelp(): string {
  const purpose =
    "Tests nodes as Maelstrom does, over a network with faults: processes in real time, or, with " +
    "--virtual, nodes in virtual time. Prints the verdict and keeps it in store/.";
  const ignored = "Options of Maelstrom that mean nothing to eddy, such as --no-ssh, are ignored.";
  return `usage: eddy test [options] [-- node arguments]

${wrap(purpose)}

the test
${rows(TEST)}
${table(CHALLENGE_ROWS)}

the network
${rows(NETWORK)}

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
    "Times count from the start of the load. After cut A to B, what A sends to B is lost; heal " +
      "ends all cuts of the scenario. If there is a file of that name, eddy reads it",
  ],
])}

the run
${rows(RUN)}

${wrap(ignored)}

exit codes: 0 valid, 1 invalid, 2 unknown, 3 the test or a node failed,
            64 wrong usage, 129, 130 and 143 on signals
`;
}

function rows(options: readonly TestOption[]): string {
  return table(
    options.map(({ heading, help, default: value }) => [heading, help + defaultText(value)]),
  );
}

function defaultText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? ` (default: ${value})` : "";
}

const CHALLENGE_ROWS = CHALLENGES.map(
  ({ name, title, args, limits }) =>
    ["", `${name} ${title}: ${args.join(" ")}${limits ? limitsText(limits) : ""}`] as const,
);

function limitsText(limits: Limits): string {
  const { serverMessagesPerOperation, medianLatencyMs, maxLatencyMs } = limits;
  return ` (< ${serverMessagesPerOperation} msgs/op, median < ${medianLatencyMs}, max < ${maxLatencyMs} ms)`;
}
