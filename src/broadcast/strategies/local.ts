import { type Strategy } from "../strategy.ts";

/** Store and read, no communication: almost everything is lost. The chapter's first server. */
export const local: Strategy = ({ onValue, add }) => onValue((value) => add(value));
