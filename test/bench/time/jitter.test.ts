import { expect, test } from "bun:test";
import { Jitter } from "../../../src/bench/time/jitter.ts";
import { nodeNames } from "../../../src/bench/options.ts";
import { simulate } from "../../../src/bench/virtual.ts";
import { isClient } from "../../../src/node/message.ts";
import { guestOf } from "../guests.ts";

function draw(seed: number, isOtherAsked: boolean): readonly number[] {
  const jitter = new Jitter(seed);
  if (isOtherAsked) jitter.timerMs("n2");
  return [jitter.timerMs("n1"), jitter.turnMs("n1"), jitter.timerMs("n1")];
}

test("every receiver and every node has draws of its own, from the seed", () => {
  expect(draw(1, true)).toEqual(draw(1, false));
  expect(draw(2, false)).not.toEqual(draw(1, false));
});

const LARGE = { nodes: nodeNames(25), latencyMs: 100, rate: 100, timeLimitSeconds: 5, seed: 1 };

test("a sleeping thread hands over at most 1 ms before a message is due, and seldom long after", async () => {
  const sentMs = new Map<number, number>();
  const lateMs: number[] = [];
  await simulate(LARGE, guestOf("direct"), {
    observer: {
      network(type, { id, src, dest }, timeMs) {
        if (type === "send") sentMs.set(id, timeMs);
        else if (![src, dest].some(isClient)) lateMs.push(timeMs - (sentMs.get(id) ?? NaN) - 100);
      },
    },
  });
  lateMs.sort((one, other) => one - other);
  const [least = NaN, median = NaN] = [0, 0.5].map(
    (part) => lateMs[Math.floor(part * lateMs.length)],
  );
  expect(least).toBeGreaterThanOrEqual(-1.02);
  expect(median).toBeGreaterThan(-1);
  expect(median).toBeLessThan(1);
});

test("a run with jitter repeats itself, and has the load of one without", async () => {
  const [first, again, ideal] = [
    await simulate(LARGE, guestOf("tree")),
    await simulate(LARGE, guestOf("tree")),
    await simulate({ ...LARGE, hasJitter: false }, guestOf("tree")),
  ];
  expect(again.outcome.history).toEqual(first.outcome.history);
  expect(ideal.outcome.history).not.toEqual(first.outcome.history);
  expect(ideal.broadcasts).toBe(first.broadcasts);
});
