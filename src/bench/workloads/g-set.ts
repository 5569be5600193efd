/**
 * A grow-only set: a fair coin chooses an `add` of the next integer, or a `read` (Maelstrom's
 * workload/g_set.clj). It is the broadcast workload in other words, and without a topology. Its
 * client does not handle errors, so every operation without a proper answer is in doubt. Two
 * details differ in the history: errors are named as in the other workloads, where Maelstrom has
 * the text of an exception, and final reads are marked with `:final? true`.
 */

import type { ScenarioValue } from "../faults/scenario.ts";
import { judgeValues } from "../verdict/values.ts";
import { LIST } from "../load/answers.ts";
import {
  onceEach,
  request,
  showsList,
  valuesRead,
  type Invocation,
  type Workload,
} from "./workload.ts";

const READ: Invocation = request({
  f: "read",
  value: null,
  body: { type: "read" },
  form: { type: "read_ok", payload: "value", kind: LIST },
  failsOn: "nothing",
  toValue: ({ value }) => valuesRead(value),
});

export const G_SET: Workload = {
  operations: ["add", "read"],
  admits: showsList,
  adds: { f: "add", add: addOf },
  shownAs: "value",
  judge: (input) => judgeValues(input, "add"),
  makeGenerator(random) {
    let nextElement = 0;
    return {
      next: () => (random.chance(0.5) ? READ : addOf(nextElement++)),
      final: onceEach(READ),
    };
  },
};

function addOf(element: ScenarioValue): Invocation {
  return request({
    f: "add",
    value: element,
    body: { type: "add", element },
    form: { type: "add_ok" },
    failsOn: "nothing",
    toValue: () => element,
  });
}
