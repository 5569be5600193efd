import { type Node } from "../../node/node.ts";

/** 48 random bits, so that two incarnations of a node, or two nodes of one name, differ. */
export function drawIncarnation(node: Node): number {
  return node.random() * 2 ** 16 + (node.random() >>> 16);
}
