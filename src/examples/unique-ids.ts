/**
 * Unique ids without a word between nodes: the node's name, a number that it draws when it starts,
 * since one that was killed counts from 1 again, and a count.
 */

import { type Host, Node, StdioHost } from "eddy";

export function makeNode(host: Host): Node {
  const node = new Node(host);
  const life = node.random();
  let count = 0;
  node.on("generate", (request) => {
    node.reply(request, { type: "generate_ok", id: `${node.id}-${life}-${++count}` });
  });
  return node;
}

if (import.meta.main) await new StdioHost().run(makeNode);
