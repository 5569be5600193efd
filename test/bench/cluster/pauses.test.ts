import { expect, test } from "bun:test";
import { Pauses } from "../../../src/bench/cluster/pauses.ts";
import { type Cluster } from "../../../src/bench/cluster/cluster.ts";

test("only a node that is paused, and was not killed since, is resumed", () => {
  const notes: string[] = [];
  const cluster: Cluster = {
    start() {},
    write() {},
    kill() {},
    pause: (name) => void notes.push(`${name} paused`),
    resume: (name) => void notes.push(`${name} resumed`),
    close: () => Promise.resolve(),
  };
  const pauses = new Pauses(cluster);
  pauses.resume("n1");
  pauses.pause("n2");
  pauses.forget("n2");
  pauses.resume("n2");
  pauses.pause("n3");
  pauses.resume("n3");
  pauses.resume("n3");
  expect(notes).toEqual(["n2 paused", "n3 paused", "n3 resumed"]);
});
