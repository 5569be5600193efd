/**
 * The load: which operation begins when, on which worker, and what became of it (Jepsen's
 * generator/interpreter.clj, Maelstrom's core.clj and client.clj).
 */

import { malformedException, resultOf } from "./answers.ts";
import { type Client, type Clients } from "../network/clients.ts";
import { type PacketContent } from "../network/network.ts";
import { type Clock } from "../time/clock.ts";
import { Keyword } from "../edn.ts";
import { type Operation } from "../history.ts";
import { type Nemesis } from "../faults/nemesis.ts";
import { type TestOptions } from "../options.ts";
import { Schedule, type Pace } from "./pace.ts";
import { Random } from "../random.ts";
import { Workers, type Worker } from "./workers.ts";
import { WORKLOADS } from "../workloads/index.ts";
import {
  Unanswered,
  type Completion,
  type Generator,
  type Invocation,
  type Workload,
} from "../workloads/workload.ts";

/** As long as Maelstrom's clients wait for an answer. */
const OPERATION_TIMEOUT_MS = 5000;

/** An entry of the history without its index and time. */
export type Entry = Omit<Operation, "index" | "timeNs">;

export interface LoadContext {
  readonly clock: Clock;
  readonly clients: Clients;
  readonly options: TestOptions;
  /** An operation of a client with this node. */
  record(entry: Entry, node: string): void;
  /** The answer of this node did not have the form that the protocol prescribes. */
  malformed(node: string, f: string, reason: string, answer: PacketContent): void;
  /** The bench itself failed. */
  failed(error: unknown): void;
}

export class Load {
  readonly workload: Workload;
  readonly #context: LoadContext;
  readonly #generator: Generator;
  readonly #workers: Workers;
  readonly #intervals: Random;
  readonly #choices: Random;
  readonly #timeoutMs: number;
  /** Wakes the caller that waits for an operation or a fault to end. */
  #changed: () => void = () => {};
  #schedule: Schedule | undefined;

  constructor(context: LoadContext) {
    const { seed, workload, concurrency, nodes } = context.options;
    this.#context = context;
    this.workload = WORKLOADS[workload];
    this.#generator = this.workload.makeGenerator(new Random(seed, "operations"), context.options);
    this.#workers = new Workers(concurrency, nodes);
    this.#intervals = new Random(seed, "intervals");
    this.#choices = new Random(seed, "workers");
    this.#timeoutMs = this.workload.timeoutMs?.(context.options.latencyMs) ?? OPERATION_TIMEOUT_MS;
  }

  /** What became of the rate that was asked for; undefined if none was, or before the load. */
  get pace(): Pace | undefined {
    return this.#schedule?.pace;
  }

