import { describe, expect, test } from "bun:test";
import { resultsOf } from "../../../src/bench/store/results.ts";
import {
  CHALLENGES,
  judgeLimits,
  type ChallengeVerdict,
} from "../../../src/bench/verdict/challenge.ts";
import { type Validity } from "../../../src/bench/verdict/validity.ts";
import { judgeBroadcast } from "./histories.ts";
import { Keyword, writeEdn } from "../../../src/bench/edn.ts";

test("those of Gossip Glomers are known, in their order", () => {
  const names = CHALLENGES.map(({ name }) => name).join(" ");
  expect(names).toBe("1 2 3a 3b 3c 3d 3e 4 5a 5b 5c 6a 6b 6c");
});

test("limits that are met leave the verdict as it is", () => {
  const limits = [{ name: "max-latency-ms", actual: 599, limit: 600, validity: true as const }];
  const results = resultsOf(judgeBroadcast(""), {
    challenge: { name: "3d", limits, validity: true },
  });
  expect(results.get("valid?")).toBe(Keyword.of("unknown"));
  expect(writeEdn(results.get("challenge") ?? null)).toBe(
    '{:valid? true, :name "3d", :limits ' +
      "{:max-latency-ms {:valid? true, :actual 599, :below 600}}}",
  );
});

test("a limit that is not met makes the verdict invalid", () => {
  const challenge: ChallengeVerdict = {
    name: "3d",
    limits: [
      { name: "server-msgs-per-op", actual: 30.5, limit: 30, validity: false },
      { name: "max-latency-ms", actual: undefined, limit: 600, validity: "unknown" },
    ],
    validity: false,
  };
  const results = resultsOf(judgeBroadcast(""), { challenge });
  expect(results.get("valid?")).toBe(false);
  expect(writeEdn(results)).toContain(
    ":server-msgs-per-op {:valid? false, :actual 30.5, :below 30}",
  );
  expect(writeEdn(results)).toContain(
    ":max-latency-ms {:valid? :unknown, :actual nil, :below 600}",
  );
  expect(results.entries.at(-1)?.[0]).toBe(Keyword.of("valid?"));
});

describe("a limit that is missed while the bench was late", () => {
  const limits = { serverMessagesPerOperation: 1, medianLatencyMs: 10, maxLatencyMs: 1000 };

  /** What becomes of the three limits with 2 messages an operation and a latency of 19 ms. */
  function judgeWith(lateFraction: number): readonly Validity[] {
    const pace = { askedRate: 10, reachedRate: 9, busyFraction: 0, lateFraction };
    const counts = { sent: 8, received: 8, messages: 6 };
    const verdict = judgeBroadcast(
      `
      @0 0 invoke broadcast 7
      @1 0 ok broadcast 7
      @20 1 invoke read nil
      @21 1 ok read []
      @30 0 invoke read nil
      @31 0 ok read [7]`,
      { net: { all: counts, clients: counts, servers: counts }, pace },
    );
    return judgeLimits(limits, verdict).map(({ validity }) => validity);
  }

  test("is unknown if it is one of a latency", () => {
    expect(judgeWith(0.051)).toEqual([false, "unknown", true]);
  });

  test("is missed up to a twentieth of the time", () => {
    expect(judgeWith(0.05)).toEqual([false, false, true]);
  });
});
