import { type Strategy } from "../strategy.ts";

/** Tell all neighbours when it is new. */
export const flood: Strategy = ({ onValue, add, neighbours, send }) =>
  onValue((value) => {
    if (add(value)) send(neighbours(), value);
  });
