/** A strategy decides how a node passes values on. The server stores them and answers requests. */

import { type Node } from "../node/node.ts";
import { type Archive } from "./archive.ts";
import { type Neighbours } from "./neighbours.ts";
import { type Layouts } from "./tree/layout.ts";
import { type Value, type Values } from "./values.ts";

export interface Strategy {
  /** Whether it uses the list of nodes instead of the topology: then no value waits for one. */
  readonly ignoresTopology?: boolean;

  /** What another node gets for a plain broadcast, if it is to learn more than `broadcast_ok`. */
  readonly broadcastOk?: string;

  /**
   * Passes on a value that came from `source`, a client or a node; `isNew` is false if this node
   * has seen it before. Called once the neighbours are known.
   */
  received(value: Value, source: string, isNew: boolean): void;

  /** Sends a value to nodes that may lack it, such as a neighbour that a later topology adds. */
  tell(nodes: readonly string[], value: Value): void;
}

/** What a strategy works with. It is made at `init`, so the node knows its name and the others. */
export interface StrategyContext {
  readonly node: Node;
  readonly neighbours: Neighbours;
  readonly values: Values;
  /** Where values outlive this process; undefined if they do not. */
  readonly archive?: Archive | undefined;
}

/** What a strategy may be given; strategies ignore what does not concern them. */
export interface StrategyOptions {
  /**
   * How long a node collects values before it sends them down the tree; by default a round trip.
   */
  readonly flushMs?: number | undefined;
  /** Children of each node of the tree; the default depends on the number of nodes. */
  readonly fanout?: number | undefined;
  /** Shared by the nodes of one process, so that each need not keep the names of all. */
  readonly layouts?: Layouts | undefined;
}

export type MakeStrategy = (context: StrategyContext, options?: StrategyOptions) => Strategy;
