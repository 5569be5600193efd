/**
 * What the network did, one JSON object a line, from which pictures can be drawn later:
 *
 *     {"time":12.5,"event":"send","id":7,"src":"n1","dest":"n2","type":"broadcast","body":{…}}
 *     {"time":22.5,"event":"recv","id":7,"src":"n1","dest":"n2","type":"broadcast"}
 *
 * `time` is in milliseconds since the start of the test, `event` is send, recv or drop. `type` is
 * null where a message has none. Only a send has the body, and only up to a length: it is in the
 * first line of its `id`. Between servers long bodies are kept as well, up to a size of them all.
 */

import { isClient } from "../../node/message.ts";
import { type NetworkEventType, type Packet } from "../network/network.ts";

/** Pictures show some thousands; this many, some 100 MB, would be of no use to anybody. */
const EVENTS_AT_MOST = 1_000_000;

/** The answer to a read can hold thousands of values, which the history has as well. */
const BODY_CHARACTERS_AT_MOST = 1000;

/**
 * Of all longer bodies between servers: after a heal thousands of values may come in one message,
 * and nothing else says which. A node that always sends everything must not fill the disk.
 */
const LONG_CHARACTERS_AT_MOST = 32_000_000;

/** A write an event would cost ten times what writing the event costs. */
const BATCH_CHARACTERS = 256 * 1024;

/** Takes the text, some hundred kilobytes at once. */
export interface JournalTarget {
  write(text: string): void;
  close?(): void;
}

/** Tells which bodies are kept, message by message. */
export class BodyLimits {
  readonly #longCharactersAtMost: number;
  #longCharacters = 0;

  constructor(longCharactersAtMost: number = LONG_CHARACTERS_AT_MOST) {
    this.#longCharactersAtMost = longCharactersAtMost;
  }

  keeps({ src, dest, body }: Packet): boolean {
    if (body.length <= BODY_CHARACTERS_AT_MOST) return true;
    if (isClient(src) || isClient(dest)) return false;
    if (this.#longCharacters + body.length > this.#longCharactersAtMost) return false;
    this.#longCharacters += body.length;
    return true;
  }
}

export class EventJournal {
  readonly #target: JournalTarget;
  readonly #eventsAtMost: number;
  readonly #limits: BodyLimits;
  #text = "";
  #eventCount = 0;

  constructor(
    target: JournalTarget,
    eventsAtMost: number = EVENTS_AT_MOST,
    longCharactersAtMost?: number,
  ) {
    this.#target = target;
    this.#eventsAtMost = eventsAtMost;
    this.#limits = new BodyLimits(longCharactersAtMost);
  }

  /** Notes one event. The events of a run beyond the first million are left out. */
  note(event: NetworkEventType, packet: Packet, timeMs: number): void {
    if (++this.#eventCount > this.#eventsAtMost) return;
    const { id, src, dest, body, content } = packet;
    const time = journalTimeOf(timeMs);
    // Between servers any body is legal, also one without a type.
    const type = JSON.stringify(content["type"] ?? null);
    const hasBody = event === "send" && this.#limits.keeps(packet);
    this.#text += `{"time":${time},"event":"${event}","id":${id},"src":${JSON.stringify(src)},"dest":${JSON.stringify(dest)},"type":${type}${hasBody ? `,"body":${body}` : ""}}\n`;
    if (this.#text.length > BATCH_CHARACTERS) this.#write();
  }

  close(): void {
    const missing = this.#eventCount - this.#eventsAtMost;
    if (missing > 0) this.#text += `{"event":"truncated","missing":${missing}}\n`;
    this.#write();
    this.#target.close?.();
  }

  #write(): void {
    this.#target.write(this.#text);
    this.#text = "";
  }
}

/** To the microsecond. */
export function journalTimeOf(timeMs: number): number {
  return Math.round(timeMs * 1000) / 1000;
}
