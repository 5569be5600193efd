import { describe, expect, test } from "bun:test";
import { at, judgeBroadcast } from "./histories.ts";

function afterKill(victims: string): string {
  return `
    0 invoke broadcast 1
    0 ok broadcast 1
    0 invoke read nil
    0 ok read [1]
    1 invoke read nil
    1 ok read [1]
    n info kill ${victims}
    n info kill nil
    0 invoke read nil
    0 ok read []
    0 invoke read nil
    0 ok read [1]
    1 invoke read nil
    1 ok read []`;
}

describe("what Maelstrom misses", () => {
  test("a value that nobody had broadcast when it was read", () => {
    const verdict = judgeBroadcast(`
      0 invoke read nil
      0 ok read [1 7]
      0 invoke broadcast 1
      0 ok broadcast 1
      0 invoke read nil
      0 ok read [1 7]`);
    expect(at(verdict, "eddy", "phantoms")).toBe("(1 7)");
    expect(verdict.validity).toBe(false);
    expect(at(verdict, "workload", "valid?")).toBe("true");
  });

  test("a thousand values that nobody had broadcast are listed, and all are counted", () => {
    const phantoms = Array.from({ length: 1200 }, (_, value) => value).join(" ");
    const verdict = judgeBroadcast(`
      0 invoke broadcast 1
      0 ok broadcast 1
      0 invoke read nil
      0 ok read [${phantoms} ${phantoms}]`);
    expect(at(verdict, "eddy", "phantom-count")).toBe("1199");
    expect(at(verdict, "eddy", "phantoms")).toEndWith(" 999 1000)");
    expect(at(verdict, "eddy", "duplicate-count")).toBe("1200");
    expect(at(verdict, "eddy", "duplicates")).toEndWith(" 999 2}");
  });

  test("a value that a read shows more than once", () => {
    const verdict = judgeBroadcast(`
      0 invoke broadcast 1
      0 ok broadcast 1
      0 invoke read nil
      0 ok read [1 1]
      0 invoke read nil
      0 ok read [1 1 1]
      0 invoke read nil
      0 ok read [1 1]
      0 invoke read nil
      0 ok read [1]`);
    expect(at(verdict, "eddy", "duplicates")).toBe("{1 3}");
    expect(at(verdict, "workload", "duplicated")).toBe("{}");
    expect([verdict.validity, verdict.values?.elements.validity]).toEqual([false, true]);
  });

  const nodes = ["n0", "n1"];
  const vanishing = `
    0 invoke broadcast 1
    0 ok broadcast 1
    0 invoke read nil
    0 ok read [1]
    2 invoke read nil
    2 ok read []
    1 invoke read nil
    1 ok read [1]`;

  test("a value that a node showed and then shows no more, to whichever worker", () => {
    const verdict = judgeBroadcast(vanishing, { nodes, concurrency: 4 });
    expect(at(verdict, "eddy", "vanished")).toBe(
      '({:element 1, :node "n0", :shown-at 3, :missing-at 5})',
    );
    expect([verdict.validity, verdict.values?.elements.validity]).toEqual([false, true]);
  });

  test("without the names of the nodes each worker is a node of its own", () => {
    expect(at(judgeBroadcast(vanishing, { concurrency: 4 }), "eddy", "vanished")).toBe("()");
    expect(at(judgeBroadcast(vanishing, { concurrency: 2 }), "eddy", "vanished")).toBe(
      "({:element 1, :worker 0, :shown-at 3, :missing-at 5})",
    );
  });

  test("a read that began before the value was shown may lack it", () => {
    const lines = `
      0 invoke broadcast 1
      0 ok broadcast 1
      2 invoke read nil
      0 invoke read nil
      0 ok read [1]
      2 ok read []`;
    expect(at(judgeBroadcast(lines, { nodes, concurrency: 4 }), "eddy", "vanished-count")).toBe(
      "0",
    );
  });

  test.each([
    ['{"n0" :killed}', '({:element 1, :node "n1", :shown-at 5, :missing-at 13})'],
    ['["n1"]', '({:element 1, :node "n0", :shown-at 3, :missing-at 9})'],
    ['#{"n0" "n1"}', "()"],
    [":one", "()"],
  ])("a node forgets when it is killed, here %s", (victims, vanished) => {
    expect(at(judgeBroadcast(afterKill(victims), { nodes }), "eddy", "vanished")).toBe(vanished);
  });

  test("what a node shows after it was killed it must keep again", () => {
    const lines = `${afterKill('["n0" "n1"]')}
    0 invoke read nil
    0 ok read []`;
    expect(at(judgeBroadcast(lines, { nodes }), "eddy", "vanished")).toBe(
      '({:element 1, :node "n0", :shown-at 11, :missing-at 15})',
    );
  });

  test("a read during which the node was killed says nothing about it", () => {
    const lines = `
      0 invoke broadcast 1
      0 ok broadcast 1
      0 invoke read nil
      n info kill ["n0"]
      n info kill {"n0" :killed}
      0 ok read [1]
      0 invoke read nil
      0 ok read []
      0 invoke read nil
      0 ok read [1]
      1 invoke read nil
      1 ok read [1]`;
    expect(at(judgeBroadcast(lines, { nodes }), "eddy", "vanished")).toBe("()");
  });

  test("what was lost with its node is listed apart and excused, unless durability was promised", () => {
    const lines = `
      0 invoke broadcast 1
      0 ok broadcast 1
      1 invoke broadcast 2
      1 ok broadcast 2
      1 invoke broadcast 3
      1 ok broadcast 3
      0 invoke read nil
      0 ok read [3]`;
    const verdict = judgeBroadcast(lines, { lostWithNode: [1, 3] });
    expect(at(verdict, "workload", "lost")).toBe("(2)");
    expect(at(verdict, "eddy", "lost-with-node")).toBe("(1)");
    const excused = judgeBroadcast(lines, { lostWithNode: [1, 2] });
    expect(excused.validity).toBe(true);
    expect(at(excused, "workload", "lost-latencies")).toBe("nil");
    const durable = judgeBroadcast(lines, { lostWithNode: [1, 2], isDurable: true });
    expect(durable.validity).toBe(false);
    expect(at(durable, "workload", "lost")).toBe("(1 2)");
    expect(at(durable, "eddy", "lost-with-node")).toBe("(1 2)");
  });
});
