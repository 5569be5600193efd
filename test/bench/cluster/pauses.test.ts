import { expect, test } from "bun:test";
import { Pauses } from "../../../src/bench/cluster/pauses.ts";
import { type Cluster } from "../../../src/bench/cluster/cluster.ts";

/** Notes who is paused and resumed. */
function watch(): { readonly pauses: Pauses; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const cluster: Cluster = {
    start() {},
    write() {},
    kill() {},
    pause: (name) => void notes.push(`${name} paused`),
    resume: (name) => void notes.push(`${name} resumed`),
    close: () => Promise.resolve(),
  };
  return { pauses: new Pauses(cluster), notes };
}

test("a node goes on when the last who holds it releases it", () => {
  const { pauses, notes } = watch();
  pauses.hold("n1", "pause");
  pauses.hold("n1", "hiccup");
  pauses.release("n1", "hiccup");
  expect(notes).not.toContain("n1 resumed");
  pauses.release("n1", "pause");
  expect(notes.at(-1)).toBe("n1 resumed");
});

test("a node that nobody holds, or that was killed since, is not resumed", () => {
  const { pauses, notes } = watch();
  pauses.release("n1", "pause");
  pauses.hold("n2", "hiccup");
  pauses.forget("n2");
  pauses.release("n2", "hiccup");
  expect(notes).toEqual(["n2 paused"]);
});
