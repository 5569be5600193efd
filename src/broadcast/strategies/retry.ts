import { type Strategy } from "../strategy.ts";

/** As in the chapter. A partition lasts ten times as long, a round trip a fifth. */
export const RETRY_MS = 1000;

/**
 * Relay by RPC, again every second until each neighbour has answered: nothing is lost. An error is no
 * answer.
 */
export const retry: Strategy = ({ onValue, add, neighbours, ask, sleep }) =>
  onValue(async (value, source) => {
    if (!add(value)) return;
    const unanswered = new Set(neighbours(source));
    while (unanswered.size > 0) {
      for (const name of unanswered) {
        ask(name, value).then(
          () => unanswered.delete(name),
          () => {},
        );
      }
      await sleep(RETRY_MS);
    }
  });
