import { describe, expect, test } from "bun:test";
import { nodeNames } from "../../src/bench/options.ts";
import { figuresOf } from "../../src/view/model/figures.ts";
import { linksOf } from "../../src/view/model/links.ts";
import { describeNode } from "../../src/view/model/pointed.ts";
import { requestsOf } from "../../src/view/model/requests.ts";
import { piecesOf } from "../../src/view/model/times.ts";
import { recordRun } from "../support/view-run.ts";

const GRID = { nodes: nodeNames(5), latencyMs: 100, rate: 5, timeLimitSeconds: 3, seed: 1 };

describe("a node that is pointed at", () => {
  test("is told with its values, whom it talks to, and what it sends next", async () => {
    const { run } = await recordRun(GRID, "flood");
    const links = linksOf(run);
    expect(links.isGrid).toBeTrue();
    expect(links.neighbours).toEqual([[1, 3], [0, 2, 4], [1], [0, 4], [1, 3]]);
    const [first] = run.messages?.sendMs ?? [];
    expect(describeNode(run, links, 1, (first ?? 0) - 1)[0]).toBe("n1 has no value yet.");
    const sentences = describeNode(run, links, 1, 1000);
    expect(sentences[0]).toMatch(/^n1 has 0(?:, \d)*\.$/u);
    expect(sentences[1]).toBe("It talks to n0, n2, n4.");
    expect(sentences[2]).toMatch(/^Next it sends broadcast to n\d(?:, n\d)*, at [\d,]+ ms\.$/u);
    expect(describeNode(run, links, 1, run.endMs)[2]).toBe(
      "It sends nothing more to another node.",
    );
  });

  test("that talks to nobody is told so", async () => {
    const { run } = await recordRun(GRID, "local");
    expect(describeNode(run, linksOf(run), 0, 0)[1]).toBe("n0 talks to no other node.");
  });

  test("in a line is in no grid", async () => {
    const { run } = await recordRun({ ...GRID, topology: "line" }, "flood");
    expect(linksOf(run).isGrid).toBeFalse();
  });
});

test("the figures of a run are those of its verdict", async () => {
  const { run } = await recordRun({ ...GRID, rate: 20, faults: ["partition"] }, "relay");
  const figures = figuresOf(run);
  const rows = new Map(run.record.verdict.rows);
  const lost = run.record.verdict.suspects.find(({ name }) => name === "lost")?.values ?? [];
  expect(figures.lost).toBe(lost.length);
  expect(rows.get("messages")).toStartWith((figures.perOperation ?? 0).toFixed(2));
  expect(rows.get("latency")).toContain(`longest ${figures.longestLatencyMs} ms`);
});

test("a request has the time until its answer, and none if there was no answer", async () => {
  const { run } = await recordRun(
    {
      ...GRID,
      rate: 20,
      workload: "echo",
      scenario: [{ atMs: 1000, action: "kill", nodes: ["n1"] }],
    },
    "tree",
  );
  if (run.messages === undefined) throw new Error("The run has no messages");
  const requests = requestsOf(run.messages);
  const { kinds } = run.messages;
  expect(new Set(requests.map(({ kind }) => kinds[kind]?.name))).toEqual(new Set(["echo"]));
  expect(requests.length).toBe(Number(/^\d+/u.exec(run.record.verdict.rows[0]?.[1] ?? "")?.[0]));
  const answered = requests.filter(({ latencyMs }) => latencyMs !== undefined);
  expect(answered.length).toBeWithin(1, requests.length);
  expect(answered.every(({ latencyMs = -1 }) => latencyMs >= 0)).toBeTrue();
});

describe("the times in a sentence of a verdict", () => {
  test.each([
    [
      "n1 answered a read with 3 (process 3, 4.201 to 4.310 s).",
      ["n1 answered a read with 3 (process 3, ", 4201, " to ", 4310, " s)."],
    ],
    ["add 2 at n1 (process 7, from 0.500 s on)", ["add 2 at n1 (process 7, from ", 500, " s on)"]],
    [
      "3 of 9 values are lost, 1.5 s late, in 12.345 ms",
      ["3 of 9 values are lost, 1.5 s late, in 12.345 ms"],
    ],
  ])("%s", (sentence, wanted) => {
    expect(piecesOf(sentence).map(({ text, atMs }) => atMs ?? text)).toEqual(wanted);
  });
});
