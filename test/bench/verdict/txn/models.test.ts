import { describe, expect, test } from "bun:test";
import {
  ModelError,
  boundaryOf,
  forbiddenBy,
  parseModels,
} from "../../../../src/bench/verdict/txn/models.ts";

describe("names of models", () => {
  test("are separated by commas, blanks or both, and have other names", () => {
    const models = ["read-committed", "snapshot-isolation", "strong-serializable"];
    expect(parseModels("read-committed,snapshot-isolation , strict-serializable")).toEqual(models);
    expect(parseModels(":PL-2 PL-SI,PL-SS")).toEqual(models);
    expect(parseModels("conflict-serializable, PRAM")).toEqual(["serializable", "PRAM"]);
  });

  test("that nobody knows are refused with the nearest ones", () => {
    expect(() => parseModels("serializable, snapshot-isolaton")).toThrow(
      new ModelError(
        "Unknown consistency model snapshot-isolaton; the nearest are snapshot-isolation, " +
          "strong-snapshot-isolation, parallel-snapshot-isolation",
      ),
    );
    expect(() => parseModels(" , ")).toThrow(new ModelError("Name at least one consistency model"));
  });
});

describe("the weakest models that forbid an anomaly", () => {
  // Table of maelstrom's verdicts on histories with one anomaly each.
  const WEAKEST = [
    ["G0", "read-uncommitted"],
    ["duplicate-elements", "read-uncommitted"],
    ["cyclic-versions", "read-uncommitted"],
    ["garbage-read", "read-uncommitted"],
    ["G1a", "read-committed"],
    ["G1b", "read-committed"],
    ["G1c", "read-committed"],
    ["dirty-update", "read-committed"],
    ["incompatible-order", "read-committed"],
    ["future-read", "read-committed"],
    ["internal", "read-atomic"],
    ["lost-update", "cursor-stability update-atomic"],
    ["G-single-item", "consistent-view repeatable-read"],
    ["G-nonadjacent-item", "repeatable-read snapshot-isolation"],
    ["G2-item", "repeatable-read"],
    ["G0-process", "strong-session-read-uncommitted"],
    ["G0-realtime", "strong-read-uncommitted"],
    ["G1c-process", "strong-session-read-committed"],
    ["G1c-realtime", "strong-read-committed"],
    ["G-single-item-process", "strong-session-snapshot-isolation"],
    ["G-nonadjacent-item-realtime", "strong-snapshot-isolation"],
    ["G2-item-process", "strong-session-serializable"],
    ["G2-item-realtime", "strong-serializable"],
  ] as const;

  test.each(WEAKEST)("%s: %s", (type, models) => {
    expect(boundaryOf([type]).not.join(" ")).toBe(models);
    for (const model of models.split(" ")) expect(forbiddenBy([model])).toContain(type);
  });

  test("leave the stronger ones for also-not", () => {
    expect(boundaryOf(["G2-item"])).toEqual({
      not: ["repeatable-read"],
      alsoNot: ["serializable", "strong-serializable", "strong-session-serializable"],
    });
    expect(boundaryOf([])).toEqual({ not: [], alsoNot: [] });
  });

  test("snapshot isolation allows write skew and forbids a skewed read", () => {
    const forbidden = forbiddenBy(["snapshot-isolation"]);
    expect([forbidden.has("G2-item"), forbidden.has("G-single-item")]).toEqual([false, true]);
  });
});
