/** Nodes with disks: what one has acknowledged outlives it, under the name that it had. */

import { describe, expect, test } from "bun:test";
import {
  isStrategyName,
  STRATEGIES,
  type StrategyName,
} from "../../src/broadcast/strategies/index.ts";
import { makeNode } from "../../src/broadcast/make-node.ts";
import { type Node } from "../../src/node/node.ts";
import { MemoryHost } from "../../src/testing/memory-host.ts";
import { isRecord } from "../support/json.ts";
import { init, line, topology } from "../support/messages.ts";

const STRATEGY_NAMES = Object.keys(STRATEGIES).filter(isStrategyName);
const NAMES = ["n1", "n2", "n3"];

/** Values of clients and of another node, some of which are no integers. */
const LINES: readonly string[] = [
  topology(["n2", "n3"]),
  line("c1", { type: "broadcast", message: 1, msg_id: 10 }),
  line("c1", { type: "broadcast", message: { a: ["€", 1.5] }, msg_id: 11 }),
  line("n2", {
    type: "push",
    of: 5,
    ms: 0,
    from: 0,
    to: 2,
    path: ["n2"],
    runs: [["n2", 5, 0, [20, 21]]],
  }),
  line("n3", { type: "broadcast", message: 30, msg_id: 1 }),
  line("c1", { type: "broadcast", message: 1, msg_id: 12 }),
  line("c1", { type: "broadcast", message: "end", msg_id: 13 }),
];

interface Life {
  readonly host: MemoryHost;
  readonly node: Node;
}

let lives = 0;

function live(disk: string[] | undefined, strategy: StrategyName = "tree", id = "n1"): Life {
  const host = new MemoryHost("error");
  host.disk = disk;
  // Each life draws other numbers.
  for (let drawn = lives++; drawn > 0; drawn--) host.random();
  const node = makeNode(host, { strategy });
  node.receive(init(NAMES, id));
  return { host, node };
}

/** What a client reads. */
function read({ host, node }: Life): unknown[] {
  host.take();
  node.receive(line("c9", { type: "read", msg_id: 1 }, node.id));
  const [answer] = host.take().flatMap((message) => (isRecord(message) ? [message["body"]] : []));
  return isRecord(answer) && Array.isArray(answer["messages"]) ? answer["messages"] : [];
}

describe.each(STRATEGY_NAMES)("%s", (strategy) => {
  test("shows after a restart what it showed before", () => {
    const disk: string[] = [];
    const first = live(disk, strategy);
    for (const each of LINES) first.node.receive(each);
    const before = read(first);
    expect(before.length).toBeGreaterThanOrEqual(4);
    const second = live(disk, strategy);
    expect(read(second)).toEqual(before);
    second.node.receive(line("c1", { type: "broadcast", message: 2, msg_id: 14 }));
    expect(read(live(disk, strategy)).toSorted()).toEqual([...before, 2].toSorted());
  });

  test("keeps no value twice", () => {
    const disk: string[] = [];
    const { node } = live(disk, strategy);
    for (const each of LINES) node.receive(each);
    const { length } = disk;
    for (const each of LINES) node.receive(each);
    expect(disk.length).toBe(length);
  });

  test("shows after a restart with another strategy what it showed before", () => {
    const disk: string[] = [];
    const first = live(disk, strategy);
    for (const each of LINES) first.node.receive(each);
    for (const other of STRATEGY_NAMES) {
      expect(read(live([...disk], other)).toSorted()).toEqual(read(first).toSorted());
    }
  });
});

test("a restarted node has the neighbours that it had, instead of the grid's", () => {
  const disk: string[] = [];
  live(disk, "retry").node.receive(topology(["n3"]));
  const { host, node } = live(disk, "retry");
  host.take();
  node.receive(line("c1", { type: "broadcast", message: 7 }));
  expect(host.lines).toEqual([expect.stringContaining('"dest":"n3"')]);
});

test("a node without a disk keeps nothing", () => {
  const { node } = live(undefined);
  for (const each of LINES) node.receive(each);
  expect(read(live(undefined))).toEqual([]);
});

