import { type MakeStrategy } from "../strategy.ts";
import { broadcastBody } from "./body.ts";

/** Tell all neighbours when it is new. */
export const flood: MakeStrategy = ({ node, neighbours }) => ({
  received(value, _source, isNew) {
    if (isNew) this.tell(neighbours.names, value);
  },
  tell(nodes, value) {
    node.send(nodes, broadcastBody(value));
  },
});
