/**
 * A key-value store with its last states (Maelstrom's service.clj, PersistentKV and LWWKV). Keys and
 * values are any JSON, equal as in Clojure: 1 is not 1.0, and an object has no order. Floats and large
 * integers are raw JSON (`withExactNumbers`), and leave as they came.
 */

import { isObject } from "../../node/json.ts";
import { type PacketContent } from "../network/network.ts";
import { EdnMap, EdnSymbol, fromJson, keyOf, writeEdn, type Edn } from "../edn.ts";

/** States that are kept beside the newest (service.clj, `sequential`, whose buffer holds 32). */
const OLD_STATES = 31;

interface Version {
  /** The number of the state that a write made. */
  readonly state: number;
  readonly value: unknown;
}

export interface Attempt {
  readonly answer: PacketContent;
  /** What the request writes, if it changes that state. */
  readonly write: { readonly key: unknown; readonly value: unknown } | undefined;
  /** The writes to its key that this state lacks. */
  readonly writesBehind: number;
}

export interface Dialect {
  /** Whether a cas may create a key (`create_if_not_exists`). */
  readonly canCreate: boolean;
  /** What an error says of the value that was expected. */
  readonly textOf: (expected: unknown) => string;
}

export const PERSISTENT_KV: Dialect = { canCreate: true, textOf: readableText };
export const LWW_KV: Dialect = { canCreate: false, textOf: plainText };

export class KeyValues {
  readonly #dialect: Dialect;
  /** By key, oldest first. */
  readonly #versions = new Map<number | string, Version[]>();
  /** The number of the newest state. */
  newest = 0;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  get oldest(): number {
    return Math.max(0, this.newest - OLD_STATES);
  }

  /** What a state answers to a request; undefined if that is none for a store. */
  attempt(request: PacketContent, state: number): Attempt | undefined {
    const { key = null, value = null, from = null, to = null } = request;
    const versions = this.#versions.get(keyOfJson(key)) ?? [];
    const current = versions.findLast((version) => version.state <= state);
    const writesBehind = versions.filter((version) => version.state > state).length;
    const answered = (answer: PacketContent): Attempt => ({
      answer,
      write: undefined,
      writesBehind,
    });
    const written = (type: string, after: unknown): Attempt => {
      const isSame = current !== undefined && isEqual(current.value, after);
      const write = isSame ? undefined : { key, value: after };
      return { answer: { type }, write, writesBehind };
    };
    switch (request["type"]) {
      case "read":
        if (current === undefined) return answered(MISSING);
        return answered({ type: "read_ok", value: current.value });
      case "write":
        return written("write_ok", value);
      case "cas": {
        if (current === undefined) {
          const isCreated = this.#dialect.canCreate && isTruthy(request["create_if_not_exists"]);
          return isCreated ? written("cas_ok", to) : answered(MISSING);
        }
        if (isEqual(current.value, from)) return written("cas_ok", to);
        const expected = this.#dialect.textOf(from);
        const text = `current value ${readableText(current.value)} is not ${expected}`;
        return answered({ type: "error", code: 22, text });
      }
      default:
        return undefined;
    }
  }

  /** Makes a new state, also where nothing is written. */
  advance(write: Attempt["write"]): void {
    this.newest++;
    if (write === undefined) return;
    const key = keyOfJson(write.key);
    const versions = this.#versions.get(key) ?? [];
    const kept = versions.findLastIndex(({ state }) => state <= this.oldest);
    const latest = { state: this.newest, value: write.value };
    this.#versions.set(key, [...versions.slice(Math.max(0, kept)), latest]);
  }
}

const MISSING: PacketContent = { type: "error", code: 20, text: "key does not exist" };

/** In Clojure all but nil and false is true. */
function isTruthy(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}

function isEqual(one: unknown, other: unknown): boolean {
  return keyOfJson(one) === keyOfJson(other);
}

function keyOfJson(value: unknown): number | string {
  return keyOf(toClojure(value));
}

/** As Clojure's `pr-str` writes it. */
function readableText(value: unknown): string {
  return writeEdn(toClojure(value));
}

/** As Clojure's `str` writes it: without the quotes of a string, and nothing for nil. */
function plainText(value: unknown): string {
  return typeof value === "string" ? value : value === null ? "" : readableText(value);
}

/** With strings for keys, as Maelstrom parses what is within a body. */
function toClojure(value: unknown): Edn {
  if (Array.isArray(value)) return value.map(toClojure);
  if (isObject(value) && !JSON.isRawJSON(value)) {
    return new EdnMap(Object.entries(value).map(([key, item]) => [key, toClojure(item)]));
  }
  const edn = fromJson(value);
  // What no long holds is a BigInteger there, which is written without an N.
  return typeof edn === "bigint" ? new EdnSymbol(`${edn}`) : edn;
}
