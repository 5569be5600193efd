/** What the checker of a workload says of a history. */

import { type EdnMap } from "../edn.ts";
import { type History } from "../history.ts";
import { type NetCounts } from "../network/counts.ts";
import { type Edn } from "../edn.ts";
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
