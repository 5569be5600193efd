import { resultsOf } from "../../../src/bench/store/results.ts";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BrokenInput, checkFile, type Check } from "../../../src/bench/verdict/check.ts";
import { formatRun, type StoredRun } from "../../../src/bench/store/stored-run.ts";
import { type Validity } from "../../../src/bench/verdict/validity.ts";
import { exitCodeOf } from "../../../src/cli/exit-codes.ts";
import { EdnMap, readEdn, writeEdn } from "../../../src/bench/edn.ts";

let scratch = "";
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "eddy-check-"));
});
afterAll(async () => {
  await rm(scratch, { recursive: true });
});

/** A folder of its own with these files; returns its path. */
async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(scratch, "run-"));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

function recordedPath(run: string): string {
  return join(import.meta.dir, "../../recorded", run);
}

function part(check: Check, ...keys: readonly string[]): string {
  let value = resultsOf(check.verdict, check).get(keys[0] ?? "");
  for (const key of keys.slice(1)) value = value instanceof EdnMap ? value.get(key) : undefined;
  return value === undefined ? "nothing" : writeEdn(value);
}

async function problemOf(path: string): Promise<unknown> {
  return checkFile(path).then(
    () => "no problem",
    (error: unknown) => error,
  );
}

const RUN: StoredRun = {
  end: "complete",
  exitCode: 0,
  reason: undefined,
  nodes: ["n1"],
  concurrency: 1,
  settings: [],
  remarks: [],
  repeat: "eddy test",
};

test("a folder whose test left no history on purpose says so", async () => {
  const run = formatRun({ ...RUN, settings: [["history", "none"]] });
  const problem = await problemOf(await folderOf({ "run.json": run }));
  expect(`${problem}`).toEndWith(
    "the folder holds no history.edn: the test ran with --history none",
  );
});

const READ = `
  {:index 0 :time 1 :type :invoke :process 0 :f :read :value nil}
  {:index 1 :time 2 :type :fail :process 0 :f :read :value nil}
  {:index 2 :time 3 :type :invoke :process 0 :f :read :value nil}
  {:index 3 :time 4 :type :ok :process 0 :f :read :value []}`;

const LOST = `
  {:index 0 :time 1 :type :invoke :process 0 :f :broadcast :value 7}
  {:index 1 :time 2 :type :ok :process 0 :f :broadcast :value 7}
  {:index 2 :time 1 :type :invoke :process 0 :f :broadcast :value 8}
  {:index 3 :time 2 :type :ok :process 0 :f :broadcast :value 8}
  {:index 4 :time 3 :type :invoke :process 0 :f :read :value nil}
  {:index 5 :time 4 :type :ok :process 0 :f :read :value [8]}`;

