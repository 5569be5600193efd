import { type MakeStrategy } from "../strategy.ts";

/** Store and read, no communication: almost everything is lost. The chapter's first server. */
export const local: MakeStrategy = () => ({
  received() {},
  tell() {},
});
