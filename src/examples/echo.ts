/** The smallest node: it sends back what it gets. */

import { type Host, Node, StdioHost } from "eddy";

export function makeNode(host: Host): Node {
  const node = new Node(host);
  node.on("echo", (request) => {
    node.reply(request, { type: "echo_ok", echo: request.body["echo"] });
  });
  return node;
}

if (import.meta.main) await new StdioHost().run(makeNode);
