/**
 * A key-value store in which each key is linearizable (Maelstrom's workload/lin_kv.clj,
 * jepsen.tests.linearizable-register). A key belongs to a group of workers, two a node: one half of
 * them reads, the other writes and compares. A new key takes its place when too many clients were in
 * doubt about it. In Jepsen only the first group reads; here all do.
 */

import { fromJson, isVector, type Edn } from "../edn.ts";
import { type Random } from "../random.ts";
import { judgeLinKv, linKvMessages, linKvToEdn } from "../verdict/lin-kv.ts";
import { count } from "../verdict/texts.ts";
import {
  request,
  type Caller,
  type Generator,
  type Invocation,
  type OperationOptions,
  type Workload,
} from "./workload.ts";

/** Values are 0 to 4. */
const VALUES = 5;
const PROCESSES_PER_KEY = 20;
const WORKERS_PER_NODE = 2;
const TIMEOUT_AT_LEAST_MS = 1000;
const LATENCIES_PER_TIMEOUT = 10;

export const LIN_KV: Workload = {
  example: "lin-kv-proxy.ts",
  operations: ["read", "write", "cas"],
  admits: ({ value }) => isVector(value) && value.length === 2,
  workersPerNode: WORKERS_PER_NODE,
  keepsClients: true,
  timeoutMs: (latencyMs) => Math.max(TIMEOUT_AT_LEAST_MS, LATENCIES_PER_TIMEOUT * latencyMs),
  makeGenerator: (random, options) => new LinKvGenerator(random, options),
  judge({ history, nameOf }) {
    const verdict = judgeLinKv(history);
    const { validity, keys } = verdict;
    const messages = linKvMessages(verdict, history, nameOf);
    return {
      validity,
      words: {
        headline: `Valid: all operations on ${count(keys.length, "key")} are linearizable.`,
        unknown: messages[0],
        faults: validity === "unknown" ? messages.slice(1) : messages,
      },
      toResults: () => ({ workload: linKvToEdn(verdict, history) }),
    };
  },
};

interface Group {
  key: number;
  /** The processes that have worked on the key. */
  processes: Set<number>;
}

class LinKvGenerator implements Generator {
  readonly #random: Random;
  readonly #groupSize: number;
  readonly #groups: readonly Group[];
  #nextKey: number;

  constructor(random: Random, { nodes, concurrency }: OperationOptions) {
    this.#random = random;
    this.#groupSize = WORKERS_PER_NODE * nodes.length;
    const count = Math.ceil(concurrency / this.#groupSize);
    this.#groups = Array.from({ length: count }, (_, key) => ({ key, processes: new Set() }));
    this.#nextKey = count;
  }

  next({ index, process }: Caller): Invocation {
    const group = this.#groups[Math.floor(index / this.#groupSize)];
    if (group === undefined) throw new Error(`Worker ${index} has no group`);
    if (group.processes.size === PROCESSES_PER_KEY && !group.processes.has(process)) {
      group.key = this.#nextKey++;
      group.processes = new Set();
    }
    group.processes.add(process);
    const isReader = index % this.#groupSize < this.#groupSize / 2;
    return isReader ? read(group.key) : this.#change(group.key);
  }

  /** A write, or twice as often a compare-and-set. */
  #change(key: number): Invocation {
    const isWrite = this.#random.below(3) === 0;
    const draw = (): number => this.#random.below(VALUES);
    return isWrite ? write(key, draw()) : cas(key, draw(), draw());
  }
}

function read(key: number): Invocation {
  return request({
    f: "read",
    value: [key, null],
    body: { type: "read", key },
    form: { type: "read_ok", payload: "value" },
    failsOn: "every error",
    toValue: ({ value }) => [key, fromJson(value)],
  });
}

function write(key: number, value: number): Invocation {
  return change("write", [key, value], { key, value });
}

function cas(key: number, from: number, to: number): Invocation {
  return change("cas", [key, [from, to]], { key, from, to });
}

function change(f: "write" | "cas", value: Edn, fields: Record<string, number>): Invocation {
  return request({
    f,
    value,
    body: { type: f, ...fields },
    form: { type: `${f}_ok` },
    failsOn: "definite errors",
    toValue: () => value,
  });
}
