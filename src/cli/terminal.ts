/** Where a command writes: results on standard output, everything else on standard error. */

import { writeSync } from "node:fs";
import { isatty } from "node:tty";
import { Output } from "../node/stdio/output.ts";

// Who stops reading, as in `eddy test | head`, misses something, but the exit code stays true.
const output = new Output(1, () => {});
const errors = new Output(2, () => {});

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

export const isTerminal: boolean = isatty(2);
