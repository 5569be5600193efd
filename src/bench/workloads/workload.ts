/** What a workload is: which operations clients begin, and what they ask of a node for each. */

import type { Edn } from "../edn.ts";
import type { PacketContent } from "../network/network.ts";
import type { Random } from "../random.ts";
import type { AnswerForm } from "../load/answers.ts";

export interface Request {
  /** What the history calls the operation. */
  readonly f: string;
  readonly value: Edn;
  readonly body: PacketContent;
  readonly form: AnswerForm;
  /** Asking twice does no harm, so without an answer it has failed: nothing is in doubt. */
  readonly isIdempotent: boolean;
  /** The value of the completed operation. */
  readonly valueOf: (answer: PacketContent) => Edn;
}

export interface Workload {
  /** What the history calls its operations: by these a stored history is recognized. */
  readonly operations: readonly string[];
  /** The operation that adds a value, if it has one. */
  readonly addName: string | undefined;
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