  /**
   * Dispatches operations and faults, whichever comes first, until the next would fall at or after
   * the time limit and all have ended: one that ends may set a worker free for an operation that is
   * still in time.
   */
  async run(nemesis: Nemesis): Promise<void> {
    const { clock, options } = this.#context;
    const startMs = clock.now();
    const endMs = startMs + options.timeLimitSeconds * 1000;
    const schedule = new Schedule(this.#intervals, options.rate, startMs, endMs);
    this.#schedule = schedule;
    for (;;) {
      const nowMs = clock.now();
      const { isAnyFree } = this.#workers;
      schedule.noteWorkers(isAnyFree, nowMs);
      const operationMs = isAnyFree ? schedule.nextMs : Infinity;
      const faultMs = nemesis.nextMs;
      const nextMs = Math.max(nowMs, Math.min(operationMs, faultMs));
      if (nextMs >= endMs) {
        if (this.#workers.areAllFree && !nemesis.isBusy) break;
        await this.#change(Infinity);
      } else if (nextMs > nowMs) {
        await this.#change(nextMs);
      } else if (operationMs <= faultMs) {
        this.#dispatch();
        schedule.dispatched(nowMs);
      } else {
        this.#workers.dispatched();
        nemesis.turn().then(() => this.#changed(), this.#context.failed);
      }
    }
    if (options.rate === 0) await this.#idle(endMs);
  }

  /** Whether there is something to do after the load and the recovery. */
  get hasFinal(): boolean {
    return this.#generator.final !== undefined;
  }

  /** Lets every worker carry out its final operations, all together; done when all have ended. */
  async runFinal(): Promise<void> {
    const { clock } = this.#context;
    const idle = new Set(this.#choices.shuffle(this.#workers.all));
    for (;;) {
      let wakeMs = Infinity;
      for (const worker of idle) {
        if (!worker.isFree) continue;
        const next = this.#generator.final?.(worker, clock.now());
        if (next === undefined) idle.delete(worker);
        else if (typeof next === "number") wakeMs = Math.min(wakeMs, next);
        else this.#perform(worker, next, true);
      }
      if (idle.size === 0) return;
      await this.#change(wakeMs);
    }
  }

  /**
   * Carries out one operation beside the schedule, by a client and under a process number of its
   * own; done when it has ended.
   */
  async performOnce(process: number, node: string, invocation: Invocation): Promise<void> {
    const { clients, record } = this.#context;
    const { f, value } = invocation;
    record({ type: "invoke", process, f, value }, node);
    const client = clients.open();
    const completion = await this.#outcomeOf(invocation, client, node);
    client.close();
    record({ process, f, isFinal: false, ...completion }, node);
  }

  /** A load without operations also lasts until its end. */
  async #idle(endMs: number): Promise<void> {
    while (this.#context.clock.now() < endMs) await this.#change(endMs);
  }

  #dispatch(): void {
    const workers = this.#workers;
    const worker = this.workload.drawsWorkers ? workers.atRandom(this.#choices) : workers.inTurn();
    if (worker === undefined) throw new Error("Cannot dispatch without a free worker");
    workers.dispatched();
    const invocation = this.#generator.next(worker, this.#context.clock.now());
    this.#perform(worker, invocation, false);
  }

  #perform(worker: Worker, invocation: Invocation, isFinal: boolean): void {
    const { clients, record, failed } = this.#context;
    const { f, value, others } = invocation;
    const { process, node } = worker;
    worker.isFree = false;
    record({ type: "invoke", process, f, value, isFinal, ...(others && { others }) }, node);
    if (worker.isClientSpent) worker.client?.close();
    if (worker.client === undefined || worker.isClientSpent) worker.client = clients.open();
    worker.isClientSpent = false;
    this.#outcomeOf(invocation, worker.client, node)
      .then((completion) => this.#complete(worker, invocation, isFinal, completion))
      .catch(failed);
  }

  #complete(
    worker: Worker,
    invocation: Invocation,
    isFinal: boolean,
    completion: EntryOfCompletion,
  ): void {
    const { process, node } = worker;
    const { f, others } = invocation;
    const entry = { process, f, isFinal, ...completion };
    this.#context.record(others === undefined ? entry : { ...entry, others }, node);
    this.#generator.completed?.(worker, invocation, completion);
    if (completion.type === "info") {
      worker.process += this.#workers.all.length;
      worker.isClientSpent = !this.workload.keepsClients;
    }
    worker.isFree = true;
    this.#changed();
  }

  /** Carries an operation out. */
  async #outcomeOf(
    invocation: Invocation,
    client: Client,
    node: string,
  ): Promise<EntryOfCompletion> {
    try {
      const value = await invocation.perform(async (body, form) => {
        const result = resultOf(await client.request(node, body, this.#timeoutMs), form);
        if (result.kind === "ok") return result.content;
        throw new Unanswered(result);
      });
      return { type: "ok", value };
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      const { cause: result } = error;
      if (result.kind === "malformed") {
        this.#context.malformed(node, invocation.f, result.reason, result.content);
      }
      return withoutValue(invocation, result);
    }
  }

  /** Waits until something has ended, or until `timeMs` at the latest. */
  #change(timeMs: number): Promise<void> {
    return new Promise((resolve) => {
      const alarm =
        timeMs === Infinity ? undefined : this.#context.clock.at(timeMs, () => this.#changed());
      this.#changed = () => {
        this.#changed = () => {};
        alarm?.cancel();
        resolve();
      };
    });
  }
}

type EntryOfCompletion = Completion & Pick<Entry, "error" | "exception">;

/** What Maelstrom's clients make of an error (`with-errors`), and Jepsen of their exceptions. */
function withoutValue(
  { value, failsOn }: Invocation,
  result: Unanswered["cause"],
): EntryOfCompletion {
  const alwaysFails = failsOn === "every error";
  switch (result.kind) {
    case "crash":
      return { type: "info", value };
    case "timeout":
      return { type: alwaysFails ? "fail" : "info", value, error: Keyword.of("net-timeout") };
    case "error": {
      const hasFailed = alwaysFails || (failsOn === "definite errors" && result.isDefinite);
      return { type: hasFailed ? "fail" : "info", value, error: result.error };
    }
    case "malformed": {
      const exception = malformedException(result.reason, result.content);
      const error = `indeterminate: Malformed RPC response: ${result.reason}`;
      return { type: "info", value, error, exception };
    }
  }
}
