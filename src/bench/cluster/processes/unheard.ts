/**
 * What a node writes from its mistake on, which nobody hears: it is kept in a file, and its beginning is
 * shown. A logger may begin with an empty line, which is the mistake, and only then say what it is.
 */

import { appendFileSync } from "node:fs";
import { shown } from "./details.ts";

/** In a faithful test a node may go on for as long as it likes. */
const CHARACTERS_AT_MOST = 1024 * 1024;

/** Enough to see whose output it is. */
const LINES_SHOWN = 8;

export class Unheard {
  readonly #path: string;
  readonly #lines: string[] = [];
  #characterCount = 0;

  /** The file is made when there is something to keep. */
  constructor(path: string) {
    this.#path = path;
  }

  /** The first line is the mistake itself. */
  keep(line: string): void {
    const kept = `${line}\n`.slice(0, CHARACTERS_AT_MOST - this.#characterCount);
    if (kept !== "") appendFileSync(this.#path, kept);
    this.#characterCount += kept.length;
    if (this.#lines.length <= LINES_SHOWN) this.#lines.push(line);
  }

  /** The first lines that followed the mistake, for people; empty if none did. */
  describe(): string {
    const followed = this.#lines.slice(1).filter((line) => line !== "");
    return followed.length === 0 ? "" : shown(`What it wrote after that, ${this.#path}:`, followed);
  }
}
