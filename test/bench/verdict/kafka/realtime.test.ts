import { describe, expect, test } from "bun:test";
import { EdnMap, Keyword, type Edn } from "../../../../src/bench/edn.ts";
import { toHistory, type Operation } from "../../../../src/bench/history.ts";
import { Random } from "../../../../src/bench/random.ts";
import { partiesOf } from "../../../../src/bench/verdict/kafka/contents.ts";
import {
  isSendOrPoll,
  kafkaOperationsOf,
  type KafkaOperation,
} from "../../../../src/bench/verdict/kafka/operations.ts";
import { cyclesIn } from "../../../../src/bench/verdict/kafka/realtime.ts";

const ENDS = ["ok", "ok", "ok", "info", "fail"] as const;

/** Sends and polls at random times; a poll shows any messages, sent before, meanwhile or later. */
function drawOperations(random: Random): KafkaOperation[] {
  const count = 2 + random.below(14);
  const values = Array.from({ length: count }, (_, value) => value);
  const isSend = values.map(() => random.chance(0.5));
  const sent = values.filter((value) => isSend[value]);
  const moments = random.shuffle([...values, ...values]);
  const begun = new Set<number>();
  const history = moments.map((process, index): Operation => {
    const type = begun.has(process) ? random.pick(ENDS) : "invoke";
    begun.add(process);
    const f = isSend[process] ? "send" : "poll";
    const shown = sent.filter(() => random.chance(0.2)).map((value): Edn => [value, value]);
    const details: Edn[] = isSend[process]
      ? ["k", type === "ok" ? [process, process] : process]
      : type === "invoke"
        ? []
        : [new EdnMap([["k", shown]])];
    return { index, timeNs: index, type, process, f, value: [[Keyword.of(f), ...details]] };
  });
  return kafkaOperationsOf(toHistory(history));
}

/** The strongly connected components of more than one operation, by the whole graph. */
function componentsOf(operations: readonly KafkaOperation[]): string[] {
  const nodes = operations.filter(isSendOrPoll);
  const reaches = nodes.map((left) =>
    nodes.map((right) => {
      const isRead =
        left.kind === "send" &&
        right.kind === "poll" &&
        right.reads.values().some((read) => read.some(({ message }) => message === left.message));
      return isRead || (left.type === "ok" && left.endedAt < right.beganAt);
    }),
  );
  for (const [via, fromVia] of reaches.entries()) {
    for (const row of reaches) {
      if (row[via]) for (const [to, isReached] of fromVia.entries()) row[to] ||= isReached;
    }
  }
  const components = nodes.map((_, at) =>
    nodes.filter((_, place) => reaches[at]?.[place] && reaches[place]?.[at]),
  );
  const texts = components.filter(({ length }) => length > 1).map((ops) => textOf(ops));
  return [...new Set(texts)].toSorted();
}

function textOf(operations: readonly KafkaOperation[]): string {
  return operations
    .map(({ process }) => process)
    .toSorted((left, right) => left - right)
    .join(" ");
}

describe("cycles of messages and time", () => {
  test("are those that a search of the whole graph finds", () => {
    let found = 0;
    for (let seed = 0; seed < 1000; seed++) {
      const operations = drawOperations(new Random(seed, "cycles"));
      const cycles = cyclesIn(operations, partiesOf(operations));
      const components = cycles.flatMap((cycle) =>
        cycle.type === "strong-PL-2-cycle-exists" ? [textOf(cycle.operations)] : [],
      );
      expect([seed, ...components.toSorted()]).toEqual([seed, ...componentsOf(operations)]);
      found += components.length;
    }
    expect(found).toBeGreaterThan(200);
  });
});
