/**
 * A client of a log: it knows where it goes on with each key that it polls (Maelstrom's
 * workload/kafka.clj).
 */

import { EdnMap, fromJson, type EdnEntry } from "../edn.ts";
import { INTEGER, type AnswerForm, type PayloadKind } from "../load/answers.ts";
import { isObject } from "../../node/json.ts";
import { higher, type Offset } from "../verdict/kafka/operations.ts";
import { type Ask } from "./workload.ts";

const OFFSETS: PayloadKind = {
  name: "an object of offsets, which are integers, by key",
  includes: (value) => isObject(value) && Object.values(value).every(INTEGER.includes),
};

/** Maelstrom's schema takes a null for a list. */
const MESSAGES: PayloadKind = {
  name: "an object of lists of [offset, message] by key",
  includes: (value) =>
    isObject(value) &&
    Object.values(value).every(
      (list) => list === null || (Array.isArray(list) && list.every(isPair)),
    ),
};

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && INTEGER.includes(value[0]);
}

const SENT: AnswerForm = { type: "send_ok", payload: "offset", kind: INTEGER };
const POLLED: AnswerForm = { type: "poll_ok", payload: "msgs", kind: MESSAGES };
const COMMITTED: AnswerForm = { type: "commit_offsets_ok" };
const LISTED: AnswerForm = {
  type: "list_committed_offsets_ok",
  payload: "offsets",
  kind: OFFSETS,
};

export interface Polled {
  /** As the history has it: `{key [[offset message] …]}`. */
  readonly messages: EdnMap;
  /** The highest offset of each key that brought messages. */
  readonly highest: ReadonlyMap<string, Offset>;
}

export class KafkaClient {
  /** By key the offset to poll from. */
  #positions: ReadonlyMap<string, Offset> = new Map();

  /** From the beginning, or from where it was with a key, else from the offset that was committed. */
  async assign(ask: Ask, keys: readonly string[], isSeek: boolean): Promise<void> {
    if (isSeek) {
      this.#positions = new Map(keys.map((key) => [key, 0]));
      return;
    }
    const { offsets } = await ask({ type: "list_committed_offsets", keys }, LISTED);
    const committed = new Map(entriesOf(offsets).map(([key, offset]) => [key, toOffset(offset)]));
    const positions = keys.map((key): [string, Offset] => {
      return [key, this.#positions.get(key) ?? committed.get(key) ?? 0];
    });
    this.#positions = new Map(positions);
  }

  /** Polls all assigned keys, and commits what came. */
  async poll(ask: Ask): Promise<Polled> {
    const { msgs } = await ask({ type: "poll", offsets: toJson(this.#positions) }, POLLED);
    const messages = entriesOf(msgs).map(([key, list]): EdnEntry => [key, fromJson(list)]);
    const positions = new Map(this.#positions);
    const highest = new Map<string, Offset>();
    for (const [key, list] of entriesOf(msgs)) {
      const offsets = Array.isArray(list) ? list.map(([offset]) => toOffset(offset)) : [];
      const last = offsets.reduce<Offset>(higher, -1);
      positions.set(key, higher(positions.get(key) ?? 0, after(last)));
      if (offsets.length > 0) highest.set(key, higher(last, 0));
    }
    this.#positions = positions;
    if (highest.size > 0)
      await ask({ type: "commit_offsets", offsets: toJson(highest) }, COMMITTED);
    return { messages: new EdnMap(messages), highest };
  }

  async send(ask: Ask, key: string, message: number): Promise<Offset> {
    const { offset } = await ask({ type: "send", key, msg: message }, SENT);
    return toOffset(offset);
  }
}

/** Of what an answer has brought, whose form was checked. */
function entriesOf(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

function toOffset(value: unknown): Offset {
  const offset = fromJson(value);
  if (typeof offset === "number" || typeof offset === "bigint") return offset;
  throw new Error("An offset is no integer although the form of the answer was checked");
}

function toJson(offsets: ReadonlyMap<string, Offset>): { readonly [key: string]: unknown } {
  return Object.fromEntries(
    [...offsets].map(([key, offset]) => [
      key,
      typeof offset === "bigint" ? JSON.rawJSON(`${offset}`) : offset,
    ]),
  );
}

function after(offset: Offset): Offset {
  return typeof offset === "bigint" ? offset + 1n : offset + 1;
}
