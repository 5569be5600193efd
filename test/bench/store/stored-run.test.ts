import { describe, expect, test } from "bun:test";
import { formatRun, parseRun, type StoredRun } from "../../../src/bench/store/stored-run.ts";

const RUN: StoredRun = {
  end: "violation",
  exitCode: 3,
  reason: "Node n1 exited.",
  nodes: ["n3", "n1"],
  concurrency: 4,
  settings: [["seed", "7"]],
  remarks: ["Node n1 exited."],
  repeat: "eddy test --seed 7",
};

describe("run.json", () => {
  test("says what was written into it", () => {
    expect(parseRun(formatRun(RUN))).toEqual(RUN);
    const complete = { ...RUN, end: "complete", exitCode: 0, reason: undefined } as const;
    expect(parseRun(formatRun(complete))).toEqual(complete);
  });

  test("that is a stump says nothing", () => {
    const text = formatRun(RUN).trimEnd();
    for (let length = 0; length < text.length; length++) {
      expect(parseRun(text.slice(0, length))).toBeUndefined();
    }
  });

  test.each([
    { end: "over" },
    { "exit-code": "3" },
    { reason: 5 },
    { nodes: [] },
    { nodes: ["n1", 2] },
    { concurrency: 0 },
    { concurrency: 1.5 },
    { settings: [["seed"]] },
    { settings: { seed: "7" } },
    { remarks: null },
    { repeat: undefined },
  ])("of somebody else says nothing: %j", (foreign) => {
    const fields: object = JSON.parse(formatRun(RUN));
    expect(parseRun(JSON.stringify({ ...fields, ...foreign }))).toBeUndefined();
  });

  test.each(["[]", "null", "7", "{}"])("may be any JSON: %s", (text) => {
    expect(parseRun(text)).toBeUndefined();
  });
});
