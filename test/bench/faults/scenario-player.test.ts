import { describe, expect, test } from "bun:test";
import { writeEdn } from "../../../src/bench/edn.ts";
import { parseScenario } from "../../../src/bench/faults/scenario.ts";
import { toEdnLine, toHistory } from "../../../src/bench/history.ts";
import { completeOptions, nodeNames, type TestOptions } from "../../../src/bench/options.ts";
import { type Outcome } from "../../../src/bench/run.ts";
import { judge } from "../../../src/bench/verdict/verdict.ts";
import { inferConcurrency } from "../../../src/bench/verdict/assignment.ts";
import { runVirtual } from "../../../src/bench/virtual.ts";
import { type StrategyName } from "../../../src/broadcast/strategies/index.ts";
import { guestOf, guestThatAnswers } from "../guests.ts";

const NODES = ["n1", "n2", "n3", "n4", "n5"];
const BASE: Partial<TestOptions> = { timeLimitSeconds: 10, rate: 20, seed: 3, latencyMs: 20 };

interface Played extends Outcome {
  /** `1000 kill ["n3"]`: what the nemesis' process noted, times in whole milliseconds. */
  readonly notes: readonly string[];
  /** `1000 drop n1>n2`, between nodes. */
  readonly events: readonly { timeMs: number; event: string; src: string; dest: string }[];
}

async function play(
  text: string,
  given: Partial<TestOptions> = {},
  makeGuest = guestOf("tree"),
): Promise<Played> {
  const nodes = given.nodes ?? NODES;
  const options = { ...BASE, nodes, scenario: parseScenario(text, nodes), ...given };
  const events: Played["events"][number][] = [];
  let originMs = 0;
  const outcome = await runVirtual(completeOptions(options), makeGuest, {
    observer: {
      phase(phase, timeMs) {
        if (phase === "load") originMs = timeMs;
      },
      network(event, { src, dest }, timeMs) {
        events.push({ timeMs: timeMs - originMs, event, src, dest });
      },
    },
  });
  const notes = outcome.history
    .filter(({ process }) => process === "nemesis")
    .map(({ timeNs, f, value }) => `${Math.floor(timeNs / 1e6)} ${f} ${writeEdn(value)}`);
  return { ...outcome, notes, events };
}

/** What was received between nodes in an interval: `n1>n2`, each once, sorted. */
function heard({ events }: Played, fromMs: number, toMs: number): readonly string[] {
  const links = events
    .filter(({ event, timeMs }) => event === "recv" && timeMs >= fromMs && timeMs < toMs)
    .filter(({ src, dest }) => src.startsWith("n") && dest.startsWith("n"))
    .map(({ src, dest }) => `${src}>${dest}`);
  return [...new Set(links)].toSorted();
}

function between(one: string, other: string, links: readonly string[]): readonly string[] {
  return links.filter((link) => link === `${one}>${other}` || link === `${other}>${one}`);
}