test("records are a life, own values, and runs of others", () => {
  const disk: string[] = [];
  const { node } = live(disk);
  for (const each of LINES) node.receive(each);
  expect(disk).toEqual([
    expect.stringMatching(/^\{"life":\d+\}$/),
    '{"neighbours":["n2","n3"]}',
    "1",
    '"{\\"a\\":[\\"€\\",1.5]}"',
    '["n2",5,0,[20,21]]',
    "30",
    '"\\"end\\""',
  ]);
});

test.each(["null", "1.5", '"{"', '["n9",1,0,[1]]', '{"life":"x"}', "[]"])(
  "the record %s, which no node wrote, is refused",
  (record) => {
    const { host } = live([record]);
    expect(host.lines).toEqual([expect.stringContaining('"type":"error"')]);
  },
);

/** The answers to clients, by what they asked. */
function acknowledged({ host }: Life): number[] {
  return host.take().flatMap((message) => {
    const body = isRecord(message) ? message["body"] : undefined;
    const isAnswer = isRecord(body) && body["type"] === "broadcast_ok";
    return isAnswer ? [Number(body["in_reply_to"])] : [];
  });
}

test.each(["tree", "direct", "retry"] as const)(
  "a node that is killed after any record has all it acknowledged before: %s",
  (strategy) => {
    const values = new Map<number, unknown>([
      [10, 1],
      [11, { a: ["€", 1.5] }],
      [13, "end"],
    ]);
    const disk: string[] = [];
    const life = live(disk, strategy);
    life.host.take();
    /** How many records there were when a broadcast was acknowledged. */
    const promised: [count: number, value: unknown][] = [];
    for (const each of LINES) {
      life.node.receive(each);
      for (const id of acknowledged(life)) {
        if (values.has(id)) promised.push([disk.length, values.get(id)]);
      }
    }
    expect(promised.length).toBe(3);
    for (let count = 0; count <= disk.length; count++) {
      const shown = read(live(disk.slice(0, count), strategy));
      for (const [atCount, value] of promised) {
        if (count >= atCount) expect(shown).toContainEqual(value);
      }
    }
  },
);

function say({ node }: Life, message: number): void {
  node.receive(line("c1", { type: "broadcast", message, msg_id: message }));
}

test("a restored backup does not mix up two lives", () => {
  const disk: string[] = [];
  const peer = live([], "tree", "n2");
  const first = live(disk);
  peer.node.receive(topology([], "n2"));
  first.node.receive(topology([]));
  for (const value of [1, 2]) say(first, value);
  const backup = [...disk];
  for (const value of [3, 4]) say(first, value);
  exchange([first, peer]);
  expect(read(peer).toSorted()).toEqual([1, 2, 3, 4]);
  // The copy lacks 3 and 4, whose indexes 5 and 6 would take in the same incarnation.
  const second = live(backup);
  for (const value of [5, 6]) say(second, value);
  exchange([second, peer]);
  const all = [1, 2, 3, 4, 5, 6];
  expect(read(peer).toSorted()).toEqual(all);
  expect(read(second).toSorted()).toEqual(all);
  // What it had lost is in its own file again.
  expect(read(live(backup)).toSorted()).toEqual(all);
});

test("a restarted node says what it has with a digest, and sends nothing for a second time", () => {
  const disk: string[] = [];
  const first = live(disk);
  const peer = live([], "tree", "n2");
  first.node.receive(topology([]));
  peer.node.receive(topology([], "n2"));
  for (let value = 0; value < 50; value++) say(first, value);
  exchange([first, peer]);
  const { said } = exchange([live(disk), peer]);
  expect(said.some((text) => text.includes('"type":"digest"'))).toBe(true);
  expect(said.filter((text) => text.includes('"runs"'))).toEqual([]);
});

/** Lets ten seconds pass in which these nodes hear each other. Returns what they said. */
function exchange(lives: readonly Life[]): { said: string[] } {
  const said: string[] = [];
  for (let step = 0; step < 1000; step++) {
    for (const { host, node } of lives) host.pass(10, node);
    for (const { host, node: source } of lives) {
      for (const text of host.lines.splice(0)) {
        const { dest }: { dest: string } = JSON.parse(text);
        const target = lives.find(({ node }) => node.id === dest);
        if (target === undefined || target.node === source) continue;
        said.push(text);
        target.node.receive(text);
      }
    }
  }
  return { said };
}
