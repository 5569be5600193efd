/**
 * The messages of a run, as columns: one place a message, in the order of sending. A run has
 * hundreds of thousands, which are looked through for each picture.
 */

import { isClient } from "../../node/message.ts";
import { type EventSink, type NetworkEvent } from "./events.ts";
import { valuesIn, type Values } from "./values.ts";
import { itemAt } from "./columns.ts";

export const Fate = { underWay: 0, received: 1, dropped: 2 } as const;

/** A copy of a message that came after the first: the network can double one. */
export interface Copy {
  readonly message: number;
  readonly endMs: number;
  readonly endAt: number;
  readonly isDropped: boolean;
}

export interface Messages {
  readonly count: number;
  /** By the number of a name, of a kind, or of a type, what it is. */
  readonly names: readonly string[];
  readonly kinds: readonly Kind[];
  readonly types: readonly string[];
  readonly source: Int32Array;
  readonly target: Int32Array;
  readonly kind: Int32Array;
  /** As it was sent, with its `_ok`. */
  readonly type: Int32Array;
  /** When it was sent, and when received or dropped: Infinity if neither. */
  readonly sendMs: Float64Array;
  readonly endMs: Float64Array;
  /** The same as places in the order of all events. */
  readonly sendAt: Float64Array;
  readonly endAt: Float64Array;
  readonly fate: Uint8Array;
  /** The message that this one answers, by `in_reply_to`; −1 if it answers none that is known. */
  readonly request: Int32Array;
  /** The JSON of its body, if it was kept. */
  readonly bodies: readonly (string | undefined)[];
  /** The way from its sender up to the root, where it tells one: the sender's parent, or none. */
  readonly parent: Int32Array;
  /** The values that message i carries are `carried` from place `firstCarried[i]` up to the next. */
  readonly firstCarried: Int32Array;
  readonly carried: Int32Array;
  readonly copies: readonly Copy[];
  /** The time of each event, and its message: ~message where the message ended. */
  readonly eventMs: Float64Array;
  readonly events: Int32Array;
  /** Events that are not here. */
  readonly missingEvents: number;
}

/** Messages that look alike: those of one type and its answers, apart for clients and servers. */
export interface Kind {
  /** "push", "broadcast": the type, without `_ok`. */
  readonly name: string;
  /** Whether a client is at either end. */
  readonly isClient: boolean;
}

/** What `parent` says of a sender that is a root, or that tells nothing of its place. */
export const ROOT = -1;
export const NO_PLACE = -2;

/** The type of a message as it was sent; empty if it has none. */
export function typeOf({ type, types }: Messages, message: number): string {
  return itemAt(types, itemAt(type, message));
}

/** Takes the events of a run, one after the other. */
export class MessageReader implements EventSink {
  readonly #values: Values;
  readonly #names = new Numbers<string>();
  readonly #types = new Numbers<string>();
  readonly #kinds = new Map<string, number>();
  readonly #kindList: Kind[] = [];
  /** By the id of a message its place. */
  readonly #places = new Map<number, number>();
  /** By the number of its sender, then by `msg_id`: the request that an answer may name. */
  readonly #requests = new Map<number, Map<unknown, number>>();
  readonly #columns = new Columns();
  readonly #copies: Copy[] = [];
  readonly #eventMs: number[] = [];
  readonly #events: number[] = [];
  #missing = 0;
  /** When a client first asked for something else than to come up. */
  firstOperationMs: number | undefined;

  constructor(values: Values) {
    this.#values = values;
  }

  leftOut(count: number): void {
    this.#missing += count;
  }

  note(event: NetworkEvent): void {
    const at = this.#events.length;
    if (event.event === "send") {
      this.#events.push(this.#send(event, at));
    } else {
      const place = this.#places.get(event.id);
      // A journal that begins in the middle has ends of what it does not know.
      if (place === undefined) return;
      this.#end(place, event, at);
      this.#events.push(~place);
    }
    this.#eventMs.push(event.timeMs);
  }

