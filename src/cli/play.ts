/** `eddy play`: the page to break a gossip protocol in, from this machine only, or as a file. */

import { writeFileSync } from "node:fs";
import { playHtml } from "../play/play-page.ts";
import { ExitCode } from "./exit-codes.ts";
import { fail } from "./failure.ts";
import { integer, optional, parseOptions, UsageError } from "./option-values.ts";
import { CannotListen, servePage } from "./page-server.ts";
import { Signals } from "./signals.ts";
import { note, say } from "./terminal.ts";
import { openPage } from "./write-report.ts";

const OPTIONS = {
  port: { type: "string" },
  open: { type: "boolean", default: false },
  write: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HIGHEST_PORT = 65_535;

const HELP = `usage: eddy play [options]

Serves a page in which eddy's own nodes, network and checker run in the browser:
follow ten lessons, or choose a strategy, the nodes, load and faults, stop the
run at any moment, and change the past. It listens on 127.0.0.1 only, prints its
address, and ends with Ctrl+C.

  --port N      listen on this port (default: one that is free)
  --open        open the page in the browser
  --write FILE  write the page as one file instead, which needs neither server
                nor network

exit codes: 0 the file is written, 3 it cannot be served or written,
            64 wrong usage, 129, 130 and 143 on signals
`;

/** Runs `eddy play` with these arguments and returns its exit code. */
export async function playCommand(args: readonly string[]): Promise<number> {
  try {
    const { values } = parseOptions({ args: [...args], options: OPTIONS });
    if (values.help) {
      say(HELP);
      return ExitCode.valid;
    }
    const { write, open } = values;
    const port = optional("port", values.port, integer(0, HIGHEST_PORT));
    if (write === undefined) return await serveUntilSignal(port ?? 0, open);
    if (port !== undefined)
      throw new UsageError("--write makes a file and serves nothing: leave out --port");
    if (write === "") throw new UsageError("--write must name a file");
    writeFileSync(write, playHtml());
    say(write);
    if (open) openPage(write);
    return ExitCode.valid;
  } catch (error) {
    if (!(error instanceof CannotListen)) return fail("play", error);
    note(`eddy play: ${error.message}`);
    return ExitCode.failed;
  }
}

async function serveUntilSignal(port: number, isOpened: boolean): Promise<number> {
  const signals = new Signals();
  const server = servePage(playHtml(), port);
  say(server.url);
  if (isOpened) openPage(server.url);
  await new Promise((resolve) => signals.abort.addEventListener("abort", resolve));
  await server.stop();
  return signals.exitCode ?? ExitCode.failed;
}
