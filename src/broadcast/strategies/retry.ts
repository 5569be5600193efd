import { type MakeStrategy } from "../strategy.ts";
import { type Value } from "../values.ts";
import { broadcastBody } from "./body.ts";
import { Unanswered } from "./unanswered.ts";

/** As in the chapter. A partition lasts ten times as long, a round trip a fifth. */
export const RESEND_MS = 1000;

/**
 * Relay by RPC, again every second until each neighbour answered: nothing is lost. An error is no
 * acknowledgement.
 */
export const retry: MakeStrategy = ({ node, neighbours }) => {
  const unanswered = new Unanswered();

  const ask = (name: string, value: Value): void => {
    node
      .rpc(name, broadcastBody(value), { resendMs: RESEND_MS, timeoutMs: Infinity })
      .then(() => unanswered.delete(name, value))
      .catch(() => node.after(RESEND_MS, () => ask(name, value)));
  };

  return {
    received(value, source, isNew) {
      if (isNew) this.tell(neighbours.except(source), value);
    },
    tell(nodes, value) {
      for (const name of nodes) if (unanswered.add(name, value)) ask(name, value);
    },
  };
};
