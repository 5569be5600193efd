/** The two workloads: which operations clients begin, and what they ask of a node for each. */

import type { AnswerForm } from "./answers.ts";
import { fromJson, type Edn } from "../edn.ts";
import type { PacketContent } from "../network/network.ts";
import type { WorkloadName } from "../options.ts";
import type { Random } from "../random.ts";

export interface Request {
  /** "broadcast", "read" or "echo". */
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
  /** Whether every node gets the topology first. */
  readonly hasTopology: boolean;
  /** Whether the network heals and every worker reads at the end. */
  readonly hasFinalReads: boolean;
  /** Whether operations go round the workers; else a free one is drawn. */
  readonly isInTurn: boolean;
  /** Draws the next operation. */
  next(): Request;
}

export const TOPOLOGY_FORM: AnswerForm = { type: "topology_ok" };

/** Echo sends one of as many different texts. */
const ECHO_TEXTS = 128;

export const READ: Request = {
  f: "read",
  value: null,
  body: { type: "read" },
  form: { type: "read_ok", payload: "messages", isList: true },
  isIdempotent: true,
  valueOf: ({ messages }) => (isIntegers(messages) ? messages : fromJson(messages)),
};

export function makeWorkload(name: WorkloadName, random: Random): Workload {
  switch (name) {
    case "broadcast":
      return broadcast(random);
    case "echo":
      return echo(random);
  }
}

/** A fair coin chooses a broadcast of the next integer, or a read. */
function broadcast(random: Random): Workload {
  let nextValue = 0;
  return {
    hasTopology: true,
    hasFinalReads: true,
    isInTurn: true,
    next() {
      if (random.chance(0.5)) return READ;
      const value = nextValue++;
      return {
        f: "broadcast",
        value,
        body: { type: "broadcast", message: value },
        form: { type: "broadcast_ok" },
        isIdempotent: false,
        valueOf: () => value,
      };
    },
  };
}

function echo(random: Random): Workload {
  return {
    hasTopology: false,
    hasFinalReads: false,
    isInTurn: false,
    next() {
      const value = `Please echo ${random.below(ECHO_TEXTS)}`;
      return {
        f: "echo",
        value,
        body: { type: "echo", echo: value },
        form: { type: "echo_ok", payload: "echo" },
        isIdempotent: false,
        valueOf: fromJson,
      };
    },
  };
}

/** A list of integers is its own EDN, as it was parsed: reads are long, and there are many. */
function isIntegers(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.every((item) => Number.isSafeInteger(item) && !Object.is(item, -0))
  );
}
