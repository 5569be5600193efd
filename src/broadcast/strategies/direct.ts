/**
 * Direct mail: each node sends its own values to every other node at once, and no node passes
 * values on. This has the lowest latency. If a node dies before it has reached all others, digests
 * spread its values.
 */

import { type Arrival, Exchange } from "../replication/exchange.ts";
import { type Strategy } from "../strategy.ts";

/** With 2 values a second of its own a node sends one bare acknowledgement in 400 pushes. */
export const ACK_DELAY_MS = 3000;
export const RETRY_MS = 2000;

/** On average a node of the cluster sends a digest this often, to a node at random … */
export const DIGEST_OF_ALL_MS = 800;

/** … but each node at least this often, and more rarely after a minute without new values. */
export const DIGEST_MS = 20_000;
export const QUIET_MS = 60_000;

export const direct: Strategy = (verbs) => {
  const { node } = verbs;
  const options = { ackDelayMs: ACK_DELAY_MS, retryMs: RETRY_MS, relays: false };
  const exchange = new Exchange(verbs, options);
  const { sender } = exchange;
  let newsAtMs = 0;

  const digestMs = (): number => {
    if (node.now() - newsAtMs > QUIET_MS) return QUIET_MS;
    return Math.min(DIGEST_OF_ALL_MS * node.nodeIds.length, DIGEST_MS);
  };

  const compareWithOne = (): void => {
    node.after(digestMs(), compareWithOne);
    const name = node.nodeIds[node.random() % node.nodeIds.length];
    if (name === undefined || name === node.id) return;
    sender.digest(sender.links.to(name), sender.journal.end);
  };

  const take = (arrival: Arrival): void => {
    if (arrival.hasNews) newsAtMs = node.now();
    exchange.answer(arrival);
  };

  node.on("push", (message) => take(exchange.receivePush(message)));
  node.on("digest", (message) => take(exchange.receiveDigest(message)));
  node.onUp(() => {
    newsAtMs = node.now();
    sender.resume(
      node.nodeIds.filter((name) => name !== node.id).map((name) => sender.links.to(name)),
    );
    node.after(node.random() % digestMs(), compareWithOne);
  });

  verbs.ignoreTopology();
  verbs.onValue((value) => {
    if (!verbs.add(value)) return;
    sender.journal.add(value);
    newsAtMs = node.now();
    for (const name of node.nodeIds) {
      if (name === node.id) continue;
      const link = sender.links.to(name);
      if (!link.outgoing.isGivenUp(newsAtMs)) sender.push(link);
    }
  });
};
