/** What the checkers of lists and of registers have in common. */

import { type Anomaly, type DataStep } from "./anomalies.ts";
import { type GraphBuilder, type Kind } from "./graph.ts";

/** What a checker knows of its data. Nodes are places in the list of transactions. */
export interface Analysis {
  /** Those that need no graph of transactions. */
  readonly anomalies: readonly Anomaly[];
  readonly addEdges: (graph: GraphBuilder) => void;
  /** The kinds of edges, in the order in which they explain an edge that has several. */
  readonly preference: readonly Kind[];
  readonly explain: (kind: DataStep["kind"], source: number, target: number) => DataStep;
}
