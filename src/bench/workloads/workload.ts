/**
 * What a workload is: the operations that clients begin, what each asks of a node, and the verdict
 * on a history of them. A workload is one file here, a row in index.ts and, where it needs one, a
 * checker in ../verdict.
 */

import { fromJson, itemsOf, type Edn, type EdnEntry } from "../edn.ts";
import type { ScenarioValue } from "../faults/scenario.ts";
import type { Operation } from "../history.ts";
import type { AnswerForm, Result } from "../load/answers.ts";
import type { PacketContent } from "../network/network.ts";
import type { Random } from "../random.ts";
import type { WorkloadInput, WorkloadVerdict } from "../verdict/workload-verdict.ts";

/** One request to the node of a worker. Rejects with an Unanswered unless a proper answer comes. */
export type Ask = (body: PacketContent, form: AnswerForm) => Promise<PacketContent>;

/** One operation of a client: usually one request, in `kafka` up to two. */
export interface Invocation {
  /** What the history calls it. */
  readonly f: string;
  readonly value: Edn;
  /** What else the history says of it. */
  readonly others?: readonly EdnEntry[];
  /**
   * Which errors mean that the operation has failed. After any other it is in doubt. A read that
   * changes nothing fails on every error, a timeout included.
   */
  readonly failsOn: "every error" | "definite errors" | "nothing";
  /** Carries it out. Resolves to the value of the completed operation; rejects as `ask` does. */
  perform(ask: Ask): Promise<Edn>;
}

/** Why an operation has no value: there was no proper answer, or its client crashed on purpose. */
export class Unanswered extends Error {
  override readonly name = "Unanswered";
  override readonly cause: Exclude<Result, { readonly kind: "ok" }> | { readonly kind: "crash" };

  constructor(cause: Unanswered["cause"]) {
    super(cause.kind);
    this.cause = cause;
  }
}

/** Who carries out an operation. */
export interface Caller {
  /** The number of the worker, from 0. */
  readonly index: number;
  readonly node: string;
  /** Its number in the history, which grows when an operation stays in doubt. */
  readonly process: number;
}

/** How an operation ended. */
export interface Completion {
  readonly type: "ok" | "fail" | "info";
  readonly value: Edn;
}

/** What a test is asked that concerns its operations. */
export interface OperationOptions {
  readonly nodes: readonly string[];
  readonly concurrency: number;
  /** Of logs and transactions: keys that are busy at a time, and writes before a key is replaced. */
  readonly keyCount: number;
  readonly maxWritesPerKey: number;
  /** Reads and writes of a transaction. */
  readonly maxTxnLength: number;
}

/** Draws the operations of one test as it goes. */
export interface Generator {
  /** The next operation of the load, which this worker is to carry out. */
  next(caller: Caller, nowMs: number): Invocation;
  /** Hears how each operation ended; the caller is as it was before. */
  completed?(caller: Caller, invocation: Invocation, completion: Completion): void;
  /**
   * The next of the final operations of this worker, after the load and the recovery, or the time
   * at which to ask for it again; undefined once it has done them all. Without it the test ends with
   * the load.
   */
  final?(caller: Caller, nowMs: number): Invocation | number | undefined;
}

/** By what a stored history of a workload is recognized. */
export interface HistoryForm {
  /** What the history calls its operations. */
  readonly operations: readonly string[];
  /** Whether one of these can have such a value; without it any can. */
  admits?(operation: Operation): boolean;
  /** Whether these are this workload's rather than another's that admits them as well. */
  isLikely?(operations: readonly Operation[]): boolean;
}

export interface Workload extends HistoryForm {
  /** The file in src/examples with a node that passes, where eddy's own node serves no such clients. */
  readonly example?: string;
  /** Of a set: the operation that adds a value of a scenario, and what the history calls it. */
  readonly adds?: { readonly f: string; readonly add: (value: ScenarioValue) => Invocation };
  /** Of a set: the key of the answer to a read under which all values are. */
  readonly shownAs?: string;
  /** Whether every node gets the topology first. */
  readonly hasTopology?: boolean;
  /** Whether a free worker is drawn for each operation; else they take turns. */
  readonly drawsWorkers?: boolean;
  /** Whether a client goes on after an operation in doubt; else another takes its place. */
  readonly keepsClients?: boolean;
  /** The concurrency must be a multiple of this for each node, and is that by default. */
  readonly workersPerNode?: number;
  /** For how long a client waits for an answer, if not for 5 s. */
  timeoutMs?(latencyMs: number): number;
  makeGenerator(random: Random, options: OperationOptions): Generator;
  /** Throws HistoryError where an operation of the history makes no sense. */
  judge(input: WorkloadInput): WorkloadVerdict;
}

/** An operation of one request. `toValue` makes its value of the answer. */
export function request(
  operation: Pick<Invocation, "f" | "value" | "failsOn"> & {
    readonly body: PacketContent;
    readonly form: AnswerForm;
    readonly toValue: (answer: PacketContent) => Edn;
  },
): Invocation {
  const { f, value, failsOn, body, form, toValue } = operation;
  return { f, value, failsOn, perform: async (ask) => toValue(await ask(body, form)) };
}

/** Every worker carries out this one operation at the end. */
export function onceEach(invocation: Invocation): (caller: Caller) => Invocation | undefined {
  const done = new Set<number>();
  return ({ index }) => {
    if (done.has(index)) return undefined;
    done.add(index);
    return invocation;
  };
}

/**
 * The value of a completed read. A list of integers is its own EDN, as it was parsed: reads are long,
 * and there are many.
 */
export function valuesRead(list: unknown): Edn {
  return isIntegers(list) ? list : fromJson(list);
}

/** Of a set: a read asks for nothing, and shows a list or, as Maelstrom has it, nil. */
export function showsList({ f, type, value }: Operation): boolean {
  return f !== "read" || value === null || (type === "ok" && itemsOf(value) !== undefined);
}

export function isIntegers(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.every((item) => Number.isSafeInteger(item) && !Object.is(item, -0))
  );
}
