/** A fair coin chooses a broadcast of the next integer, or a read. */

import type { ScenarioValue } from "../faults/scenario.ts";
import type { AnswerForm } from "../load/answers.ts";
import { valuesRead, type Request, type Workload } from "./workload.ts";

export const TOPOLOGY_FORM: AnswerForm = { type: "topology_ok" };

const READ: Request = {
  f: "read",
  value: null,
  body: { type: "read" },
  form: { type: "read_ok", payload: "messages", isList: true },
  failsOn: "every error",
  valueOf: ({ messages }) => valuesRead(messages),
};

export const BROADCAST: Workload = {
  operations: ["broadcast", "read"],
  addName: "broadcast",
  add: broadcastOf,
  checker: "set-full",
  hasTopology: true,
  finalRead: READ,
  isInTurn: true,
  makeRequests(random) {
    let nextValue = 0;
    return () => (random.chance(0.5) ? READ : broadcastOf(nextValue++));
  },
};

function broadcastOf(value: ScenarioValue): Request {
  return {
    f: "broadcast",
    value,
    body: { type: "broadcast", message: value },
    form: { type: "broadcast_ok" },
    failsOn: "definite errors",
    valueOf: () => value,
  };
}
