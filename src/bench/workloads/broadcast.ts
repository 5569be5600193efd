/** A fair coin chooses a broadcast of the next integer, or a read. */

import { fromJson } from "../edn.ts";
import type { AnswerForm } from "../load/answers.ts";
import type { Request, Workload } from "./workload.ts";

export const TOPOLOGY_FORM: AnswerForm = { type: "topology_ok" };

const READ: Request = {
  f: "read",
  value: null,
  body: { type: "read" },
  form: { type: "read_ok", payload: "messages", isList: true },
  isIdempotent: true,
  valueOf: ({ messages }) => (isIntegers(messages) ? messages : fromJson(messages)),
};

export const BROADCAST: Workload = {
  operations: ["broadcast", "read"],
  addName: "broadcast",
  checker: "set-full",
  hasTopology: true,
  finalRead: READ,
  isInTurn: true,
  makeRequests(random) {
    let nextValue = 0;
    return () => (random.chance(0.5) ? READ : broadcastOf(nextValue++));
  },
};

function broadcastOf(value: number): Request {
  return {
    f: "broadcast",
    value,
    body: { type: "broadcast", message: value },
    form: { type: "broadcast_ok" },
    isIdempotent: false,
    valueOf: () => value,
  };
}

/** A list of integers is its own EDN, as it was parsed: reads are long, and there are many. */
function isIntegers(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.every((item) => Number.isSafeInteger(item) && !Object.is(item, -0))
  );
}
