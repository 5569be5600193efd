/**
 * Logs by key (Gossip Glomers 5): every node takes messages, and all of them show the same offsets.
 * A log is one list in Maelstrom's linearizable service, and a message's offset is its place there.
 * A node appends by compare-and-set, again if another one was faster. The service is never cut off,
 * and nodes need nothing from each other, so partitions do no harm.
 */

import { ErrorCode, type Host, KV, Node, RpcError, StdioHost } from "eddy";

export function makeNode(host: Host): Node {
  const node = new Node(host);
  const store = new KV(node, "lin-kv");
  /** Values of the store as this node last saw them. They only grow, so what is there stays true. */
  const known = new Map<string, unknown>();

  async function read(key: string): Promise<unknown> {
    try {
      const value = await store.read(key);
      known.set(key, value);
      return value;
    } catch (error) {
      if (hasCode(error, ErrorCode.keyDoesNotExist)) return undefined;
      throw error;
    }
  }

  /** Returns the new value. An error 0 means that nobody knows whether it was set. */
  async function change<Value>(key: string, next: (value: unknown) => Value): Promise<Value> {
    for (;;) {
      const from = known.get(key) ?? (await read(key));
      const to = next(from);
      if (to === from) return to;
      try {
        await store.compareAndSet(key, from, to, { createIfNotExists: true });
        known.set(key, to);
        return to;
      } catch (error) {
        if (!hasCode(error, ErrorCode.preconditionFailed)) throw error;
        known.delete(key);
      }
    }
  }

  node.on("send", async (request) => {
    const { key, msg } = request.body;
    const log = await change(`log ${String(key)}`, (value) => [...toList(value), msg]);
    node.reply(request, { type: "send_ok", offset: log.length - 1 });
  });

  node.on("poll", async (request) => {
    const offsets = offsetsOf(request.body["offsets"]);
    const msgs = offsets.map(async ([key, offset]) => {
      const seen = toList(known.get(`log ${key}`));
      const log = offset < seen.length ? seen : toList(await read(`log ${key}`));
      return [key, log.slice(offset).map((message, place) => [offset + place, message])] as const;
    });
    const found = (await Promise.all(msgs)).filter(([, messages]) => messages.length > 0);
    node.reply(request, { type: "poll_ok", msgs: Object.fromEntries(found) });
  });

  node.on("commit_offsets", async (request) => {
    const commits = offsetsOf(request.body["offsets"]).map(([key, offset]) =>
      change(`committed ${key}`, (value) => Math.max(Number(value ?? 0), offset)),
    );
    await Promise.all(commits);
    node.reply(request, { type: "commit_offsets_ok" });
  });

  node.on("list_committed_offsets", async (request) => {
    const offsets = toList(request.body["keys"]).map(async (key) => {
      return [String(key), await read(`committed ${String(key)}`)] as const;
    });
    const found = (await Promise.all(offsets)).filter(([, offset]) => offset !== undefined);
    node.reply(request, { type: "list_committed_offsets_ok", offsets: Object.fromEntries(found) });
  });

  return node;
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof RpcError && error.code === code;
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function offsetsOf(value: unknown): [key: string, offset: number][] {
  return Object.entries(Object(value)).map(([key, offset]) => [key, Number(offset)]);
}

if (import.meta.main) await new StdioHost().run(makeNode);
