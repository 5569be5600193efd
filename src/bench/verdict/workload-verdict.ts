/** What the checker of a workload says of a history. */

import { type Edn, type EdnMap } from "../edn.ts";
import { type History } from "../history.ts";
import { type NetCounts } from "../network/counts.ts";
import { type StaleRead } from "../services/stale-reads.ts";
import { type Assignment } from "./assignment.ts";
import { type Extras } from "./extras.ts";
import { type SetFullVerdict } from "./set-full.ts";
import { type Validity } from "./validity.ts";

/** What it is given. */
export interface WorkloadInput {
  readonly history: History;
  readonly assignment: Assignment;
  readonly net: NetCounts | undefined;
  /** Values whose only holders were killed before they passed them on. */
  readonly lostWithNode: readonly Edn[];
  /** Whether the nodes promised that nothing is lost with a node. */
  readonly isDurable: boolean;
  /** The name of the node that a process talks to, or else of the worker. */
  readonly nameOf: (process: number) => string;
  /** Of transactions: what must hold. */
  readonly consistencyModels: readonly string[];
  /** Reads of nodes from a service that was answered from an older state. */
  readonly staleReads: readonly StaleRead[];
}

export interface WorkloadVerdict {
  readonly validity: Validity;
  /** What Maelstrom would say, where that differs. */
  readonly maelstromValidity?: Validity;
  readonly words: Words;
  /** Only of a workload whose clients add values to a set. */
  readonly values?: ValuesVerdict;
  /** The fields of `:workload` in results.edn, and what there is under `:eddy`. */
  toResults(): { readonly workload: EdnMap; readonly eddy?: EdnMap };
}

/** What a report says of it. */
export interface Words {
  /** The first line if the run is valid. */
  readonly headline: string;
  /** Why the verdict is unknown, if it is. */
  readonly unknown?: string | undefined;
  /** Why it matters what Maelstrom does not look for, if only that makes the run invalid. */
  readonly stricter?: string | undefined;
  /** What is wrong, a sentence each, in the order of its weight. */
  readonly faults: readonly string[];
}

export interface ValuesVerdict {
  readonly elements: SetFullVerdict;
  readonly extras: Extras;
}
