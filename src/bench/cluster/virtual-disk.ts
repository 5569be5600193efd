/** A node's disk in virtual time: records that were not synced may be lost when the node is killed. */

import { type Random } from "../random.ts";

export class VirtualDisk {
  readonly #random: Random;
  readonly #records: string[] = [];
  #syncedCount = 0;

  /** `random` decides how much of what was not synced a kill leaves. */
  constructor(random: Random) {
    this.#random = random;
  }

  get records(): readonly string[] {
    return this.#records;
  }

  append(record: string): void {
    this.#records.push(record);
  }

  /** From here on all records are safe. */
  sync(): void {
    this.#syncedCount = this.#records.length;
  }

  /** The node is killed, perhaps in the middle of a write. */
  crash(): void {
    const unsynced = this.#records.length - this.#syncedCount;
    if (unsynced === 0) return;
    this.#records.length = this.#syncedCount + this.#random.below(unsynced + 1);
    this.sync();
  }
}
