/** The logs of nodes within this process: NODE.log each, as processes have theirs. */

import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** All logs together; then they are written. */
const WAITING_CHARACTERS_AT_MOST = 1024 * 1024;

export class NodeLogs {
  readonly #folder: string;
  readonly #waiting = new Map<string, string>();
  #waitingCharacters = 0;

  constructor(folder: string, names: readonly string[]) {
    this.#folder = folder;
    for (const name of names) writeFileSync(this.#path(name), "");
  }

  log(name: string, line: string): void {
    this.#waiting.set(name, `${this.#waiting.get(name) ?? ""}${line}\n`);
    this.#waitingCharacters += line.length + 1;
    if (this.#waitingCharacters > WAITING_CHARACTERS_AT_MOST) this.flush();
  }

  flush(): void {
    for (const [name, text] of this.#waiting) appendFileSync(this.#path(name), text);
    this.#waiting.clear();
    this.#waitingCharacters = 0;
  }

  #path(name: string): string {
    return join(this.#folder, `${name}.log`);
  }
}
