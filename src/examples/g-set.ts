/**
 * A grow-only set: every node takes values, and gossip brings each of them to all the others. A
 * node tells a few others what is new to it. Every second it also sends one of them the whole set,
 * which brings what was lost or cut off in between.
 */

import { type Host, Node, StdioHost } from "eddy";

const NEWS_MS = 50;
const NEWS_TARGETS = 3;
const REPAIR_MS = 1000;

export function makeNode(host: Host): Node {
  const node = new Node(host);
  const values = new Set<unknown>();
  let news: unknown[] = [];

  function learn(value: unknown): void {
    if (values.has(value)) return;
    values.add(value);
    news.push(value);
  }

  function tellSomebody(told: readonly unknown[]): void {
    const others = node.nodeIds.filter((name) => name !== node.id);
    const other = others[node.random() % others.length];
    if (other !== undefined && told.length > 0) node.send(other, { type: "gossip", values: told });
  }

  node.on("add", (request) => {
    learn(request.body["element"]);
    node.reply(request, { type: "add_ok" });
  });
  node.on("read", (request) => node.reply(request, { type: "read_ok", value: [...values] }));
  node.on("gossip", ({ body }) => {
    if (Array.isArray(body["values"])) body["values"].forEach(learn);
  });
  node.onUp(() => {
    node.every(NEWS_MS, () => {
      for (let count = 0; count < NEWS_TARGETS; count++) tellSomebody(news);
      news = [];
    });
    node.every(REPAIR_MS, () => tellSomebody([...values]));
  });
  return node;
}

if (import.meta.main) await new StdioHost().run(makeNode);
