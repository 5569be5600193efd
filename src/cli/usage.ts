/** What `eddy --help` prints, and how a wrong command line ends. */

import { writeSync } from "node:fs";
import { version } from "../../package.json";
import { DEFAULT_STRATEGY, STRATEGIES } from "../broadcast/strategies/index.ts";
import { LOG_LEVELS } from "../node/host.ts";

/** Wrong usage (EX_USAGE of sysexits.h). */
const EXIT_USAGE = 64;

export function help(): string {
  const strategies = Object.entries(STRATEGIES).map(([name, { summary }]) => {
    const mark = name === DEFAULT_STRATEGY ? " (the default)" : "";
    return `    ${name.padEnd(8)} ${summary}${mark}`;
  });
  return `eddy ${version}: a broadcast node for Maelstrom

usage: eddy [options]     be a node: messages on standard input and output, one a line

  --strategy NAME  how values are passed on:
${strategies.join("\n")}
  --log LEVEL      what is logged on standard error: ${LOG_LEVELS.join(", ")} (default: warn)
  --help           print this
  --version        print the version

exit codes: 0 end of input or a signal, 64 wrong usage
`;
}

export function print(text: string): void {
  writeSync(1, text);
}

/** Ends the process with a message about the command line. */
export function refuse(text: string): never {
  writeSync(2, `eddy: ${text}\nTry: eddy --help\n`);
  process.exit(EXIT_USAGE);
}

export { version };
