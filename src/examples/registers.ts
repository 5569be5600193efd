/**
 * Transactions over registers (Gossip Glomers 6) that are always available: every node has all
 * registers, carries out a transaction on its own, and tells the others what it wrote. Of two writes
 * the later one stays. Partitions delay only what others see.
 *
 * It is read committed: a node learns all writes of a transaction in one message, and only the last
 * one of each key. Its clock (Lamport 1978) is later than all that it has seen, so no circle of
 * transactions can see each other's writes. It is no more than that: two clients at two nodes may both
 * read a register and overwrite it, and one of the writes is lost.
 */

import { ErrorCode, type Host, Node, RpcError, StdioHost } from "eddy";

const REPAIR_MS = 1000;

interface Write {
  readonly key: unknown;
  readonly value: unknown;
  /** Lamport's clock of the transaction, and the node that breaks ties. */
  readonly time: number;
  readonly by: string;
}

export function makeNode(host: Host): Node {
  const node = new Node(host);
  const registers = new Map<string, Write>();
  let clock = 0;

  function learn(write: Write): void {
    clock = Math.max(clock, write.time);
    const key = JSON.stringify(write.key);
    const known = registers.get(key);
    if (known === undefined || isLater(write, known)) registers.set(key, write);
  }

  node.on("txn", (request) => {
    const steps = toSteps(request.body["txn"]);
    const writes = new Map<string, Write>();
    const time = clock + 1;
    const txn = steps.map(([f, key, value]) => {
      const name = JSON.stringify(key);
      if (f === "w") writes.set(name, { key, value, time, by: node.id });
      return [
        f,
        key,
        f === "w" ? value : ((writes.get(name) ?? registers.get(name))?.value ?? null),
      ];
    });
    for (const write of writes.values()) learn(write);
    const others = node.nodeIds.filter((name) => name !== node.id);
    if (writes.size > 0) node.send(others, { type: "gossip", writes: [...writes.values()] });
    node.reply(request, { type: "txn_ok", txn });
  });

  node.on("gossip", ({ body }) => {
    for (const write of toWrites(body["writes"])) learn(write);
  });

  // What was lost or cut off comes with all that this node knows.
  node.onUp(() => {
    node.every(REPAIR_MS, () => {
      const others = node.nodeIds.filter((name) => name !== node.id);
      const other = others[node.random() % others.length];
      if (other !== undefined && registers.size > 0) {
        node.send(other, { type: "gossip", writes: [...registers.values()] });
      }
    });
  });
  return node;
}

function isLater(left: Write, right: Write): boolean {
  return left.time === right.time ? left.by > right.by : left.time > right.time;
}

function toSteps(txn: unknown): [f: "r" | "w", key: unknown, value: unknown][] {
  if (!Array.isArray(txn)) throw malformed(txn);
  return txn.map((step: unknown) => {
    const [f, key, value]: unknown[] = Array.isArray(step) ? step : [];
    if ((f !== "r" && f !== "w") || key === undefined) throw malformed(step);
    return [f, key, value];
  });
}

function malformed(value: unknown): RpcError {
  return new RpcError(ErrorCode.malformedRequest, `No transaction: ${JSON.stringify(value)}`);
}

function toWrites(writes: unknown): Write[] {
  if (!Array.isArray(writes)) throw malformed(writes);
  return writes.map((write: unknown) => {
    const { key, value, time, by }: Partial<Record<string, unknown>> = Object(write);
    if (typeof time !== "number" || typeof by !== "string") throw malformed(write);
    return { key, value, time, by };
  });
}

if (import.meta.main) await new StdioHost().run(makeNode);
