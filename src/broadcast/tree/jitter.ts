import { type Node } from "../../node/node.ts";

/**
 * Three quarters to five quarters of a time, so that nodes that were cut off together ask apart.
 */
export function withJitter(timeMs: number, node: Node): number {
  return timeMs * (0.75 + (node.random() % 512) / 1024);
}
