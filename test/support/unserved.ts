/** Nodes of a tree that another one should serve, and does not. */

import { type Tree } from "../../src/broadcast/tree/tree.ts";

/** A sentence for each node whose parent has another opinion. */
export function unservedAmong(trees: readonly Tree[]): string[] {
  const byName = new Map(trees.map((tree) => [tree.sender.node.id, tree]));
  return trees.flatMap(({ sender, attachment }) => {
    const { id } = sender.node;
    const parent = byName.get(attachment.parent?.name ?? "");
    if (parent === undefined || parent.attachment.children.has(id)) return [];
    return [`${id} is attached to ${parent.sender.node.id}, which does not serve it`];
  });
}
