/**
 * A grow-only set: a fair coin chooses an `add` of the next integer, or a `read` (Maelstrom's
 * workload/g_set.clj). It is the broadcast workload in other words, and without a topology. Its
 * client does not handle errors, so every operation without a proper answer is in doubt. Two
 * details differ in the history: errors are named as in the other workloads, where Maelstrom has
 * the text of an exception, and final reads are marked with `:final? true`.
 */

import type { ScenarioValue } from "../faults/scenario.ts";
import { valuesRead, type Request, type Workload } from "./workload.ts";

const READ: Request = {
  f: "read",
  value: null,
  body: { type: "read" },
  form: { type: "read_ok", payload: "value", isList: true },
  failsOn: "nothing",
  valueOf: ({ value }) => valuesRead(value),
};

export const G_SET: Workload = {
  operations: ["add", "read"],
  addName: "add",
  add: addOf,
  checker: "set-full",
  hasTopology: false,
  finalRead: READ,
  isInTurn: true,
  makeRequests(random) {
    let nextElement = 0;
    return () => (random.chance(0.5) ? READ : addOf(nextElement++));
  },
};

function addOf(element: ScenarioValue): Request {
  return {
    f: "add",
    value: element,
    body: { type: "add", element },
    form: { type: "add_ok" },
    failsOn: "nothing",
    valueOf: () => element,
  };
}
