/** What a strategy is: how a node passes values on. Storing and answering are the server's. */

import { type Node } from "../node/node.ts";
import { type Neighbours } from "./neighbours.ts";
import { type Layouts } from "./tree/layout.ts";
import { type Value, type Values } from "./values.ts";

export interface Strategy {
  /** Set where the list of nodes counts instead: then no value waits for a topology. */
  readonly ignoresTopology?: boolean;

  /**
   * Passes on a value that came from `source`, a client or a node; `isNew` is false if this node has
   * seen it before. Called once the neighbours are known.
   */
  received(value: Value, source: string, isNew: boolean): void;

  /** Tells a value to nodes that may lack it, such as a neighbour that a later topology adds. */
  tell(nodes: readonly string[], value: Value): void;
}

/** What a strategy works with. It is made at `init`, so the node knows its name and the others. */
export interface StrategyContext {
  readonly node: Node;
  readonly neighbours: Neighbours;
  readonly values: Values;
}

/** What a strategy may be given; strategies ignore what does not concern them. */
export interface StrategyOptions {
  /** How long values wait for each other on their way down the tree; the round trip unless given. */
  readonly flushMs?: number | undefined;
  /** Children of a node of the tree; by the number of nodes unless given. */
  readonly fanout?: number | undefined;
  /** Where the nodes of one process share what they know of the tree. */
  readonly layouts?: Layouts | undefined;
}

export type MakeStrategy = (context: StrategyContext, options?: StrategyOptions) => Strategy;
