/** Where a command writes: results on standard output, everything else on standard error. */

import { writeSync } from "node:fs";
import { isatty } from "node:tty";
import { styleText } from "node:util";
import { type Paint } from "../bench/terminal/summary.ts";
import { Output } from "../node/stdio/output.ts";
import { ExitCode } from "./exit-codes.ts";

const errors = new Output(2, () => {});
const output = new Output(1, lost);

/**
 * A reader that stops, as in `eddy test | head`, misses something, but the exit code stays true. A
 * result that cannot be written, as on a full disk, is lost, so the command has failed.
 */
function lost(error?: Error): void {
  if (error === undefined) return;
  note(`eddy: cannot write standard output: ${error.message}`);
  process.exit(ExitCode.failed);
}

/** Prints a line, or several, of a result. */
export function say(text: string): void {
  output.write(text);
  output.flush();
}

/** Prints a line, or several, for the person who watches. */
export function note(text: string): void {
  errors.write(text);
  errors.flush();
}

/** Writes on the terminal without a newline. */
export function draw(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // It is drawn again.
  }
}

/** Standard output and standard error. */
export type Stream = "output" | "errors";

const NUMBERS: Readonly<Record<Stream, number>> = { output: 1, errors: 2 };

export function isTerminal(stream: Stream): boolean {
  return isatty(NUMBERS[stream]);
}

/** Colours what is written there, if it is a terminal and nobody asked for none (https://no-color.org). */
export function painter(stream: Stream): Paint {
  const isPlain = !isTerminal(stream) || (process.env["NO_COLOR"] ?? "") !== "";
  return isPlain ? (_, text) => text : (tone, text) => styleText(COLOURS[tone], text, ALWAYS);
}

const COLOURS = { good: "green", bad: "red", doubtful: "yellow" } as const;

/** Node's own check would look at its standard output only. */
const ALWAYS = { validateStream: false } as const;
