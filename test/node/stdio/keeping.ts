/** Nodes that keep a record at each request, for host.test.ts. */

import { type Host, Node } from "../../../src/index.ts";
import { type Keep } from "../../../src/node/host.ts";

/** Calls `answered` after each answer. */
export function keepingNode(host: Host, answered: () => void = () => {}): Node {
  const node = new Node(host);
  let keep: Keep | undefined;
  node.onInit(() => {
    keep = node.openDisk(() => {});
  });
  node.on("keep", (request) => {
    keep?.("record");
    node.reply(request, { type: "keep_ok" });
    answered();
  });
  return node;
}
