import { type MakeStrategy } from "../strategy.ts";
import { broadcastBody } from "./body.ts";

/**
 * Tell all neighbours, always: two neighbours tell each other the same value without end. The mistake
 * that the chapter makes to learn from it.
 */
export const storm: MakeStrategy = ({ node, neighbours }) => {
  node.log("warn", "storm never falls silent: requests will time out");
  return {
    received(value) {
      this.tell(neighbours.names, value);
    },
    tell(nodes, value) {
      node.send(nodes, broadcastBody(value));
    },
  };
};
