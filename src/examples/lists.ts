/**
 * Transactions over lists (Maelstrom's txn-list-append), strict serializable. The whole database is
 * one value in Maelstrom's linearizable service. A node carries a transaction out on what it reads,
 * and puts the result in the place of that by compare-and-set. If another node was faster, the
 * transaction has not happened, and is carried out again.
 */

import { ErrorCode, type Host, KV, Node, RpcError, StdioHost } from "eddy";

/** Lists by key, each key as its JSON. */
type Database = Readonly<Record<string, readonly unknown[]>>;

type Step = readonly [f: string, key: unknown, value: unknown];

export function makeNode(host: Host): Node {
  const node = new Node(host);
  const store = new KV(node, "lin-kv");

  async function transact(steps: readonly Step[]): Promise<readonly Step[]> {
    for (;;) {
      const before = await read();
      const { after, done } = carryOut(steps, before);
      try {
        await store.compareAndSet("database", before, after, { createIfNotExists: true });
        return done;
      } catch (error) {
        if (!hasCode(error, ErrorCode.preconditionFailed)) throw error;
      }
    }
  }

  async function read(): Promise<Database> {
    try {
      return Object(await store.read("database"));
    } catch (error) {
      if (hasCode(error, ErrorCode.keyDoesNotExist)) return {};
      throw error;
    }
  }

  node.on("txn", async (request) => {
    const txn = await transact(toSteps(request.body["txn"]));
    node.reply(request, { type: "txn_ok", txn });
  });
  return node;
}

function carryOut(
  steps: readonly Step[],
  before: Database,
): { readonly after: Database; readonly done: readonly Step[] } {
  let after = before;
  const done = steps.map(([f, key, value]): Step => {
    const name = JSON.stringify(key);
    const list = after[name];
    if (f === "r") return [f, key, list ?? null];
    after = { ...after, [name]: [...(list ?? []), value] };
    return [f, key, value];
  });
  return { after, done };
}

function toSteps(txn: unknown): readonly Step[] {
  if (Array.isArray(txn)) return txn;
  throw new RpcError(ErrorCode.malformedRequest, "txn must be a list of [f, key, value]");
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof RpcError && error.code === code;
}

if (import.meta.main) await new StdioHost().run(makeNode);
