import { type MakeStrategy } from "../strategy.ts";
import { broadcastBody } from "./body.ts";

/**
 * Flood, but not back to the sender: fewer messages, and still nothing that survives a partition.
 */
export const relay: MakeStrategy = ({ node, neighbours }) => ({
  received(value, source, isNew) {
    if (isNew) this.tell(neighbours.except(source), value);
  },
  tell(nodes, value) {
    node.send(nodes, broadcastBody(value));
  },
});
