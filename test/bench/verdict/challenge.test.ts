import { expect, test } from "bun:test";
import { CHALLENGES, withLimits } from "../../../src/bench/verdict/challenge.ts";
import { Keyword, readEdn, writeEdn } from "../../../src/bench/edn.ts";
import { EdnMap } from "../../../src/bench/edn.ts";

function results(text: string): EdnMap {
  const value = readEdn(text);
  if (!(value instanceof EdnMap)) throw new Error(`${text} is no map`);
  return value;
}

test("the five of Gossip Glomers are known", () => {
  expect(Object.keys(CHALLENGES)).toEqual(["3a", "3b", "3c", "3d", "3e"]);
});

test("limits that are met leave the verdict as it is", () => {
  const limits = [{ name: "max-latency-ms", actual: 599, limit: 600, isMet: true }];
  expect(writeEdn(withLimits(results("{:stats 1, :valid? :unknown}"), "3d", limits))).toBe(
    '{:stats 1, :challenge {:valid? true, :name "3d", :limits ' +
      "{:max-latency-ms {:valid? true, :actual 599, :below 600}}}, :valid? :unknown}",
  );
});

test("a limit that is not met makes the verdict invalid", () => {
  const limits = [
    { name: "server-msgs-per-op", actual: 30.5, limit: 30, isMet: false },
    { name: "max-latency-ms", actual: undefined, limit: 600, isMet: false },
  ];
  const judged = withLimits(results("{:valid? true}"), "3d", limits);
  expect(judged.get("valid?")).toBe(false);
  expect(writeEdn(judged)).toContain(
    ":server-msgs-per-op {:valid? false, :actual 30.5, :below 30}",
  );
  expect(writeEdn(judged)).toContain(":max-latency-ms {:valid? false, :actual nil, :below 600}");
  expect(judged.entries.at(-1)?.[0]).toBe(Keyword.of("valid?"));
});
