import { type Timer } from "../../node/timers.ts";
import { type MakeStrategy } from "../strategy.ts";
import { type Value } from "../values.ts";
import { RESEND_MS } from "./retry.ts";
import { Unanswered } from "./unanswered.ts";

interface Gossip {
  readonly name: string;
  readonly value: Value;
  readonly timer: Timer;
}

/**
 * The chapter's gossip in Clojure: like `retry`, with an id of its own instead of an RPC's, and
 * `gossip_ok` for an answer.
 */
export const resend: MakeStrategy = ({ node, neighbours }) => {
  const unanswered = new Unanswered();
  const gossips = new Map<number, Gossip>();
  let lastId = 0;

  node.on("gossip_ok", ({ src, body }) => {
    const id = body["g_id"];
    const gossip = typeof id === "number" ? gossips.get(id) : undefined;
    if (typeof id !== "number" || gossip?.name !== src) return;
    gossip.timer.cancel();
    gossips.delete(id);
    unanswered.delete(src, gossip.value);
  });

  return {
    received(value, source, isNew) {
      if (isNew) this.tell(neighbours.except(source), value);
    },
    tell(nodes, value) {
      for (const name of nodes) {
        if (!unanswered.add(name, value)) continue;
        const id = ++lastId;
        const body = `{"type":"broadcast","message":${value},"g_id":${id}}`;
        node.send(name, body);
        const timer = node.every(RESEND_MS, () => node.send(name, body));
        gossips.set(id, { name, value, timer });
      }
    },
  };
};
