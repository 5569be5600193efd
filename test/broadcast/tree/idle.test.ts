/** An idle cluster of the default strategy costs next to nothing; test/figures/idle.ts has the figures. */

import { expect, test } from "bun:test";
import { countIdleMessages, NODES } from "../../support/idle.ts";

const SECONDS = 300;

test("a minute after the last value nodes send at most 0.1 messages a second on average", async () => {
  for (const seed of [1, 2, 3]) {
    const { messages, lost } = await countIdleMessages(SECONDS, {
      rate: 100,
      timeLimitSeconds: 3,
      seed,
    });
    const all = messages.reduce((sum, count) => sum + count, 0);
    expect(all / NODES / SECONDS).toBeLessThanOrEqual(0.1);
    expect(lost).toBe(0);
  }
});
