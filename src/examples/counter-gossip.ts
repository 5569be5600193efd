/**
 * A counter by gossip, with additions and subtractions. Each node counts what it was asked to add
 * itself, and tells others what it knows of everybody. Of two states of the same node the one with
 * more operations is the newer.
 */

import { type Host, Node, StdioHost } from "eddy";

const GOSSIP_MS = 200;

/** What one node added, and in how many operations. */
interface Part {
  readonly operations: number;
  readonly sum: number;
}

export function makeNode(host: Host): Node {
  const node = new Node(host);
  const parts = new Map<string, Part>();

  function learn(name: string, part: Part): void {
    if (part.operations > (parts.get(name)?.operations ?? 0)) parts.set(name, part);
  }

  node.on("add", (request) => {
    const { operations, sum } = parts.get(node.id) ?? { operations: 0, sum: 0 };
    learn(node.id, { operations: operations + 1, sum: sum + Number(request.body["delta"]) });
    node.reply(request, { type: "add_ok" });
  });
  node.on("read", (request) => {
    const value = parts.values().reduce((total, { sum }) => total + sum, 0);
    node.reply(request, { type: "read_ok", value });
  });
  node.on("gossip", ({ body }) => {
    for (const [name, part] of Object.entries<Part>(Object(body["parts"]))) learn(name, part);
  });
  node.onUp(() => {
    node.every(GOSSIP_MS, () => {
      const others = node.nodeIds.filter((name) => name !== node.id);
      const other = others[node.random() % others.length];
      const body = { type: "gossip", parts: Object.fromEntries(parts) };
      if (other !== undefined) node.send(other, body);
    });
  });
  return node;
}

if (import.meta.main) await new StdioHost().run(makeNode);
