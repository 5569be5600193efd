import { type Strategy } from "../strategy.ts";

/**
 * Flood, but not back to the sender: fewer messages, and still nothing that survives a partition.
 */
export const relay: Strategy = ({ onValue, add, neighbours, send }) =>
  onValue((value, source) => {
    if (add(value)) send(neighbours(source), value);
  });
