/** A fair coin chooses a broadcast of the next integer, or a read. */

import type { ScenarioValue } from "../faults/scenario.ts";
import { judgeValues } from "../verdict/values.ts";
import { LIST, type AnswerForm } from "../load/answers.ts";
import {
  onceEach,
  request,
  showsList,
  valuesRead,
  type Invocation,
  type Workload,
} from "./workload.ts";

export const TOPOLOGY_FORM: AnswerForm = { type: "topology_ok" };

const READ: Invocation = request({
  f: "read",
  value: null,
  body: { type: "read" },
  form: { type: "read_ok", payload: "messages", kind: LIST },
  failsOn: "every error",
  toValue: ({ messages }) => valuesRead(messages),
});

export const BROADCAST: Workload = {
  operations: ["broadcast", "read"],
  admits: showsList,
  adds: { f: "broadcast", add: broadcastOf },
  shownAs: "messages",
  judge: (input) => judgeValues(input, "broadcast"),
  hasTopology: true,
  makeGenerator(random) {
    let nextValue = 0;
    return {
      next: () => (random.chance(0.5) ? READ : broadcastOf(nextValue++)),
      final: onceEach(READ),
    };
  },
};

function broadcastOf(value: ScenarioValue): Invocation {
  return request({
    f: "broadcast",
    value,
    body: { type: "broadcast", message: value },
    form: { type: "broadcast_ok" },
    failsOn: "definite errors",
    toValue: () => value,
  });
}
