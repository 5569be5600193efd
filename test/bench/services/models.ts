/**
 * The services as one would write them down, with a map for each state. A value is kept as its
 * JSON text; of two texts that mean the same, such as objects in another order, one is kept.
 */

import { isObject } from "../../../src/node/json.ts";
import { withExactNumbers } from "../../../src/bench/network/jackson.ts";
import { type PacketContent } from "../../../src/bench/network/network.ts";

export type State = ReadonlyMap<string, string>;

export interface Step {
  readonly after: State;
  /** The type of the answer, and its value or the code of its error. */
  readonly answer: readonly [type: string, content?: string | number];
}

/** What one state makes of a request. */
export function step(state: State, request: PacketContent, canCreate: boolean): Step {
  const [key, value, from, to] = ["key", "value", "from", "to"].map((name) =>
    canonical(request[name] ?? null),
  ) as [string, string, string, string];
  const current = state.get(key);
  const write = (type: string, text: string): Step => ({
    after: new Map([...state, [key, text]]),
    answer: [type],
  });
  if (request["type"] === "write") return write("write_ok", value);
  if (request["type"] === "read" && current !== undefined) {
    return { after: state, answer: ["read_ok", current] };
  }
  if (request["type"] === "cas") {
    if (current === from) return write("cas_ok", to);
    if (current === undefined && canCreate && request["create_if_not_exists"] === true) {
      return write("cas_ok", to);
    }
    if (current !== undefined) return { after: state, answer: ["error", 22] };
  }
  return { after: state, answer: ["error", 20] };
}

export class SequentialModel {
  readonly #states: State[] = [new Map()];
  readonly #clients = new Map<string, number>();

  /** How many states a node may be answered from, the oldest first. */
  choices(source: string): number {
    return this.#states.length - this.#first(source);
  }

  handle(source: string, request: PacketContent, choice: number): Step["answer"] {
    const index = this.#first(source) + choice;
    const { after, answer } = step(this.#states[index] ?? new Map(), request, true);
    if (isSame(after, this.#states[index])) {
      this.#clients.set(source, index);
      return answer;
    }
    const newest = step(this.#states.at(-1) ?? new Map(), request, true);
    this.#states.push(newest.after);
    this.#clients.set(source, this.#states.length - 1);
    return newest.answer;
  }

  /** Whether it could answer so from there. */
  fits(source: string, request: PacketContent, choice: number, answer: PacketContent): boolean {
    return fits(this.#states[this.#first(source) + choice] ?? new Map(), request, true, answer);
  }

  #first(source: string): number {
    return Math.max(this.#clients.get(source) ?? 0, this.#states.length - 32);
  }
}

/** Whether a state could give that answer, the integer in the text of an error included. */
export function fits(
  state: State,
  request: PacketContent,
  canCreate: boolean,
  answer: PacketContent,
): boolean {
  const [current] = /(?<=^current value )\d+(?= is not )/u.exec(String(answer["text"])) ?? [];
  if (current !== undefined && state.get(canonical(request["key"])) !== current) return false;
  const expected = step(state, request, canCreate).answer;
  return JSON.stringify(expected) === JSON.stringify(answerOf(answer));
}

function isSame(one: State, other: State | undefined): boolean {
  return one.size === other?.size && one.entries().every(([key, text]) => other.get(key) === text);
}

export function answerOf(body: PacketContent): Step["answer"] {
  const { type, value, code } = body;
  if (type === "read_ok") return [type, canonical(value)];
  if (type === "error") return [type, Number(code)];
  return [String(type)];
}

export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (isObject(value) && !JSON.isRawJSON(value)) {
    const members = Object.entries(value).map(([key, item]) => `${key}:${canonical(item)}`);
    return `{${members.toSorted().join()}}`;
  }
  const text = JSON.stringify(value);
  return text === "-0.0" ? "0.0" : text;
}

/** A body as a service gets it. */
export function parseBody(text: string): PacketContent {
  return withExactNumbers(JSON.parse(text), text);
}
