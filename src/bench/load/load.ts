/**
 * The load: which operation begins when, on which worker, and what became of it (Jepsen's
 * generator/interpreter.clj, Maelstrom's core.clj and client.clj).
 */

import { malformedException, resultOf, type Result } from "./answers.ts";
import { type Answer, type Clients } from "../network/clients.ts";
import { type Clock } from "../time/clock.ts";
import { Keyword, type Edn } from "../edn.ts";
import { type Operation } from "../history.ts";
import { type Nemesis } from "../faults/nemesis.ts";
import { type TestOptions } from "../options.ts";
import { Schedule, type Pace } from "./pace.ts";
import { Random } from "../random.ts";
import { Workers, type Worker } from "./workers.ts";
import { WORKLOADS } from "../workloads/index.ts";
import { type Request, type Workload } from "../workloads/workload.ts";

/** As long as Maelstrom's clients wait for an answer. */
const OPERATION_TIMEOUT_MS = 5000;

/** An entry of the history without its index and time. */
export type Entry = Omit<Operation, "index" | "timeNs" | "others">;

export interface LoadContext {
  readonly clock: Clock;
  readonly clients: Clients;
  readonly options: TestOptions;
  /** An operation of a client with this node. */
  record(entry: Entry, node: string): void;
  /** The answer of this node did not have the form that the protocol prescribes. */
  malformed(node: string, f: string, reason: string, answer: Answer): void;
  /** The bench itself failed. */
  failed(error: unknown): void;
}

export class Load {
  readonly workload: Workload;
  readonly #context: LoadContext;
  readonly #nextRequest: () => Request;
  readonly #workers: Workers;
  readonly #intervals: Random;
  readonly #choices: Random;
  /** Wakes whoever waits for an operation or a fault to end. */
  #changed: () => void = () => {};
  #schedule: Schedule | undefined;

  constructor(context: LoadContext) {
    const { seed, workload, concurrency, nodes } = context.options;
    this.#context = context;
    this.workload = WORKLOADS[workload];
    this.#nextRequest = this.workload.makeRequests(new Random(seed, "operations"));
    this.#workers = new Workers(concurrency, nodes);
    this.#intervals = new Random(seed, "intervals");
    this.#choices = new Random(seed, "workers");
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

  /** Lets every worker make this request once, all together; done when all have an answer or gave up. */
  async readAll(read: Request): Promise<void> {
    for (const worker of this.#choices.shuffle(this.#workers.all)) {
      this.#perform(worker, read, true);
    }
    while (!this.#workers.areAllFree) await this.#change(Infinity);
  }

  /**
   * Performs one operation beside the schedule, by a client and under a process number of its own;
   * done when it has ended.
   */
  async performOnce(process: number, node: string, request: Request): Promise<void> {
    const { clients, record } = this.#context;
    const { f, value, body } = request;
    record({ type: "invoke", process, f, value }, node);
    const client = clients.open();
    const answer = await client.request(node, body, OPERATION_TIMEOUT_MS);
    client.close();
    this.#note({ process, node }, request, false, answer);
  }

  /** A load without operations also lasts until its end. */
  async #idle(endMs: number): Promise<void> {
    while (this.#context.clock.now() < endMs) await this.#change(endMs);
  }

  #dispatch(): void {
    const workers = this.#workers;
    const worker = this.workload.isInTurn ? workers.inTurn() : workers.atRandom(this.#choices);
    if (worker === undefined) throw new Error("Cannot dispatch without a free worker");
    workers.dispatched();
    this.#perform(worker, this.#nextRequest(), false);
  }

  #perform(worker: Worker, request: Request, isFinal: boolean): void {
    const { clients, record, failed } = this.#context;
    const { f, value, body } = request;
    worker.isFree = false;
    record({ type: "invoke", process: worker.process, f, value, isFinal }, worker.node);
    if (worker.isClientSpent) worker.client?.close();
    if (worker.client === undefined || worker.isClientSpent) worker.client = clients.open();
    worker.isClientSpent = false;
    worker.client
      .request(worker.node, body, OPERATION_TIMEOUT_MS)
      .then((answer) => this.#complete(worker, request, isFinal, answer))
      .catch(failed);
  }

  #complete(worker: Worker, request: Request, isFinal: boolean, answer: Answer): void {
    const completion = this.#note(worker, request, isFinal, answer);
    if (completion.type === "info") {
      worker.process += this.#workers.all.length;
      worker.isClientSpent = true;
    }
    worker.isFree = true;
    this.#changed();
  }

  /** Notes how an operation ended. */
  #note(
    { process, node }: Pick<Worker, "process" | "node">,
    request: Request,
    isFinal: boolean,
    answer: Answer,
  ): Completion {
    const { f } = request;
    const result = resultOf(answer, request.form);
    if (result.kind === "malformed") this.#context.malformed(node, f, result.reason, answer);
    const completion = completionOf(request, result, answer);
    this.#context.record({ process, f, isFinal, ...completion }, node);
    return completion;
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

type Completion = Pick<Entry, "type" | "value" | "error" | "exception">;

/** What Maelstrom's clients make of an answer (`with-errors`), and Jepsen of their exceptions. */
function completionOf(request: Request, result: Result, answer: Answer): Completion {
  const { value, failsOn } = request;
  const alwaysFails = failsOn === "every error";
  switch (result.kind) {
    case "ok":
      return { type: "ok", value: request.valueOf(result.content) };
    case "timeout":
      return { type: alwaysFails ? "fail" : "info", value, error: Keyword.of("net-timeout") };
    case "error": {
      const hasFailed = alwaysFails || (failsOn === "definite errors" && result.isDefinite);
      return { type: hasFailed ? "fail" : "info", value, error: result.error };
    }
    case "malformed": {
      const exception = malformedException(result.reason, answer ?? {});
      const error: Edn = `indeterminate: Malformed RPC response: ${result.reason}`;
      return { type: "info", value, error, exception };
    }
  }
}
