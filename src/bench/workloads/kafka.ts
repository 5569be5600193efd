/**
 * Logs of messages by key (jepsen.tests.kafka, as Maelstrom uses it): clients send messages, choose
 * keys, poll those, and crash now and then. At the end each reads all logs from the beginning.
 */

import { Keyword, type Edn, type EdnEntry } from "../edn.ts";
import { type Random } from "../random.ts";
import { getOrAdd, higher, type Offset } from "../verdict/kafka/operations.ts";
import { judgeKafka } from "../verdict/kafka.ts";
import { KafkaClient } from "./kafka-client.ts";
import { MicroOperations, type KeyOptions, type MicroOperation } from "./micro-operations.ts";
import {
  Unanswered,
  type Ask,
  type Caller,
  type Completion,
  type Generator,
  type Invocation,
  type Workload,
} from "./workload.ts";

/** Mean time between the crashes of one client, in ms. */
const CRASH_INTERVAL_MS = 30_000;
/** Part of the operations that assign keys instead. */
const ASSIGN_PROBABILITY = 1 / 64;
/** Part of the assigns that also take all keys with messages that nobody has polled yet. */
const UNSEEN_PROBABILITY = 1 / 3;
/** Mean time between the final polls of a client. */
const FINAL_POLL_MS = 200;
/** A test whose messages were lost must end, too. */
const FINAL_AT_MOST_MS = 10_000;

const CRASH: Invocation = {
  f: "crash",
  value: null,
  failsOn: "nothing",
  perform: () => Promise.reject(new Unanswered({ kind: "crash" })),
};

export const KAFKA: Workload = {
  example: "log.ts",
  operations: ["send", "poll", "assign", "crash"],
  makeGenerator: (random, options) => new KafkaGenerator(random, options),
  judge({ history, assignment: { nodes, nodeOf } }) {
    return judgeKafka(history, (process) => nodes?.[nodeOf(process)]);
  },
};

/** What a worker does at the end. */
interface Final {
  /** What it has yet to poll: by key the highest offset that was known. */
  readonly missing: Map<string, Offset>;
  /** What comes before the polls. */
  readonly first: Invocation[];
  nextPollMs: number;
}

export class KafkaGenerator implements Generator {
  readonly #random: Random;
  readonly #draws: MicroOperations;
  readonly #crashIntervalMs: number;
  #nextCrashMs = 0;
  /** Drawn before, when an assign came first. */
  #putOff: MicroOperation | undefined;
  readonly #clients = new Map<number, KafkaClient>();
  /** By key the highest offset that anybody got or polled. */
  readonly #highest = new Map<string, Offset>();
  /** By key the highest offset that was sent and, where no poll has reached that, that was polled. */
  readonly #sent = new Map<string, Offset>();
  readonly #polled = new Map<string, Offset>();
  readonly #finals = new Map<number, Final>();
  #finalEndMs: number | undefined;

  constructor(
    random: Random,
    { concurrency, ...keys }: KeyOptions & { readonly concurrency: number },
  ) {
    this.#random = random;
    this.#draws = new MicroOperations(random, keys);
    this.#crashIntervalMs = CRASH_INTERVAL_MS / concurrency;
  }

  next(caller: Caller, nowMs: number): Invocation {
    if (nowMs >= this.#nextCrashMs) {
      this.#nextCrashMs = nowMs + this.#random.float() * 2 * this.#crashIntervalMs;
      return CRASH;
    }
    const draw = this.#putOff ?? this.#draws.next();
    const isAssign = this.#random.chance(ASSIGN_PROBABILITY);
    this.#putOff = isAssign ? draw : undefined;
    if (isAssign) {
      const unseen = this.#random.chance(UNSEEN_PROBABILITY) ? this.#sent.keys() : [];
      return this.#assign(caller, [...new Set([...unseen, `${draw.key}`])], false);
    }
    return draw.value === undefined
      ? this.#poll(caller)
      : this.#send(caller, `${draw.key}`, draw.value);
  }

  completed({ index }: Caller, _: Invocation, { type }: Completion): void {
    if (type === "info") this.#clients.delete(index);
  }

  /** A crash, an assign of all keys, and polls, until all is read that was known at the start. */
  final(caller: Caller, nowMs: number): Invocation | number | undefined {
    this.#finalEndMs ??= nowMs + FINAL_AT_MOST_MS;
    const keys = [...this.#highest.keys()].toSorted((left, right) => Number(left) - Number(right));
    const final = getOrAdd(this.#finals, caller.index, () => ({
      missing: new Map(this.#highest),
      first: [CRASH, this.#assign(caller, keys, true)],
      nextPollMs: nowMs,
    }));
    if (final.missing.size === 0 || Math.max(nowMs, final.nextPollMs) >= this.#finalEndMs) {
      return undefined;
    }
    const first = final.first.shift();
    if (first !== undefined) return first;
    if (nowMs < final.nextPollMs) return final.nextPollMs;
    final.nextPollMs = nowMs + this.#random.float() * 2 * FINAL_POLL_MS;
    return { ...this.#poll(caller), others: [[Keyword.of("poll-ms"), 1000]] };
  }

  /** A new one after each operation in doubt. */
  #clientOf({ index }: Caller): KafkaClient {
    return getOrAdd(this.#clients, index, () => new KafkaClient());
  }

  #assign(caller: Caller, keys: readonly string[], isSeek: boolean): Invocation {
    const perform = async (ask: Ask): Promise<Edn> => {
      await this.#clientOf(caller).assign(ask, keys, isSeek);
      return keys;
    };
    const others: EdnEntry[] = isSeek ? [[Keyword.of("seek-to-beginning?"), true]] : [];
    return { f: "assign", value: keys, failsOn: "every error", others, perform };
  }

  #send(caller: Caller, key: string, message: number): Invocation {
    const perform = async (ask: Ask): Promise<Edn> => {
      const offset = await this.#clientOf(caller).send(ask, key, message);
      this.#sentOrPolled(this.#sent, key, offset);
      return [[Keyword.of("send"), key, [offset, message]]];
    };
    const value = [[Keyword.of("send"), key, message]];
    return { f: "send", value, failsOn: "definite errors", perform };
  }

  #poll(caller: Caller): Invocation {
    const perform = async (ask: Ask): Promise<Edn> => {
      const { messages, highest } = await this.#clientOf(caller).poll(ask);
      const missing = this.#finals.get(caller.index)?.missing;
      for (const [key, offset] of highest) {
        this.#sentOrPolled(this.#polled, key, offset);
        if (offset >= (missing?.get(key) ?? 0)) missing?.delete(key);
      }
      return [[Keyword.of("poll"), messages]];
    };
    return { f: "poll", value: [[Keyword.of("poll")]], failsOn: "definite errors", perform };
  }

  #sentOrPolled(offsets: Map<string, Offset>, key: string, offset: Offset): void {
    for (const map of [this.#highest, offsets]) map.set(key, higher(map.get(key) ?? 0, offset));
    if ((this.#polled.get(key) ?? -1) < (this.#sent.get(key) ?? -1)) return;
    this.#sent.delete(key);
    this.#polled.delete(key);
  }
}