describe("a step is carried out at its time", () => {
  test("cut, in both directions, until the heal", async () => {
    const played = await play("2s cut n1,n2 from rest; 6s heal", {}, guestOf("direct"));
    expect(played.notes).toEqual([
      '2000 start-cut "cut n1,n2 from rest"',
      '2000 start-cut [:isolated {"n1" #{"n3" "n4" "n5"}, "n2" #{"n3" "n4" "n5"}, ' +
        '"n3" #{"n1" "n2"}, "n4" #{"n1" "n2"}, "n5" #{"n1" "n2"}}]',
      "6000 stop-cut nil",
      "6000 stop-cut :network-healed",
    ]);
    const during = heard(played, 2025, 6000);
    expect(during).toContain("n1>n2");
    expect(during).toContain("n5>n3");
    expect(between("n1", "n3", during)).toEqual([]);
    expect(between("n2", "n5", during)).toEqual([]);
    expect(between("n1", "n3", heard(played, 0, 2000))).toEqual(["n1>n3", "n3>n1"]);
    expect(between("n1", "n3", heard(played, 6000, 9000))).toEqual(["n1>n3", "n3>n1"]);
  });

  test("cut in one direction", async () => {
    const played = await play("2s cut n1 to n2", {}, guestOf("direct"));
    expect(between("n1", "n2", heard(played, 2025, 10_000))).toEqual(["n2>n1"]);
    expect(between("n1", "n3", heard(played, 2025, 10_000))).toEqual(["n1>n3", "n3>n1"]);
  });

  test("isolate: each of them hears nobody, and is heard by nobody", async () => {
    const played = await play("2s isolate n4,n5", {}, guestOf("direct"));
    const during = heard(played, 2025, 10_000);
    expect(during.filter((link) => /[45]/u.test(link))).toEqual([]);
    expect(during).toContain("n1>n2");
  });

  test("several cuts add up, and one heal ends them", async () => {
    const played = await play(
      "1s cut n1 from n2; 2s cut n3 from n4; 5s heal",
      {},
      guestOf("direct"),
    );
    const during = heard(played, 2025, 5000);
    expect([...between("n1", "n2", during), ...between("n3", "n4", during)]).toEqual([]);
    expect(between("n1", "n2", heard(played, 5000, 9000)).length).toBe(2);
    const { values } = judge(toHistory(played.history), { workload: "broadcast", nodes: NODES });
    expect(values?.extras.heals.map(({ timeNs }) => timeNs)).toEqual([5e9]);
  });

  test("kill and restart", async () => {
    const played = await play("2s kill n3; 5s restart n3");
    expect(played.notes.slice(0, 3)).toEqual([
      '2000 kill ["n3"]',
      '2000 kill {"n3" :killed}',
      '5000 start ["n3"]',
    ]);
    expect(played.notes[3]).toMatch(/^50\d\d start \{"n3" :started\}$/u);
    expect(played.notes.length).toBe(4);
    const own = played.events.filter(({ src, event }) => src === "n3" && event === "send");
    expect(own.some(({ timeMs }) => timeMs > 2000 && timeMs < 5000)).toBeFalse();
    expect(own.some(({ timeMs }) => timeMs >= 5000)).toBeTrue();
    expect(played.violations).toEqual([]);
  });

  test("pause and resume", async () => {
    const played = await play("2s pause n2; 4s resume n2");
    expect(played.notes).toEqual([
      '2000 pause ["n2"]',
      '2000 pause {"n2" :paused}',
      '4000 resume ["n2"]',
      '4000 resume {"n2" :resumed}',
    ]);
    const own = played.events.filter(({ src, event }) => src === "n2" && event === "send");
    expect(own.some(({ timeMs }) => timeMs > 2010 && timeMs < 4000)).toBeFalse();
    expect(own.some(({ timeMs }) => timeMs >= 4000)).toBeTrue();
  });

  test("broadcast, of integers and texts, which set-full judges like those of the load", async () => {
    const played = await play('4s broadcast 1000000 at n3; 5s broadcast "</script>" at n1');
    const own = played.history.filter(({ process }) => Number(process) >= 1e9).map(toEdnLine);
    expect(own.length).toBe(4);
    expect(own[0]).toContain(
      ":time 4000000000, :type :invoke, :process 1000000000, :f :broadcast, :value 1000000}",
    );
    expect(own[3]).toContain(':type :ok, :process 1000000001, :f :broadcast, :value "</script>"}');
    const asked = played.events.find(
      ({ timeMs, dest, src }) => timeMs === 4000 && dest === "n3" && src.startsWith("c"),
    );
    expect(asked?.event).toBe("send");
    const { values, validity } = judge(toHistory(played.history), { workload: "broadcast" });
    expect(validity).toBeTrue();
    const { outcomes = [] } = values?.elements ?? {};
    for (const value of [1_000_000, "</script>"]) {
      expect(outcomes.find(({ element }) => element === value)?.kind).toBe("stable");
    }
  });

  test("broadcast, which adds an element where the workload is g-set", async () => {
    const { history } = await play("4s broadcast 5000 at n3", { workload: "g-set" });
    const own = history.filter(({ process }) => process === 1e9);
    expect(own.map(({ type, f, value }) => `${type} ${f} ${String(value)}`)).toEqual([
      "invoke add 5000",
      "ok add 5000",
    ]);
  });

  test("a broadcast that nobody passes on is lost, and one at a node that is down times out", async () => {
    const played = await play(
      "1s kill n3; 2s broadcast 5000 at n3; 3s broadcast 6000 at n1; 4s kill n1; 5s restart n1",
      {},
      guestOf("local"),
    );
    const [invoked, timedOut] = played.history.filter(({ process }) => process === 1e9);
    expect([invoked?.type, timedOut?.type, writeEdn(timedOut?.error ?? null)]).toEqual([
      "invoke",
      "info",
      ":net-timeout",
    ]);
    expect(played.lostWithNode).toContain(6000);
    expect(played.lostWithNode).not.toContain(5000);
  });

  test("steps of the same time are carried out as they stand", async () => {
    const { notes } = await play("2s kill n3; 2s pause n3; 2s restart n3; 2s pause n3; 2s kill n3");
    expect(notes.slice(0, 10)).toEqual([
      '2000 kill ["n3"]',
      '2000 kill {"n3" :killed}',
      '2000 pause ["n3"]',
      '2000 pause {"n3" :down}',
      '2000 start ["n3"]',
      '2000 pause ["n3"]',
      '2000 pause {"n3" :starting}',
      '2000 kill ["n3"]',
      '2000 kill {"n3" :killed}',
      '2000 start {"n3" :started}',
    ]);
  });
});

