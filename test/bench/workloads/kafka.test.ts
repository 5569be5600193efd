import { describe, expect, test } from "bun:test";
import { toHistory, type Operation } from "../../../src/bench/history.ts";
import { Random } from "../../../src/bench/random.ts";
import { judgeKafka } from "../../../src/bench/verdict/kafka.ts";
import { DEFAULT_KEYS } from "../../../src/bench/workloads/micro-operations.ts";
import { KafkaGenerator } from "../../../src/bench/workloads/kafka.ts";
import {
  Unanswered,
  type Ask,
  type Caller,
  type Completion,
  type Invocation,
} from "../../../src/bench/workloads/workload.ts";

/** A log in memory. It forgets every fifth message where it is lossy. */
function logNode(isLossy: boolean): Ask {
  const logs = new Map<string, unknown[]>();
  const committed = new Map<string, unknown>();
  return ({ type, key, msg, keys, offsets }) => {
    switch (type) {
      case "send": {
        const log = logs.get(String(key)) ?? [];
        logs.set(String(key), log);
        log.push(isLossy && log.length % 5 === 4 ? undefined : msg);
        return Promise.resolve({ offset: log.length - 1 });
      }
      case "poll": {
        const msgs = Object.entries(Object(offsets)).flatMap(([key, from]) => {
          const entries = (logs.get(key) ?? []).map((message, offset) => [offset, message]);
          const read = entries.slice(Number(from)).filter(([, message]) => message !== undefined);
          return read.length > 0 ? [[key, read] as const] : [];
        });
        return Promise.resolve({ msgs: Object.fromEntries(msgs) });
      }
      case "commit_offsets":
        for (const [key, offset] of Object.entries(Object(offsets))) committed.set(key, offset);
        return Promise.resolve({});
      case "list_committed_offsets": {
        const known = [...committed].filter(([key]) => Array.isArray(keys) && keys.includes(key));
        return Promise.resolve({ offsets: Object.fromEntries(known) });
      }
      default:
        throw new Error(`Unknown request ${String(type)}`);
    }
  };
}

interface Run {
  readonly operations: Operation[];
  /** When the final operations began and ended. */
  readonly finalMs: readonly [number, number];
}

/** A client after the other, an operation every 10 ms. */
async function run(seed: number, ask: Ask, load = 1500): Promise<Run> {
  const callers = [0, 1, 2, 3].map((index) => ({ index, node: "n0", process: index }));
  const generator = new KafkaGenerator(new Random(seed, "operations"), {
    concurrency: callers.length,
    ...DEFAULT_KEYS,
  });
  const operations: Operation[] = [];
  let nowMs = 0;
  const perform = async (
    caller: Caller & { process: number },
    given: Invocation,
  ): Promise<void> => {
    const { f, value } = given;
    const { process } = caller;
    const note = (completion: Pick<Operation, "type" | "value">): void => {
      operations.push({ index: operations.length, timeNs: nowMs * 1e6, process, f, ...completion });
    };
    note({ type: "invoke", value });
    nowMs += 5;
    let completion: Completion;
    try {
      completion = { type: "ok", value: await given.perform(ask) };
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      completion = { type: "info", value };
    }
    note(completion);
    generator.completed(caller, given, completion);
    if (completion.type === "info") caller.process += callers.length;
    nowMs += 5;
  };
  for (let turn = 0; turn < load; turn++) {
    const caller = callers[turn % callers.length];
    if (caller) await perform(caller, generator.next(caller, nowMs));
  }
  const startMs = nowMs;
  const left = new Set(callers);
  while (left.size > 0) {
    let wakeMs = Infinity;
    for (const caller of left) {
      const next = generator.final(caller, nowMs);
      if (next === undefined) left.delete(caller);
      else if (typeof next === "number") wakeMs = Math.min(wakeMs, next);
      else {
        await perform(caller, next);
        wakeMs = nowMs;
      }
    }
    if (wakeMs < Infinity) nowMs = Math.max(nowMs, wakeMs);
  }
  return { operations, finalMs: [startMs, nowMs] };
}

describe("the workload kafka", () => {
  test("finds nothing wrong with a log", async () => {
    for (let seed = 0; seed < 20; seed++) {
      const { operations } = await run(seed, logNode(false), 400);
      expect([seed, ...judgeKafka(toHistory(operations)).anomalies.keys()]).toEqual([seed]);
    }
  });

  test("sends and polls as often, and assigns and crashes now and then", async () => {
    const { operations } = await run(1, logNode(false), 6000);
    const counts = new Map<string, number>();
    for (const { f, type } of operations) {
      if (type === "invoke") counts.set(f, (counts.get(f) ?? 0) + 1);
    }
    // A minute: half and half, every 64th an assign, a crash every 7.5 s and each client's last.
    expect(Object.fromEntries(counts)).toEqual({ send: 2813, poll: 3077, assign: 110, crash: 12 });
  });

  test("ends with a crash, an assign of all keys and polls until all is read", async () => {
    const { operations, finalMs } = await run(1, logNode(false));
    const first = operations.findIndex(({ timeNs }) => timeNs >= finalMs[0] * 1e6);
    const ofOne = operations.slice(first).filter(({ process }) => Number(process) % 4 === 0);
    expect(ofOne.filter(({ type }) => type === "invoke").map(({ f }) => f)).toEqual([
      "crash",
      "assign",
      "poll",
    ]);
  });

  test("ends after 10 s if something is missing for good, and says so", async () => {
    const { operations, finalMs } = await run(1, logNode(true));
    expect(finalMs[1] - finalMs[0]).toBeWithin(9000, 10_100);
    expect(judgeKafka(toHistory(operations)).anomalies.keys().toArray()).toContain("lost-write");
  });
});
