/** What a workload is: which operations clients begin, and what they ask of a node for each. */

import { fromJson, type Edn } from "../edn.ts";
import type { ScenarioValue } from "../faults/scenario.ts";
import type { PacketContent } from "../network/network.ts";
import type { Random } from "../random.ts";
import type { AnswerForm } from "../load/answers.ts";

export interface Request {
  /** What the history calls the operation. */
  readonly f: string;
  readonly value: Edn;
  readonly body: PacketContent;
  readonly form: AnswerForm;
  /**
   * Which errors mean that the operation has failed. After any other it is in doubt. A read that
   * changes nothing fails on every error, a timeout included.
   */
  readonly failsOn: "every error" | "definite errors" | "nothing";
  /** The value of the completed operation. */
  readonly valueOf: (answer: PacketContent) => Edn;
}

export interface Workload {
  /** What the history calls its operations: by these a stored history is recognized. */
  readonly operations: readonly string[];
  /** The operation that adds a value, if it has one. */
  readonly addName: string | undefined;
  /** Adds a value of a scenario, if it has such an operation. */
  readonly add: ((value: ScenarioValue) => Request) | undefined;
  /** Which checker judges it. */
  readonly checker: "set-full" | "echo";
  /** Whether every node gets the topology first. */
  readonly hasTopology: boolean;
  /** If given, the network heals and every worker makes this request at the end. */
  readonly finalRead: Request | undefined;
  /** Whether operations go round the workers; else a free one is drawn. */
  readonly isInTurn: boolean;
  /** A generator of operations: each call draws the next. */
  makeRequests(random: Random): () => Request;
}

/**
 * The value of a completed read. A list of integers is its own EDN, as it was parsed: reads are long,
 * and there are many.
 */
export function valuesRead(list: unknown): Edn {
  return isIntegers(list) ? list : fromJson(list);
}

function isIntegers(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.every((item) => Number.isSafeInteger(item) && !Object.is(item, -0))
  );
}
