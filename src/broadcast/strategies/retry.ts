import { type MakeStrategy } from "../strategy.ts";
import { broadcastBody } from "./body.ts";

/** As in the chapter. A partition lasts ten times as long, a round trip a fifth. */
const RESEND_MS = 1000;

/**
 * Relay by RPC, again every second until each neighbour answered: nothing is lost. An error is no
 * acknowledgement.
 */
export const retry: MakeStrategy = ({ node, neighbours }) => ({
  received(value, source, isNew) {
    if (isNew) this.tell(neighbours.except(source), value);
  },
  tell(nodes, value) {
    const body = broadcastBody(value);
    for (const name of nodes) {
      node.rpc(name, body, { resendMs: RESEND_MS, timeoutMs: Infinity }).catch(() => {
        node.after(RESEND_MS, () => this.tell([name], value));
      });
    }
  },
});
