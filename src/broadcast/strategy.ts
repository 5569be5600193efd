/**
 * A strategy decides how a node passes values on. It gets the verbs below, and says once what is to be
 * done with a value; flood.ts shows all there is to it. The server (server.ts) reads, stores and
 * answers.
 */

import { type Node } from "../node/node.ts";
import { type Archive } from "./archive.ts";
import { type Value, type Values } from "./values.ts";

/** It is called at `init`, when the node knows its name and the others. */
export type Strategy = (verbs: Verbs) => void;

/** `source` is a client or a node. It may send the same value twice. */
export type ValueHandler = (value: Value, source: string) => void;

/** What a strategy can say and do. */
export interface Verbs {
  /**
   * Sets what is done with each value that is broadcast here. It happens once the neighbours are
   * known. If a later topology adds some, it happens again for each value, with only these for
   * neighbours and this node for the source; then `add` says that the value is new.
   */
  onValue(handler: ValueHandler): void;
  /** Stores a value, and acknowledges its broadcast. Returns false if it was here before. */
  add(value: Value): boolean;
  /** This node's neighbours, but for one. */
  neighbours(except?: string): readonly string[];
  /** Tells nodes a value. They do not answer. */
  send(names: readonly string[], value: Value): void;
  /** Tells a node a value, and resolves when it has answered. Rejects with an RpcError. */
  ask(name: string, value: Value): Promise<void>;
  sleep(durationMs: number): Promise<void>;

  /** For strategies with messages of their own. */
  readonly node: Node;
  readonly values: Values;
  /** Where values outlive this process; undefined if they do not. */
  readonly archive?: Archive | undefined;
  /** For strategies that go by the list of nodes: no value waits for the neighbours. */
  ignoreTopology(): void;
  /** Whether Maelstrom has sent a topology. It sends none to a restarted node. */
  readonly hasTopology: boolean;
}