describe("a folder of the store", () => {
  test.each([
    ["grid-5", 0],
    ["tree4-25-partition", 1],
    ["tree2-7-faulty", 1],
  ])("of the recorded run %s gets the recorded results", async (run, exitCode) => {
    // Maelstrom's pictures are too large to be kept with the rest.
    const pictures = { "latency-raw.png": "", "rate.png": "", "timeline.html": "" };
    const folder = await folderOf(pictures);
    await cp(recordedPath(run), folder, { recursive: true });
    const check = await checkFile(folder);
    const expected = readEdn(await Bun.file(join(folder, "results.edn")).text());
    const ours = resultsOf(check.verdict, check).entries.filter(
      ([key]) => writeEdn(key) !== ":eddy",
    );
    expect(writeEdn(new EdnMap(ours))).toBe(writeEdn(expected));
    expect(part(check, "eddy", "valid?")).toBe("true");
    expect(exitCodeOf(check.validity)).toBe(exitCode);
    expect(check.path).toBe(join(folder, "history.edn"));
  });

  test("names the pictures that it has", async () => {
    const history = { "history.edn": READ };
    const none = await checkFile(await folderOf(history));
    expect([part(none, "perf"), part(none, "timeline")]).toEqual(["nothing", "nothing"]);
    const both = await checkFile(
      await folderOf({ ...history, "latency.svg": "", "report.html": "" }),
    );
    expect([part(both, "perf"), part(both, "timeline")]).toEqual([
      "{:latency-graph {:valid? true}, :valid? true}",
      "{:valid? true}",
    ]);
  });

  test("is found behind latest, and from the top of the store", async () => {
    const store = await folderOf({ "broadcast/1/history.edn": READ });
    await symlink("1", join(store, "broadcast", "latest"));
    await symlink(join("broadcast", "1"), join(store, "latest"));
    for (const path of [store, join(store, "latest"), join(store, "broadcast")]) {
      expect((await checkFile(path)).validity).toBe("unknown");
    }
  });

  test("tells that its availability goal was missed; a goal of one's own comes first", async () => {
    const results = "{:availability {:valid? false, :ok-fraction 0.5}}";
    const folder = await folderOf({ "history.edn": READ, "results.edn": results });
    expect(part(await checkFile(folder), "availability")).toBe("{:valid? false, :ok-fraction 0.5}");
    const check = await checkFile(folder, { availability: 0.4 });
    expect(part(check, "availability")).toBe("{:valid? true, :ok-fraction 0.5}");
  });

  test("tells which values were lost with their node, and whether that was promised not to happen", async () => {
    const history = { "history.edn": LOST };
    expect((await checkFile(await folderOf(history))).validity).toBe(false);
    const results = "{:eddy {:lost-with-node (7), :durable? false}}";
    const excused = await checkFile(await folderOf({ ...history, "results.edn": results }));
    expect(excused.validity).toBe(true);
    expect(part(excused, "eddy", "lost-with-node")).toBe("(7)");
    const promised = results.replace("false", "true");
    const durable = await checkFile(await folderOf({ ...history, "results.edn": promised }));
    expect(durable.validity).toBe(false);
    expect(part(durable, "eddy", "durable?")).toBe("true");
  });

  test("tells the rate that was asked for and reached", async () => {
    const load = "{:asked-rate 50.0, :reached-rate 9.75, :busy-fraction 0.75, :late-fraction 0.0}";
    const results = `{:eddy {:load ${load}}}`;
    const check = await checkFile(await folderOf({ "history.edn": READ, "results.edn": results }));
    expect(part(check, "eddy", "load")).toBe(load);
  });

  test("tells the nodes by their logs, n2 before n10", async () => {
    const logs = Array.from({ length: 11 }, (_, node) => [`node-logs/n${node}.log`, ""]);
    const history = `
      {:type :invoke :process 2 :f :broadcast :value 7} {:type :ok :process 2 :f :broadcast :value 7}
      {:type :invoke :process 2 :f :read} {:type :ok :process 2 :f :read :value [7]}
      {:type :invoke :process 13 :f :read} {:type :ok :process 13 :f :read :value []}`;
    const folder = await folderOf({ "history.edn": history, ...Object.fromEntries(logs) });
    const check = await checkFile(folder, { concurrency: 22 });
    expect(part(check, "eddy", "vanished")).toBe(
      '({:element 7, :node "n2", :shown-at 3, :missing-at 5})',
    );
  });

  test("tells nothing of nodes whose order it does not know", async () => {
    const history = `
      {:type :invoke :process 0 :f :broadcast :value 7} {:type :ok :process 0 :f :broadcast :value 7}
      {:type :invoke :process 0 :f :read} {:type :ok :process 0 :f :read :value [7]}
      {:type :invoke :process 2 :f :read} {:type :ok :process 2 :f :read :value []}`;
    const logs = { "node-logs/a.log": "", "node-logs/b.log": "" };
    const check = await checkFile(await folderOf({ "history.edn": history, ...logs }));
    expect(part(check, "eddy", "vanished-count")).toBe("0");
  });

  const OF_TWO_WORKERS = `
    {:type :invoke :process 0 :f :broadcast :value 7} {:type :ok :process 0 :f :broadcast :value 7}
    {:type :invoke :process 0 :f :read} {:type :ok :process 0 :f :read :value [7]}
    {:type :invoke :process 2 :f :read} {:type :ok :process 2 :f :read :value []}`;

  test("sorts no names by their number that have a gap", async () => {
    const logs = { "node-logs/n1.log": "", "node-logs/n3.log": "" };
    const check = await checkFile(await folderOf({ "history.edn": OF_TWO_WORKERS, ...logs }));
    expect([check.nodes, part(check, "eddy", "vanished-count")]).toEqual([undefined, "0"]);
  });

  test("tells the nodes by its run.json, in the order of the test", async () => {
    const files = {
      "history.edn": OF_TWO_WORKERS,
      "node-logs/n1.log": "",
      "node-logs/n2.log": "",
      "run.json": formatRun({ ...RUN, nodes: ["n2", "n1"], concurrency: 2 }),
    };
    const folder = await folderOf(files);
    for (const path of [folder, join(folder, "history.edn")]) {
      const check = await checkFile(path);
      expect(check.nodes).toEqual(["n2", "n1"]);
      expect(part(check, "eddy", "vanished")).toBe(
        '({:element 7, :node "n2", :shown-at 3, :missing-at 5})',
      );
    }
  });

  test("does without a run.json that is a stump", async () => {
    const check = await checkFile(await folderOf({ "history.edn": READ, "run.json": '{"end":' }));
    expect([check.run, check.validity]).toEqual([undefined, "unknown"]);
  });

  test.each([
    [5, false, 1],
    [1, true, 0],
  ])("with %d messages judges its challenge as the test did", async (messages, isMet, exitCode) => {
    const history = `
      {:type :invoke :process 0 :f :broadcast :value 7} {:type :ok :process 0 :f :broadcast :value 7}
      {:type :invoke :process 0 :f :read} {:type :ok :process 0 :f :read :value [7]}`;
    const counts = `{:send-count 0 :recv-count 0 :msg-count ${messages * 10}}`;
    const results = `{:net {:all ${counts} :clients ${counts} :servers ${counts}}
      :challenge {:valid? false :name "3e" :limits {}} :valid? false}`;
    const check = await checkFile(
      await folderOf({ "history.edn": history, "results.edn": results }),
    );
    expect(part(check, "challenge", "valid?")).toBe(`${isMet}`);
    expect(part(check, "challenge", "limits")).toContain(
      `:server-msgs-per-op {:valid? ${isMet}, :actual ${messages * 5}, :below 20}`,
    );
    expect(part(check, "valid?")).toBe(`${isMet}`);
    expect(check.challenge?.name).toBe("3e");
    expect(exitCodeOf(check.validity)).toBe(exitCode);
  });

  test.each([
    [0.13, "unknown", 2],
    [0.05, false, 1],
  ] as const)(
    "whose bench was late for %d of the time judges a missed latency %s",
    async (late, validity, exitCode) => {
      const history = `
        {:time 0 :type :invoke :process 0 :f :broadcast :value 7}
        {:time 1 :type :ok :process 0 :f :broadcast :value 7}
        {:time 900000000 :type :invoke :process 0 :f :read} {:time 900000001 :type :ok :process 0 :f :read :value []}
        {:time 900000002 :type :invoke :process 0 :f :read} {:time 900000003 :type :ok :process 0 :f :read :value [7]}`;
      const counts = "{:send-count 0 :recv-count 0 :msg-count 3}";
      const load = `{:asked-rate 50.0, :reached-rate 49.0, :busy-fraction 0.0, :late-fraction ${late}}`;
      const results = `{:net {:all ${counts} :clients ${counts} :servers ${counts}} :eddy {:load ${load}}}`;
      const path = await folderOf({ "history.edn": history, "results.edn": results });
      const check = await checkFile(path, { challenge: "3d" });
      expect(check.challenge?.limits.map((limit) => limit.validity)).toEqual([
        true,
        validity,
        validity,
      ]);
      expect([check.validity, exitCodeOf(check.validity)]).toEqual([validity, exitCode]);
    },
  );

  test.each(["3f", "constructor"])("may name a challenge %s that nobody knows", async (name) => {
    const results = `{:challenge {:name "${name}"}}`;
    const check = await checkFile(await folderOf({ "history.edn": READ, "results.edn": results }));
    expect(part(check, "challenge")).toBe("nothing");
    expect(check.challenge).toBeUndefined();
  });

  const CRASHED =
    "WARN\t[jepsen test runner] jepsen.core: Test crashed!\njava.lang.Error: no node\n";

  test("whose log names a crash has no verdict, unless there are results", async () => {
    const files = { "history.edn": LOST, "jepsen.log": CRASHED };
    const cutOff = { end: "failed", reason: "no node" } as const;
    expect((await checkFile(await folderOf(files))).cutOff).toEqual(cutOff);
    const stump = await folderOf({ ...files, "results.edn": "{:net {:all" });
    expect((await checkFile(stump)).cutOff).toEqual(cutOff);
    const whole = await folderOf({ ...files, "results.edn": "{:valid? true}" });
    expect((await checkFile(whole)).cutOff).toBeUndefined();
    expect((await checkFile(join(stump, "history.edn"))).cutOff).toBeUndefined();
  });

  test("without a history says why, if its log does", async () => {
    const folder = await folderOf({ "jepsen.log": CRASHED });
    expect(String(await problemOf(folder))).toBe(
      `BrokenInput: Cannot check ${folder}: there is no history.edn in the folder, since the test crashed:\nno node`,
    );
  });

  test.each<[string, Validity | undefined]>([
    ["true", true],
    [":unknown", "unknown"],
    ["false", false],
    ["7", undefined],
  ])("tells that its results say %s", async (text, recorded) => {
    const results = { "results.edn": `{:valid? ${text}}` };
    const check = await checkFile(await folderOf({ "history.edn": LOST, ...results }));
    expect([check.recorded, check.validity]).toEqual([recorded, false]);
  });

  test("is of the workload that the folder above it is called by", async () => {
    const store = await folderOf({ "g-set/1/history.edn": "", "kafka/1/history.edn": "" });
    await symlink("1", join(store, "g-set", "latest"));
    for (const path of ["g-set/1", "g-set/latest", "g-set", "g-set/latest/history.edn"]) {
      expect((await checkFile(join(store, path))).verdict.workload).toBe("g-set");
    }
    expect((await checkFile(join(store, "kafka/1"))).verdict.workload).toBe("kafka");
  });

  test("of transactions is judged by what the test asked for, or by what is given", async () => {
    const stale = `
      {:process 0 :type :invoke :f :txn :value [[:w 1 1]]} {:process 0 :type :ok :f :txn :value [[:w 1 1]]}
      {:process 0 :type :invoke :f :txn :value [[:r 1 nil]]} {:process 0 :type :ok :f :txn :value [[:r 1 nil]]}
      {:process 0 :type :invoke :f :txn :value [[:r 1 nil]]} {:process 0 :type :ok :f :txn :value [[:r 1 1]]}`;
    const run: StoredRun = {
      end: "complete",
      exitCode: 0,
      reason: undefined,
      nodes: ["n1"],
      concurrency: 1,
      settings: [],
      remarks: [],
      repeat: "",
      consistencyModels: ["serializable"],
    };
    const folder = await folderOf({ "history.edn": stale, "run.json": formatRun(run) });
    expect((await checkFile(folder)).validity).toBe(true);
    const strict = { consistencyModels: ["strong-serializable"] };
    expect((await checkFile(folder, strict)).validity).toBe(false);
  });

  test("may hold a stump of results, which is left aside", async () => {
    const folder = await folderOf({ "history.edn": READ, "results.edn": "{:net {:all" });
    expect(part(await checkFile(folder), "net")).toBe("nothing");
  });
});

