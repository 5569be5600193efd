/**
 * A linearizable store that leaves the work to the service `lin-kv`. An error of the service, such as
 * that of a missing key, becomes the answer as it is.
 */

import { type Host, KV, Node, StdioHost } from "eddy";

export function makeNode(host: Host): Node {
  const node = new Node(host);
  const store = new KV(node, "lin-kv");
  node.on("read", async (request) => {
    const value = await store.read(request.body["key"]);
    node.reply(request, { type: "read_ok", value });
  });
  node.on("write", async (request) => {
    const { key, value } = request.body;
    await store.write(key, value);
    node.reply(request, { type: "write_ok" });
  });
  node.on("cas", async (request) => {
    const { key, from, to } = request.body;
    await store.compareAndSet(key, from, to);
    node.reply(request, { type: "cas_ok" });
  });
  return node;
}

if (import.meta.main) await new StdioHost().run(makeNode);
