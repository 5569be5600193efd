/**
 * What is known of a run apart from its network: the verdict, the fate of each value, the faults.
 * All of it is plain JSON. Times are in milliseconds since the first operation, as in history.edn.
 */

import { type FaultName } from "../../bench/faults/index.ts";

export interface RunRecord {
  /** What the run is called: the path of its folder. */
  readonly name: string;
  /** What was asked for, as a list of names and texts. */
  readonly settings: readonly (readonly [name: string, text: string])[];
  /** The command that runs the same test again; undefined if unknown. */
  readonly repeat?: string | undefined;
  /** Their names in the order of the test; undefined if unknown. */
  readonly nodes?: readonly string[] | undefined;
  readonly verdict: VerdictRecord;
  readonly values: ValuesRecord;
  readonly faults: readonly FaultRecord[];
  readonly shown: ShownRecord;
  /** When the first operation began; undefined if there was none. */
  readonly firstOperationMs?: number | undefined;
  /** When the last one ended. */
  readonly lastOperationMs: number;
  /** What the challenge asks for, if there is one that has limits. */
  readonly challenge?: LimitsRecord | undefined;
}

export interface VerdictRecord {
  /** "none": the test was stopped before there was one. */
  readonly validity: "valid" | "invalid" | "unknown" | "none";
  readonly headline: string;
  /** What makes the run invalid. */
  readonly faults: readonly string[];
  readonly rows: readonly (readonly [name: string, text: string])[];
  /** What nodes did wrong. */
  readonly remarks: readonly string[];
  /** Values worth a look, as JSON, under what is the matter with them: "lost", "phantom", … */
  readonly suspects: readonly Suspects[];
}

export interface Suspects {
  readonly name: string;
  readonly explanation: string;
  readonly values: readonly string[];
}

/** Columns: of each value that was broadcast, sorted by the time of its broadcast. */
export interface ValuesRecord {
  /** As JSON. */
  readonly texts: readonly string[];
  readonly broadcastMs: readonly number[];
  /** When it was first acknowledged, or shown by a read; null for never. */
  readonly knownMs: readonly (number | null)[];
  /** From then on, until every read showed it; null for a value that is not stable. */
  readonly latencyMs: readonly (number | null)[];
  readonly fates: readonly ValueFate[];
}

export type ValueFate = "stable" | "lost" | "gone" | "unread";

export interface FaultRecord {
  readonly kind: FaultName;
  /** "majorities-ring", "one", "20 %": which of its kind. */
  readonly detail: string;
  readonly startMs: number;
  /** Null if it lasted till the end. */
  readonly endMs: number | null;
  /** The nodes that were killed or paused. */
  readonly nodes: readonly string[];
  /** By receiver, the nodes that it did not hear. */
  readonly cuts: readonly (readonly [receiver: string, sources: readonly string[]])[];
}

/**
 * Which read was the first to show a value, on each node and in each of its lives: three columns,
 * in the order of time.
 */
export interface ShownRecord {
  readonly timeMs: readonly number[];
  /** Places in `nodes`, or numbers of workers where the nodes are unknown. */
  readonly node: readonly number[];
  /** As JSON: an integer as such, any other value as a text. */
  readonly value: readonly (number | string)[];
  /** There were too many to be kept. */
  readonly isCutOff: boolean;
}

export interface LimitsRecord {
  readonly name: string;
  readonly medianLatencyMs: number;
  readonly maxLatencyMs: number;
}
