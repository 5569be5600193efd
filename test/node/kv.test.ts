import { describe, expect, test } from "bun:test";
import { drainMicrotasks } from "bun:jsc";
import { ErrorCode, RpcError } from "../../src/node/errors.ts";
import { KV, TimestampOracle } from "../../src/node/kv.ts";
import { Node } from "../../src/node/node.ts";
import { MemoryHost } from "../../src/testing/memory-host.ts";

/** A node of a cluster that is up, and a hand that plays the services. */
class Site {
  readonly host: MemoryHost = new MemoryHost("error");
  readonly node: Node = new Node(this.host);

  constructor() {
    const init = { type: "init", msg_id: 1, node_id: "n1", node_ids: ["n1"] };
    this.receive("c1", init);
    this.receive("n1", { type: "hello" });
    this.host.take();
  }

  receive(src: string, body: object): void {
    this.node.receive(JSON.stringify({ src, dest: "n1", body }));
    drainMicrotasks();
  }

  /** What the node sent, and how the promise ends if that is answered so. */
  async exchange(promise: Promise<unknown>, src: string, answer: object): Promise<unknown[]> {
    const [sent] = this.host.take();
    this.receive(src, { ...answer, in_reply_to: 1 });
    const end = await promise.catch((error: unknown) => error);
    return [sent, end];
  }
}

describe("KV", () => {
  test("reads a value", async () => {
    const site = new Site();
    const read = new KV(site.node, "seq-kv").read(["a", 1]);
    expect(await site.exchange(read, "seq-kv", { type: "read_ok", value: { b: null } })).toEqual([
      { src: "n1", dest: "seq-kv", body: { type: "read", key: ["a", 1], msg_id: 1 } },
      { b: null },
    ]);
  });

  test("rejects with the error of the service", async () => {
    const site = new Site();
    const read = new KV(site.node, "lww-kv").read("a");
    const error = { type: "error", code: 20, text: "key does not exist" };
    const [, end] = await site.exchange(read, "lww-kv", error);
    expect(end).toEqual(new RpcError(ErrorCode.keyDoesNotExist, "key does not exist"));
  });

  test("writes a value", async () => {
    const site = new Site();
    const write = new KV(site.node, "lin-kv").write("a", 5);
    expect(await site.exchange(write, "lin-kv", { type: "write_ok" })).toEqual([
      { src: "n1", dest: "lin-kv", body: { type: "write", key: "a", value: 5, msg_id: 1 } },
      undefined,
    ]);
  });

  test("compares and sets, and creates a key if asked to", async () => {
    const site = new Site();
    const store = new KV(site.node, "lin-kv");
    const set = store.compareAndSet("a", 1, 2);
    const body = { type: "cas", key: "a", from: 1, to: 2, create_if_not_exists: false, msg_id: 1 };
    expect(await site.exchange(set, "lin-kv", { type: "cas_ok" })).toEqual([
      { src: "n1", dest: "lin-kv", body },
      undefined,
    ]);
    void store.compareAndSet("a", 1, 2, { createIfNotExists: true });
    expect(site.host.take()).toEqual([
      {
        src: "n1",
        dest: "lin-kv",
        body: { ...body, create_if_not_exists: true, msg_id: 2 },
      },
    ]);
  });

  test("reads an integer, or what stands for one that is missing", async () => {
    const missing = { type: "error", code: 20, text: "key does not exist" };
    const ends: unknown[] = [];
    for (const [answer, substitute] of [
      [{ type: "read_ok", value: 7 }],
      [missing, 0],
      [missing],
      [{ type: "read_ok", value: "7" }, 0],
    ] as const) {
      const site = new Site();
      const read = new KV(site.node, "seq-kv").readInteger("a", substitute);
      ends.push((await site.exchange(read, "seq-kv", answer))[1]);
    }
    expect(ends).toEqual([
      7,
      0,
      new RpcError(20, "key does not exist"),
      new RpcError(13, 'seq-kv has "7" for "a", which is not an integer'),
    ]);
  });

  test("waits no longer than it is told, and hears nobody else", async () => {
    const site = new Site();
    const read = new KV(site.node, "lin-kv", { timeoutMs: 100 }).read("a");
    const end = read.catch((error: unknown) => error);
    site.receive("n1", { type: "read_ok", value: 1, in_reply_to: 1 });
    site.host.pass(100, site.node);
    expect(await end).toEqual(new RpcError(ErrorCode.timeout, "lin-kv did not answer in 100 ms"));
  });

  test("cannot be asked before the cluster is up, as the services may not be there", () => {
    const node = new Node(new MemoryHost());
    const line = { src: "c1", dest: "n1", body: { type: "init", node_id: "n1", node_ids: ["n1"] } };
    node.receive(JSON.stringify(line));
    expect(new KV(node, "lin-kv").read("a")).rejects.toThrow(
      "Cannot send to lin-kv before the cluster is up",
    );
  });
});

test("a TimestampOracle gives the next timestamp", async () => {
  const site = new Site();
  const next = new TimestampOracle(site.node).next();
  expect(await site.exchange(next, "lin-tso", { type: "ts_ok", ts: 12 })).toEqual([
    { src: "n1", dest: "lin-tso", body: { type: "ts", msg_id: 1 } },
    12,
  ]);
});
