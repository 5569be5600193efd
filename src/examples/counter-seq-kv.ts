/**
 * A counter in the store `seq-kv`, which all nodes share: one key, changed by compare-and-set. This
 * store may answer a read from an older state, but never from an older one than this node has seen.
 * So a read first writes something new: from then on the node sees at least the state of that moment.
 */

import { ErrorCode, type Host, KV, Node, RpcError, StdioHost } from "eddy";

const SUM = "sum";

export function makeNode(host: Host): Node {
  const node = new Node(host);
  const store = new KV(node, "seq-kv");

  async function add(delta: number): Promise<void> {
    for (;;) {
      const sum = await store.readInteger(SUM, 0);
      try {
        await store.compareAndSet(SUM, sum, sum + delta, { createIfNotExists: sum === 0 });
        return;
      } catch (error) {
        // Another node was faster, or the read was old.
        if (!(error instanceof RpcError && error.code === ErrorCode.preconditionFailed))
          throw error;
      }
    }
  }

  node.on("add", async (request) => {
    await add(Number(request.body["delta"]));
    node.reply(request, { type: "add_ok" });
  });
  node.on("read", async (request) => {
    await store.write(`${node.id} reads`, node.random());
    node.reply(request, { type: "read_ok", value: await store.readInteger(SUM, 0) });
  });
  return node;
}

if (import.meta.main) await new StdioHost().run(makeNode);
