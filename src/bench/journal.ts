/**
 * What the network did, one JSON object a line, from which pictures can be drawn later:
 *
 *     {"time":12.5,"event":"send","id":7,"src":"n1","dest":"n2","type":"broadcast","body":{…}}
 *     {"time":22.5,"event":"recv","id":7,"src":"n1","dest":"n2","type":"broadcast"}
 *
 * `time` is in milliseconds since the start of the test, `event` is send, recv or drop. `type` is
 * null where a message has none. Only a send has the body, and only up to a length: it is in the
 * first line of its `id`.
 */

import { closeSync, openSync, writeSync } from "node:fs";
import { type NetworkEventType, type Packet } from "./network.ts";

/** Pictures show some thousands; this many, some 100 MB, would be of no use to anybody. */
const EVENTS_AT_MOST = 1_000_000;

/** The answer to a read can hold thousands of values, which the history has as well. */
const BODY_CHARACTERS_AT_MOST = 1000;

/** A write an event would cost ten times what writing the event costs. */
const BATCH_CHARACTERS = 256 * 1024;

export class Journal {
  readonly #file: number;
  readonly #eventsAtMost: number;
  #text = "";
  #eventCount = 0;

  constructor(path: string, eventsAtMost: number = EVENTS_AT_MOST) {
    this.#file = openSync(path, "w");
    this.#eventsAtMost = eventsAtMost;
  }

  /** Notes one event. The events of a run beyond the first million are left out. */
  note(event: NetworkEventType, packet: Packet, timeMs: number): void {
    if (++this.#eventCount > this.#eventsAtMost) return;
    const { id, src, dest, body, content } = packet;
    const time = Math.round(timeMs * 1000) / 1000;
    // Between servers any body is legal, also one without a type.
    const type = JSON.stringify(content["type"] ?? null);
    const hasBody = event === "send" && body.length <= BODY_CHARACTERS_AT_MOST;
    this.#text += `{"time":${time},"event":"${event}","id":${id},"src":${JSON.stringify(src)},"dest":${JSON.stringify(dest)},"type":${type}${hasBody ? `,"body":${body}` : ""}}\n`;
    if (this.#text.length > BATCH_CHARACTERS) this.#write();
  }

  close(): void {
    const missing = this.#eventCount - this.#eventsAtMost;
    if (missing > 0) this.#text += `{"event":"truncated","missing":${missing}}\n`;
    this.#write();
    closeSync(this.#file);
  }

  #write(): void {
    writeSync(this.#file, this.#text);
    this.#text = "";
  }
}
