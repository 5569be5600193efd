/** The fields of a verdict in results.edn, with as many examples as Maelstrom shows. */

import { EdnList, EdnMap, EdnSet, Float, Keyword, compare, ednMap, keyOf } from "../../edn.ts";
import { type Edn, type EdnEntry } from "../../edn.ts";
import { toTaggedOperation } from "../operation.ts";
import { type Anomaly, type AnomalyType } from "./anomalies.ts";
import { type Lag } from "./lag.ts";
import { isSendOrPoll, type KafkaOperation, type Poll, type Send } from "./operations.ts";

/** By type; no list is empty. */
export type Anomalies = ReadonlyMap<AnomalyType, readonly Anomaly[]>;

export function toResult(
  anomalies: Anomalies,
  { timeNs, of, lagNs }: Lag,
  operations: readonly KafkaOperation[],
): EdnMap {
  const types = [...anomalies.keys()].toSorted();
  const names = new EdnList(types.map((type) => Keyword.of(type)));
  const head = ednMap({
    "valid?": types.length === 0,
    "worst-realtime-lag": ednMap({ time: secondsOf(timeNs), ...of, lag: secondsOf(lagNs) }),
    "bad-error-types": names,
    "error-types": names,
    "info-txn-causes": new EdnList(causesIn(operations)),
  });
  const examples = types.map((type): EdnEntry => {
    const all = anomalies.get(type) ?? [];
    const shown = examplesOf(type, all).map(toEdn);
    const [first = null] = shown;
    if (type === "unseen") return [Keyword.of(type), first];
    return [Keyword.of(type), ednMap({ count: all.length, errs: new EdnList(shown) })];
  });
  return new EdnMap([...head.entries, ...examples]);
}

function secondsOf(ns: number): Float {
  return new Float(ns / 1e9);
}

/** The distinct errors of sends and polls in doubt. */
function causesIn(operations: readonly KafkaOperation[]): Edn[] {
  const completions = operations.filter(isSendOrPoll).map(({ completion }) => completion);
  const inDoubt = completions.filter(({ type }) => type === "info");
  const errors = inDoubt.map(({ error = null }) => error);
  return [...new Map(errors.map((error) => [keyOf(error), error])).values()];
}

/** Jepsen shows all of other types. */
const EXAMPLES_AT_MOST: Partial<Record<AnomalyType, number>> = {
  duplicate: 32,
  "inconsistent-offsets": 32,
  "int-poll-skip": 8,
  "poll-skip": 8,
  "int-nonmonotonic-poll": 8,
  "nonmonotonic-poll": 8,
  "nonmonotonic-send": 8,
  "G1c-realtime": 8,
};

/** The furthest steps, and the contradictions of the fewest parts. */
export function examplesOf(type: AnomalyType, anomalies: readonly Anomaly[]): readonly Anomaly[] {
  const count = Math.min(EXAMPLES_AT_MOST[type] ?? anomalies.length, anomalies.length);
  const sorted = anomalies.toSorted((left, right) => sizeOf(left) - sizeOf(right));
  return type.endsWith("skip") ? sorted.slice(sorted.length - count) : sorted.slice(0, count);
}

function sizeOf(anomaly: Anomaly): number {
  if ("delta" in anomaly) return anomaly.delta;
  if ("slots" in anomaly) return anomaly.slots.length;
  return "slot" in anomaly ? anomaly.slot.shownBy.size : 0;
}

const MESSAGES_AT_MOST = 32;

function toEdn(anomaly: Anomaly): Edn {
  switch (anomaly.type) {
    case "duplicate": {
      const offsets = anomaly.slots.map(({ offset }) => offset);
      return ednMap({ ...anomaly.message, count: offsets.length, offsets });
    }
    case "inconsistent-offsets": {
      const { key, slot, index } = anomaly;
      const values = [...slot.shownBy.keys()].map(({ value }) => value).toSorted(compare);
      return ednMap({ key, offset: slot.offset, index, values: new EdnSet(values) });
    }
    case "lost-write": {
      const { message, index, maxReadIndex, send, maxRead } = anomaly;
      const reader = maxRead === undefined ? null : operationOf(maxRead);
      const indexes = { index, "max-read-index": maxReadIndex };
      return ednMap({ ...message, ...indexes, writer: operationOf(send), "max-read": reader });
    }
    case "G1a": {
      const { send, poll } = anomaly;
      return ednMap({ ...send.message, writer: operationOf(send), reader: operationOf(poll) });
    }
    case "phantom":
      return ednMap({ ...anomaly.message, reader: operationOf(anomaly.poll) });
    case "unseen": {
      const { messages, timeNs } = anomaly;
      const counts = [...messages].map(([key, { length }]): EdnEntry => [key, length]);
      const values = [...messages].map(([key, ofKey]): EdnEntry => {
        return [key, valuesOf(ofKey.slice(0, MESSAGES_AT_MOST))];
      });
      return ednMap({ time: timeNs, unseen: new EdnMap(counts), messages: new EdnMap(values) });
    }
    case "G1c-realtime":
      return cycleOf(anomaly.send, anomaly.poll);
    case "strong-PL-2-cycle-exists":
      return ednMap({
        type: Keyword.of(anomaly.type),
        not: Keyword.of("strong-read-committed"),
        subgraph: ["union", "ww", "wwp", "wr", "wrp", "realtime"].map((name) => Keyword.of(name)),
        "scc-size": anomaly.operations.length,
        scc: new EdnSet(anomaly.operations.map(({ completion }) => completion.index)),
      });
    case "empty-transaction-graph":
      return true;
    default:
      return stepToEdn(anomaly);
  }
}

function stepToEdn(step: Extract<Anomaly, { readonly delta: number }>): EdnMap {
  const { type, from, to, delta, skipped } = step;
  const operations = step.operations.map(operationOf);
  return ednMap({
    key: to.key,
    values: type === "poll-skip" ? undefined : [from.value, to.value],
    delta,
    skipped: delta > 1 ? valuesOf(skipped) : undefined,
    ...(operations.length === 1 ? { op: operations[0] } : { ops: operations }),
  });
}

function valuesOf(messages: readonly { readonly value: Edn }[]): EdnList {
  return new EdnList(messages.map(({ value }) => value));
}

function cycleOf(send: Send, poll: Poll): EdnMap {
  const { key, value } = send.message;
  const [after, before] = [operationOf(poll), toTaggedOperation(send.invocation)];
  const steps = [
    ednMap({ type: Keyword.of("wr"), key, value, "a-mop-index": 0, "b-mop-index": 0 }),
    ednMap({ type: Keyword.of("realtime"), "a'": after, b: before }),
  ];
  const cycle = [send, poll, send].map(operationOf);
  return ednMap({ cycle, steps: new EdnList(steps), type: Keyword.of("G1c-realtime") });
}

function operationOf({ completion }: Send | Poll): Edn {
  return toTaggedOperation(completion);
}
