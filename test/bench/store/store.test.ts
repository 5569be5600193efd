import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { Float, ednMap } from "../../../src/bench/edn.ts";
import { type Operation } from "../../../src/bench/history.ts";
import { NodeLogs } from "../../../src/bench/cluster/node-logs.ts";
import { Store } from "../../../src/bench/store/store.ts";

const STARTED = new Date("2026-11-21T10:37:55.768Z");

let root: string;

beforeEach(() => {
  root = mkdtempSync(`${tmpdir()}/eddy-store-`);
});

afterEach(() => rmSync(root, { recursive: true }));

function read(file: string): string {
  return readFileSync(`${root}/${file}`, "utf8");
}

test("each run has a folder of its own, and the links lead to the latest", () => {
  const first = new Store(`${root}/store`, "broadcast", STARTED);
  const second = new Store(`${root}/store`, "broadcast", STARTED);
  first.journal.close();
  second.journal.close();
  expect(first.path).toBe(`${root}/store/broadcast/20261121T103755.768Z`);
  expect(second.path).toBe(`${root}/store/broadcast/20261121T103755.769Z`);
  expect(readlinkSync(`${root}/store/latest`)).toBe("broadcast/20261121T103755.769Z");
  expect(readlinkSync(`${root}/store/broadcast/latest`)).toBe("20261121T103755.769Z");
});

test("a folder in the place of a link, as a copy of a store has it, stays, and is told of", () => {
  mkdirSync(`${root}/store/latest/node-logs`, { recursive: true });
  const store = new Store(`${root}/store`, "broadcast", STARTED);
  store.journal.close();
  expect(store.notes).toEqual([
    expect.stringMatching(/^Cannot make the link .*\/store\/latest to this run: EISDIR/u),
  ]);
  expect(readdirSync(`${root}/store`).toSorted()).toEqual(["broadcast", "latest"]);
  expect(readdirSync(`${root}/store/latest`)).toEqual(["node-logs"]);
  expect(readlinkSync(`${root}/store/broadcast/latest`)).toBe("20261121T103755.768Z");
});

test("the history is written for machines and for people", () => {
  const store = new Store(root, "broadcast", STARTED);
  store.journal.close();
  const operations: Operation[] = [
    { index: 0, timeNs: 7, type: "invoke", process: 0, f: "read", value: null },
    { index: 1, timeNs: 9, type: "ok", process: 0, f: "read", value: [1, 2] },
  ];
  for (const operation of operations) store.history.note(operation, operation);
  store.history.close();
  expect(read("latest/history.edn")).toBe(
    "{:index 0, :time 7, :type :invoke, :process 0, :f :read, :value nil}\n" +
      "{:index 1, :time 9, :type :ok, :process 0, :f :read, :value [1 2]}\n",
  );
  expect(read("latest/history.txt")).toBe("0\t:invoke\t:read\tnil\n0\t:ok\t:read\t[1 2]\n");
});

test("a long history is written whole", () => {
  const store = new Store(root, "broadcast", STARTED);
  store.journal.close();
  const value = Array.from({ length: 20_000 }, (_, item) => item);
  const operations = Array.from({ length: 30 }, (_, index): Operation => ({
    index,
    timeNs: index,
    type: "ok",
    process: 0,
    f: "read",
    value,
  }));
  for (const operation of operations) store.history.note(operation, operation);
  store.history.close();
  expect(read("latest/history.edn").split("\n")).toHaveLength(31);
});

test("results are written as EDN and as JSON", () => {
  const store = new Store(root, "broadcast", STARTED);
  store.journal.close();
  store.writeResults(ednMap({ "ok-fraction": new Float(1), "valid?": true }));
  expect(read("latest/results.edn")).toBe("{:ok-fraction 1.0, :valid? true}\n");
  expect(read("latest/results.json")).toBe('{\n  "ok-fraction": 1,\n  "valid?": true\n}\n');
});

test("the journal has a line an event, the body with the sending, if it is short", () => {
  const { journal } = new Store(root, "broadcast", STARTED);
  const body = '{"type":"broadcast","message":1.0}';
  const packet = { id: 7, src: "n1", dest: "n2", body, content: { type: "broadcast", message: 1 } };
  const long = `{"type":"read_ok","messages":[${"1,".repeat(500)}1]}`;
  journal.note("send", packet, 12.3456789);
  journal.note("recv", packet, 22.3456789);
  journal.note("drop", packet, 22.3456789);
  const answer = { ...packet, dest: "c2", body: long, content: { type: "read_ok" } };
  journal.note("send", answer, 30);
  journal.close();
  expect(read("latest/journal.jsonl").split("\n")).toEqual([
    '{"time":12.346,"event":"send","id":7,"src":"n1","dest":"n2","type":"broadcast","body":{"type":"broadcast","message":1.0}}',
    '{"time":22.346,"event":"recv","id":7,"src":"n1","dest":"n2","type":"broadcast"}',
    '{"time":22.346,"event":"drop","id":7,"src":"n1","dest":"n2","type":"broadcast"}',
    '{"time":30,"event":"send","id":7,"src":"n1","dest":"c2","type":"read_ok"}',
    "",
  ]);
});

test("nodes within this process have their logs as processes have", () => {
  const store = new Store(root, "broadcast", STARTED);
  store.journal.close();
  const logs = new NodeLogs(store.logFolder, ["n1", "n2"]);
  logs.log("n1", "one");
  logs.log("n1", "two");
  logs.flush();
  logs.log("n1", "x".repeat(2 * 1024 * 1024));
  expect(read("latest/node-logs/n1.log")).toStartWith("one\ntwo\nxxx");
  expect(read("latest/node-logs/n2.log")).toBe("");
});