test("a step that finds nothing to do says so", async () => {
  const { notes } = await play(
    "1s heal; 1s restart n1; 1s resume n1; 2s pause n1; 3s pause n1; 4s kill n2; 5s kill n2",
  );
  for (const text of [
    "1000 stop-cut :not-cut",
    '1000 start {"n1" :already-running}',
    '1000 resume {"n1" :not-paused}',
    '3000 pause {"n1" :already-paused}',
    '5000 kill {"n2" :already-down}',
  ]) {
    expect(notes).toContain(text);
  }
});

test("at the end of the load everything is healed, resumed and started again", async () => {
  const played = await play("2s cut n1 from rest; 3s pause n2,n4; 4s kill n3,n4");
  const [healed, ...others] = played.notes.slice(-6).map((note) => note.replace(/^\d+ /u, ""));
  expect([healed, ...others]).toEqual([
    "stop-cut nil",
    "stop-cut :network-healed",
    'resume ["n2"]',
    'resume {"n2" :resumed}',
    'start ["n3" "n4"]',
    'start {"n3" :started, "n4" :started}',
  ]);
  const { validity } = judge(toHistory(played.history), {
    workload: "broadcast",
    nodes: NODES,
    lostWithNode: played.lostWithNode,
  });
  expect(validity).toBeTrue();
});

test("a step at the very end of the load is carried out, and its broadcast is waited for", async () => {
  const { history, notes } = await play("10s broadcast 77777 at n2; 10s kill n5", { rate: 1 });
  expect(history.some(({ type, value }) => type === "ok" && value === 77_777)).toBeTrue();
  expect(notes[0]).toBe('10000 kill ["n5"]');
  expect(history.filter(({ isFinal, type }) => isFinal && type === "ok").length).toBe(5);
});

test("a node that is killed before it answered its init is not blamed for it", async () => {
  const slow = guestThatAnswers("init", ({ node, pass }) => void node.after(500, pass));
  const { violations, notes, end } = await play(
    "2s kill n3; 3s restart n3; 3.2s kill n3; 4s restart n3",
    {},
    slow,
  );
  expect([end, violations]).toEqual(["complete", []]);
  expect(notes.map((note) => note.split(" ")[1])).toEqual([
    "kill",
    "kill",
    "start",
    "kill",
    "kill",
    "start",
    "start",
    "start",
  ]);
});