describe("a file", () => {
  test("is judged by itself, without the results beside it", async () => {
    const check = await checkFile(join(recordedPath("grid-5"), "history.edn"));
    expect(part(check, "net")).toBe("nothing");
    expect(part(check, "workload", "stable-count")).toBe("27");
    expect(exitCodeOf(check.validity)).toBe(0);
  });

  test("with echoes is judged as echo", async () => {
    const folder = await folderOf({
      "echo.edn": `
        {:type :invoke :process 0 :f :echo :value "a"}
        {:type :ok :process 0 :f :echo :value {:echo "b"}}`,
    });
    const check = await checkFile(join(folder, "echo.edn"));
    expect(check.verdict.workload).toBe("echo");
    expect(part(check, "workload", "valid?")).toBe("false");
    expect(part(check, "eddy")).toBe("nothing");
    expect(exitCodeOf(check.validity)).toBe(1);
  });

  test("may begin with a byte order mark", async () => {
    const folder = await folderOf({ "history.edn": `\ufeff${LOST}` });
    expect((await checkFile(join(folder, "history.edn"))).validity).toBe(false);
  });

  test("that is compressed is named as such", async () => {
    const path = join(await folderOf({}), "history.edn");
    await writeFile(path, Bun.gzipSync(Buffer.from(READ)));
    expect(String(await problemOf(path))).toBe(
      `BrokenInput: Cannot check ${path}: it is compressed; unpack it with gunzip`,
    );
  });

  test("is quoted without its control characters", async () => {
    const path = join(await folderOf({ "history.edn": '"\u001b[2J"' }), "history.edn");
    expect(String(await problemOf(path))).toEndWith('No operation: "\\u001b[2J"');
  });

  test("without operations is unknown", async () => {
    const folder = await folderOf({ "history.edn": "" });
    expect(exitCodeOf((await checkFile(join(folder, "history.edn"))).validity)).toBe(2);
  });

  test.each([
    ["{:type :invoke :process 0 :f :read", "line 1 (offset 0)"],
    ["not a history", "No operation: not"],
    ['{"type": "invoke"}', "a keyword has no name"],
    ["\u0000\u0001\u0002", "No operation"],
    ["{:type :ok :process 0 :f :read}", "A completion without an invocation"],
    [
      "{:type :invoke :process 0 :f :cas} {:type :invoke :process 1 :f :read}",
      "Reads and writes need [key value]",
    ],
    [
      "{:type :invoke :process 0 :f :echo} {:type :invoke :process 1 :f :read}",
      ":echo, :read; known",
    ],
  ])("that holds %j is refused, with its name and the reason", async (text, reason) => {
    const path = join(await folderOf({ "history.edn": text }), "history.edn");
    const problem = await problemOf(path);
    expect(problem).toBeInstanceOf(BrokenInput);
    expect(String(problem)).toContain(`Cannot check ${path}: `);
    expect(String(problem)).toContain(reason);
    expect(problem instanceof Error && exitCodeOf(problem)).toBe(3);
  });

  test("that is missing, or a folder without a history, is named", async () => {
    const folder = await folderOf({ "jepsen.log": "" });
    expect(String(await problemOf(join(folder, "history.edn")))).toContain(
      `Cannot check ${folder}/history.edn: ENOENT`,
    );
    expect(String(await problemOf(folder))).toBe(
      `BrokenInput: Cannot check ${folder}: there is no history.edn in the folder`,
    );
    const dangling = join(folder, "latest");
    await symlink("nowhere", dangling);
    expect(await problemOf(dangling)).toBeInstanceOf(BrokenInput);
    expect(await problemOf(folder)).toBeInstanceOf(BrokenInput);
  });
});
