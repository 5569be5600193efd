/** How long the network takes for a message from server to server (Maelstrom's net.clj). */

import type { Random } from "../random.ts";

export const LATENCY_DISTRIBUTIONS = ["constant", "uniform", "exponential"] as const;
export type LatencyDistribution = (typeof LATENCY_DISTRIBUTIONS)[number];

/**
 * Draws a latency in whole milliseconds: always the mean, or uniform from 0 to twice the mean, or
 * exponential. A mean of 0 is no latency, with any distribution.
 */
export function drawLatencyMs(
  distribution: LatencyDistribution,
  meanMs: number,
  random: Random,
): number {
  switch (distribution) {
    case "constant":
      return Math.floor(meanMs);
    case "uniform":
      return Math.floor(random.float() * 2 * meanMs);
    case "exponential":
      return Math.floor(random.exponential(meanMs));
  }
}
