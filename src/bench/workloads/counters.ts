/**
 * A counter: a fair coin chooses to add a small number, or to read (Maelstrom's
 * workload/pn_counter.clj and g_counter.clj). At the end each worker reads once. The client does not
 * handle errors, so every operation without a proper answer is in doubt.
 */

import { fromJson, type Edn } from "../edn.ts";
import { type Operation } from "../history.ts";
import { INTEGER } from "../load/answers.ts";
import { counterMessages, counterToEdn, judgeCounter } from "../verdict/counter.ts";
import { count } from "../verdict/texts.ts";
import { onceEach, request, type Invocation, type Workload } from "./workload.ts";

/** Adds go from −5 to 4. */
const LOWEST = -5;
const DELTAS = 10;

const READ: Invocation = request({
  f: "read",
  value: null,
  body: { type: "read" },
  form: { type: "read_ok", payload: "value", kind: INTEGER },
  failsOn: "nothing",
  toValue: ({ value }) => fromJson(value),
});

/** It only grows: of the operations of a pn-counter those that take away are left out. */
export const G_COUNTER: Workload = {
  ...counter(0),
  admits: (operation) => counts(operation) && !addsLess(operation),
};

export const PN_COUNTER: Workload = counter(LOWEST);

function counter(lowest: number): Workload {
  return {
    example: "counter-gossip.ts",
    operations: ["add", "read"],
    admits: counts,
    isLikely: addsLikeCounter,
    makeGenerator: (random) => ({
      next() {
        for (;;) {
          if (random.chance(0.5)) return READ;
          const delta = LOWEST + random.below(DELTAS);
          if (delta >= lowest) return add(delta);
        }
      },
      final: onceEach(READ),
    }),
    judge({ history, nameOf, staleReads }) {
      const verdict = judgeCounter(history);
      const { validity, finalReads } = verdict;
      return {
        validity,
        words: {
          headline:
            finalReads.length === 0
              ? "Valid: no final read was answered, so there was nothing to judge."
              : `Valid: ${count(finalReads.length, "final read")} showed all that was added.`,
          faults: counterMessages(verdict, history, nameOf, staleReads),
        },
        toResults: () => ({ workload: counterToEdn(verdict, history) }),
      };
    },
  };
}

function add(delta: number): Invocation {
  return request({
    f: "add",
    value: delta,
    body: { type: "add", delta },
    form: { type: "add_ok" },
    failsOn: "nothing",
    toValue: () => delta,
  });
}

/** What is added and what a read shows are numbers. */
function counts({ f, type, value }: Operation): boolean {
  return isNumber(value) || (f === "read" && type !== "ok" && value === null);
}

function addsLess({ f, value }: Operation): boolean {
  return f === "add" && isNumber(value) && value < 0;
}

/** A set is given 0, 1, 2 and so on, a counter small numbers again and again, or negative ones. */
function addsLikeCounter(operations: readonly Operation[]): boolean {
  const added = operations.filter(({ f, type }) => f === "add" && type === "invoke");
  return new Set(added.map(({ value }) => value)).size < added.length || added.some(addsLess);
}

function isNumber(value: Edn): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}
