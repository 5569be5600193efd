import { type Timer } from "../../node/timers.ts";
import { type MakeStrategy } from "../strategy.ts";

const RESEND_MS = 1000;

/**
 * The chapter's gossip in Clojure: like `retry`, with an id of its own in place of an RPC's, and
 * `gossip_ok` for an answer.
 */
export const resend: MakeStrategy = ({ node, neighbours }) => {
  const unanswered = new Map<number, { readonly name: string; readonly timer: Timer }>();
  let lastId = 0;

  node.on("gossip_ok", ({ src, body }) => {
    const id = body["g_id"];
    const gossip = typeof id === "number" ? unanswered.get(id) : undefined;
    if (typeof id !== "number" || gossip?.name !== src) return;
    gossip.timer.cancel();
    unanswered.delete(id);
  });

  return {
    received(value, source, isNew) {
      if (isNew) this.tell(neighbours.except(source), value);
    },
    tell(nodes, value) {
      for (const name of nodes) {
        const id = ++lastId;
        const body = `{"type":"broadcast","message":${value},"g_id":${id}}`;
        node.send(name, body);
        unanswered.set(id, { name, timer: node.every(RESEND_MS, () => node.send(name, body)) });
      }
    },
  };
};
