import { type Strategy } from "../strategy.ts";

/**
 * Tell all neighbours, always: two neighbours tell each other the same value without end. The mistake
 * that the chapter makes to learn from it.
 */
export const storm: Strategy = ({ node, onValue, add, neighbours, send }) => {
  node.log("warn", "storm never falls silent: requests will time out");
  onValue((value) => {
    add(value);
    send(neighbours(), value);
  });
};