/** All that happened before a time, as the journal and the history have it. */
async function before(
  untilMs: number,
  strategy: StrategyName,
  options: Partial<TestOptions>,
): Promise<readonly string[]> {
  const lines: string[] = [];
  let originMs = Infinity;
  const { history } = await runVirtual(completeOptions(options), guestOf(strategy), {
    observer: {
      phase(phase, timeMs) {
        if (phase === "load") originMs = timeMs;
      },
      network(event, { id, src, dest, body }, timeMs) {
        if (timeMs < originMs + untilMs)
          lines.push(`${timeMs} ${event} ${id} ${src}>${dest} ${body}`);
      },
    },
  });
  return [...lines, ...history.filter(({ timeNs }) => timeNs < untilMs * 1e6).map(toEdnLine)];
}

describe("before its first step a run is the same as without it", () => {
  const text = "4s kill n3; 4s cut n1 from rest; 5s broadcast 5000 at n2; 6s heal; 7s restart n3";
  const nemesis = {
    faults: ["partition", "kill", "pause", "loss"],
    nemesisIntervalSeconds: 1,
  } as const;
  test.each([
    ["tree", {}],
    ["retry", { latencyDistribution: "exponential" }],
    ["direct", nemesis],
    ["flood", nemesis],
    ["relay", { hasJitter: false }],
  ] as const)("%s", async (strategy, given) => {
    const options = { ...BASE, ...given };
    const scenario = parseScenario(text, NODES);
    const without = await before(4000, strategy, options);
    expect(without.length).toBeGreaterThan(50);
    expect(await before(4000, strategy, { ...options, scenario })).toEqual(without);
    const all = await before(9000, strategy, { ...options, scenario });
    expect(all).not.toEqual(await before(9000, strategy, options));
    expect(all).toEqual(await before(9000, strategy, { ...options, scenario }));
  });
});

describe("mixed with the nemesis", () => {
  test("no run fails that would not fail without, and nothing is held against the nodes", async () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const nodes = nodeNames(5);
      const played = await play(
        "1s kill n1; 2s pause n2; 3s kill n2,n3; 4s restart n1,n2; 5s resume n0; 6s cut n0 from rest; " +
          "7s kill n0,n1,n4; 8s heal; 9s restart n0,n1,n2,n3,n4; 9.5s kill n4",
        {
          nodes,
          seed,
          faults: ["kill", "pause", "partition"],
          nemesisIntervalSeconds: 2,
          concurrency: 20,
        },
      );
      const warnings = played.warnings.filter(({ kind }) => kind !== "low-rate");
      expect([seed, played.violations, warnings]).toEqual([seed, [], []]);
      const { history, lostWithNode } = played;
      const { validity } = judge(toHistory(history), {
        workload: "broadcast",
        nodes,
        lostWithNode,
      });
      expect([seed, validity]).toEqual([seed, true]);
    }
  });

  test("the nemesis starts nobody who runs already", async () => {
    const options = { faults: ["kill"], killGroups: ["all"], nemesisIntervalSeconds: 3 } as const;
    const { notes } = await play("0s restart n1; 1ms restart n1", options);
    expect(
      notes.some((note) => note.includes('start {"n1" :already-running, "n2" :started')),
    ).toBeTrue();
  });
});

test("its processes do not change how many workers a stored history is taken to have", async () => {
  const { history } = await play("1s broadcast 5000 at n3; 2s broadcast 6000 at n3");
  expect(inferConcurrency(toHistory(history))).toBe(5);
});

describe("a scenario that makes no sense is refused", () => {
  test.each([
    ["11s heal", {}, "Step 1 (11s heal) is not within the load, which ends at 10 s"],
    [
      "1s heal; 2s broadcast 1 at n1",
      { workload: "echo" },
      "Step 2 (2s broadcast 1 at n1): nodes of the workload echo take no broadcast",
    ],
  ] as const)("%s", async (text, given, message) => {
    await expect(play(text, given)).rejects.toThrow(message);
  });

  test("a node that there is not", async () => {
    const scenario = [{ atMs: 0, action: "cut", nodes: ["n1"], from: ["n7"] }] as const;
    await expect(play("", { scenario })).rejects.toThrow(
      "Step 1 (0s cut n1 from n7): there is no node n7",
    );
  });
});
