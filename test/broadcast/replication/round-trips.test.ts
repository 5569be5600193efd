import { expect, test } from "bun:test";
import { RoundTrips } from "../../../src/broadcast/replication/round-trips.ts";

function measured(...samplesMs: number[]): RoundTrips {
  const roundTrips = new RoundTrips();
  for (const sampleMs of samplesMs) roundTrips.add(sampleMs);
  return roundTrips;
}

/** From 1 to a number, in steps of 1. */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, place) => place + 1);
}

test("before the first sample nothing is known: it is asked again after half a second, and given up after five", () => {
  const { typicalMs, spreadMs, patientMs, answerTimeoutMs, lateAnswerMs, patienceMs } = measured();
  expect([typicalMs, spreadMs, patientMs]).toEqual([undefined, 0, undefined]);
  expect([answerTimeoutMs, lateAnswerMs, patienceMs]).toEqual([500, 500, 5000]);
});

test("with few samples an answer has twice the longest time and some slack", () => {
  expect(measured(10, ...Array(6).fill(200)).answerTimeoutMs).toBe(500);
  expect(measured(200, 200, 200).patienceMs).toBe(5000);
  expect(measured(200, 200, 200, 200).patienceMs).toBe(500);
  const { answerTimeoutMs, patienceMs } = measured(...Array(8).fill(200));
  expect([answerTimeoutMs, patienceMs]).toEqual([300, 300]);
});

test("the typical round trip is just below the median, and the spread reaches to the 90th of 100", () => {
  const roundTrips = measured(...upTo(101));
  expect([roundTrips.typicalMs, roundTrips.spreadMs]).toEqual([48, 43]);
  expect(roundTrips.answerTimeoutMs).toBe(48 + 2 * 43 + 100);
});

test("what is not asked for again may take as long as any of the last ones", () => {
  const { answerTimeoutMs, lateAnswerMs, patienceMs } = measured(...Array(20).fill(200), 1100);
  expect([answerTimeoutMs, lateAnswerMs, patienceMs]).toEqual([300, 1200, 1200]);
});

test("only the last 128 samples count, and none is below 0", () => {
  expect(measured(...Array(500).fill(900), ...Array(128).fill(200)).typicalMs).toBe(200);
  expect(measured(-5).typicalMs).toBe(0);
});

test("one that takes more than 5 s, as after a jump of a clock, counts as one of 5 s", () => {
  expect(measured(3_600_000).answerTimeoutMs).toBe(10_100);
});

test("a window lasts for 19 of 20 round trips if these are steady, else for the typical one", () => {
  const steady = [...Array(18).fill(200), 250, 250];
  expect(measured(...steady).patientMs).toBe(250);
  const varied = [...Array(18).fill(200), 251, 251];
  expect(measured(...varied).patientMs).toBe(200);
});

test("they are uneven if the longest exceeds the shortest by a quarter of the typical one, and by 50 ms", () => {
  expect(measured(100, 151).areUneven).toBe(true);
  expect(measured(100, 150).areUneven).toBe(false);
  expect(measured(...Array(8).fill(400), 500).areUneven).toBe(false);
  expect(measured(...Array(8).fill(400), 501).areUneven).toBe(true);
});

test("they are steady if they are even, and enough", () => {
  expect(measured().areSteady).toBe(false);
  expect(measured(...Array(7).fill(200)).areSteady).toBe(false);
  expect(measured(...Array(8).fill(200)).areSteady).toBe(true);
  expect(measured(...Array(8).fill(200), 300).areSteady).toBe(false);
});
