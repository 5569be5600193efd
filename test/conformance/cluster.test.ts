import { expect, test } from "bun:test";
import { isRecord } from "../support/json.ts";
import { type Member, ProcessCluster } from "../support/cluster.ts";

/** Longer than the second after which an unanswered request is sent again. */
const QUIET_MS = 1500;

const MIXED = ["flood", "relay", "retry", "resend", "relay", "retry"];

function line(strategies: readonly string[]): Map<string, Member> {
  const names = strategies.map((_, place) => `n${place}`);
  return new Map(
    strategies.map((strategy, place) => [
      `n${place}`,
      {
        args: ["--strategy", strategy],
        neighbours: [names[place - 1], names[place + 1]].filter((name) => name !== undefined),
      },
    ]),
  );
}

function messagesIn(body: unknown): unknown {
  return isRecord(body) && Array.isArray(body["messages"]) ? body["messages"].toSorted() : body;
}

test("a cluster of mixed strategies on a line converges and falls silent", async () => {
  const members = line(MIXED);
  const cluster = new ProcessCluster(members);
  await cluster.start(members);
  const values = [1, 2, 3, "text", { b: 1, a: [null] }, 7];
  await Promise.all(
    values.map((message, place) => cluster.ask(`n${place}`, { type: "broadcast", message })),
  );
  await cluster.silence(QUIET_MS);
  for (const name of members.keys()) {
    expect(messagesIn(await cluster.ask(name, { type: "read" }))).toEqual(values.toSorted());
  }
  for (const { src, dest } of cluster.serverMessages) {
    expect(members.get(src)?.neighbours).toContain(dest);
  }
  expect(await cluster.close()).toEqual(MIXED.map(() => 0));
});