  /** All that there was, with `shiftMs` added to each time. */
  finish(shiftMs: number): Messages {
    const shift = shiftedBy(shiftMs);
    return {
      ...this.#columns.finish(shift),
      names: this.#names.list,
      kinds: this.#kindList,
      types: this.#types.list,
      copies: this.#copies.map((copy) => ({ ...copy, endMs: copy.endMs + shiftMs })),
      eventMs: shift(this.#eventMs),
      events: Int32Array.from(this.#events),
      missingEvents: this.#missing,
    };
  }

  #send({ timeMs, id, src, dest, type, body, text }: NetworkEvent, at: number): number {
    const source = this.#names.of(src);
    const target = this.#names.of(dest);
    const kind = this.#kindOf(type, isClient(src) || isClient(dest));
    const sent = { source, target, kind, type: this.#types.of(type), timeMs, at, text };
    const place = this.#columns.add(sent);
    if (isClient(src) && type !== "init" && type !== "topology") this.firstOperationMs ??= timeMs;
    this.#places.set(id, place);
    if (body === undefined) return place;
    const { msg_id: msgId, in_reply_to: replied, path } = body;
    if (typeof msgId === "number") this.#requestsOf(source).set(msgId, place);
    if (typeof replied === "number") {
      this.#columns.request[place] = this.#requestsOf(target).get(replied) ?? -1;
    }
    if (Array.isArray(path) && path[0] === src) {
      const parent: unknown = path[1];
      this.#columns.parent[place] = typeof parent === "string" ? this.#names.of(parent) : ROOT;
    }
    this.#columns.carry(valuesIn(body, this.#values));
    return place;
  }

  #end(place: number, { timeMs, event }: NetworkEvent, at: number): void {
    const { fate, endMs, endAt } = this.#columns;
    const isDropped = event === "drop";
    if (fate[place] !== Fate.underWay) {
      this.#copies.push({ message: place, endMs: timeMs, endAt: at, isDropped });
      return;
    }
    fate[place] = isDropped ? Fate.dropped : Fate.received;
    endMs[place] = timeMs;
    endAt[place] = at;
  }

  #requestsOf(name: number): Map<unknown, number> {
    let requests = this.#requests.get(name);
    if (requests === undefined) {
      requests = new Map();
      this.#requests.set(name, requests);
    }
    return requests;
  }

  #kindOf(type: string, isClient: boolean): number {
    const key = `${type} ${isClient}`;
    const known = this.#kinds.get(key);
    if (known !== undefined) return known;
    const name = type.replace(/_ok$/u, "");
    let kind = this.#kindList.findIndex((it) => it.name === name && it.isClient === isClient);
    if (kind < 0) kind = this.#kindList.push({ name, isClient }) - 1;
    this.#kinds.set(key, kind);
    return kind;
  }
}

interface Sent {
  readonly source: number;
  readonly target: number;
  readonly kind: number;
  readonly type: number;
  readonly timeMs: number;
  readonly at: number;
  readonly text: string | undefined;
}

class Columns {
  readonly source: number[] = [];
  readonly target: number[] = [];
  readonly kind: number[] = [];
  readonly type: number[] = [];
  readonly sendMs: number[] = [];
  readonly endMs: number[] = [];
  readonly sendAt: number[] = [];
  readonly endAt: number[] = [];
  readonly fate: number[] = [];
  readonly request: number[] = [];
  readonly parent: number[] = [];
  readonly bodies: (string | undefined)[] = [];
  readonly firstCarried: number[] = [];
  readonly carried: number[] = [];

  /** Returns its place. */
  add({ source, target, kind, type, timeMs, at, text }: Sent): number {
    this.firstCarried.push(this.carried.length);
    this.target.push(target);
    this.kind.push(kind);
    this.type.push(type);
    this.sendMs.push(timeMs);
    this.endMs.push(Infinity);
    this.sendAt.push(at);
    this.endAt.push(Infinity);
    this.fate.push(Fate.underWay);
    this.request.push(-1);
    this.parent.push(NO_PLACE);
    this.bodies.push(text);
    return this.source.push(source) - 1;
  }

  /** Of the message that was added last. */
  carry(values: readonly number[]): void {
    for (const value of values) this.carried.push(value);
  }

  finish(
    shift: (times: readonly number[]) => Float64Array,
  ): Omit<
    Messages,
    "names" | "kinds" | "types" | "copies" | "eventMs" | "events" | "missingEvents"
  > {
    return {
      count: this.source.length,
      source: Int32Array.from(this.source),
      target: Int32Array.from(this.target),
      kind: Int32Array.from(this.kind),
      type: Int32Array.from(this.type),
      sendMs: shift(this.sendMs),
      endMs: shift(this.endMs),
      sendAt: Float64Array.from(this.sendAt),
      endAt: Float64Array.from(this.endAt),
      fate: Uint8Array.from(this.fate),
      request: Int32Array.from(this.request),
      parent: Int32Array.from(this.parent),
      bodies: this.bodies,
      firstCarried: Int32Array.from([...this.firstCarried, this.carried.length]),
      carried: Int32Array.from(this.carried),
    };
  }
}

function shiftedBy(shiftMs: number): (times: readonly number[]) => Float64Array {
  return (times) => Float64Array.from(times, (timeMs) => timeMs + shiftMs);
}

/** Numbers things as they come. */
class Numbers<Thing> {
  readonly list: Thing[] = [];
  readonly #numbers = new Map<Thing, number>();

  of(thing: Thing): number {
    let number = this.#numbers.get(thing);
    if (number === undefined) {
      number = this.list.push(thing) - 1;
      this.#numbers.set(thing, number);
    }
    return number;
  }
}
