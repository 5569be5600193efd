import { describe, expect, test } from "bun:test";
import { writeEdn } from "../../../src/bench/edn.ts";
import { BENCH, type HiccupOptions } from "../../../src/bench/faults/hiccups.ts";
import { type Operation } from "../../../src/bench/history.ts";
import { completeOptions, nodeNames, type TestOptions } from "../../../src/bench/options.ts";
import { type Outcome } from "../../../src/bench/run.ts";
import { runVirtual, simulate } from "../../../src/bench/virtual.ts";
import { type MakeGuest } from "../../../src/bench/cluster/in-process.ts";
import { guestOf, guestThat } from "../guests.ts";

function run(
  hiccups: Partial<HiccupOptions> | undefined,
  options: Partial<TestOptions> = {},
  makeGuest: MakeGuest = guestOf("local"),
): Promise<Outcome> {
  const standard = { intervalSeconds: 2, shortestMs: 5, longestMs: 300 };
  return runVirtual(
    completeOptions({
      nodes: nodeNames(3),
      rate: 20,
      timeLimitSeconds: 60,
      seed: 3,
      hasJitter: false,
      hiccups: hiccups && { ...standard, ...hiccups },
      ...options,
    }),
    makeGuest,
  );
}

interface Hiccup {
  readonly name: string;
  readonly beginsMs: number;
  readonly endsMs: number;
}

/** Each has two entries: who stands still for how long, and that it is over. */
function hiccupsIn(history: readonly Operation[]): Hiccup[] {
  const entries = history.filter(({ f }) => f === "hiccup");
  const hiccups: Hiccup[] = [];
  for (let place = 0; place < entries.length; place += 2) {
    const [first, second] = [entries[place], entries[place + 1]];
    const name = /^\{"(\w+)" \d+\}$/.exec(writeEdn(first?.value ?? null))?.[1] ?? "";
    expect(writeEdn(second?.value ?? null)).toBe(`{"${name}" :over}`);
    const [beginsMs, endsMs] = [first, second].map((entry) => (entry?.timeNs ?? 0) / 1e6);
    hiccups.push({ name, beginsMs: beginsMs ?? 0, endsMs: endsMs ?? 0 });
  }
  return hiccups;
}

/** Who has the first ones, and when. */
function begins({ history }: Outcome): readonly string[] {
  const hiccups = hiccupsIn(history).slice(0, 20);
  return hiccups.map(({ name, beginsMs }) => `${name} ${beginsMs}`);
}

/** Who has any. */
async function namesOf(targets?: readonly string[]): Promise<readonly string[]> {
  const { history } = await run({ targets }, { timeLimitSeconds: 200, rate: 1 });
  return [...new Set(hiccupsIn(history).map(({ name }) => name))].toSorted();
}

/** A relay node that ticks every 10 ms from its start, and notes when. */
function ticking(notes: Map<string, number[]>): MakeGuest {
  return guestThat(({ message, node, pass }) => {
    if (message.body.type === "init") {
      const ticks = [node.now()];
      notes.set(message.dest, ticks);
      node.every(10, () => ticks.push(node.now()));
    }
    pass();
  });
}

/** The longest time between two ticks. */
function longestGap(ticks: readonly number[] = []): number {
  return Math.max(...ticks.slice(1).map((tick, place) => tick - (ticks[place] ?? 0)));
}

describe("hiccups", () => {
  test("are off unless asked for", async () => {
    expect(hiccupsIn((await run(undefined)).history)).toEqual([]);
  });

  test("come one at a time, at intervals from 0 to twice the mean, and last as long as drawn", async () => {
    const { history } = await run({}, { timeLimitSeconds: 2000, rate: 1 });
    const hiccups = hiccupsIn(history);
    const gaps = hiccups.slice(1).map(({ beginsMs }, place) => {
      expect(beginsMs).toBeGreaterThanOrEqual(hiccups[place]?.endsMs ?? 0);
      return beginsMs - (hiccups[place]?.beginsMs ?? 0);
    });
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    expect(Math.abs(mean - 2000)).toBeLessThan(100);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(4000);
    const lengths = hiccups.map(({ beginsMs, endsMs }) => Math.round(endsMs - beginsMs));
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(300);
    expect(new Set(lengths).size).toBeGreaterThan(200);
  });

  test("befall every node and the bench, or whom they are to", async () => {
    expect(await namesOf()).toEqual([BENCH, "n0", "n1", "n2"]);
    expect(await namesOf(["n1", BENCH])).toEqual([BENCH, "n1"]);
  });

  test("are the same with the same seed, whatever the nodes do and whatever faults there are", async () => {
    const local = begins(await run({}));
    expect(begins(await run({}, {}, guestOf("retry")))).toEqual(local);
    expect(begins(await run({}, { faults: ["partition", "pause"] }))).toEqual(local);
    expect(begins(await run({}, { seed: 4 }))).not.toEqual(local);
  });

  test("end with the load", async () => {
    const { history } = await run({ intervalSeconds: 0.1, shortestMs: 300 });
    const last = history.findLastIndex(({ f }) => f === "hiccup");
    const firstFinal = history.findIndex(({ isFinal }) => isFinal);
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThan(firstFinal);
    expect(hiccupsIn(history).length).toBeGreaterThan(100);
  });

  test.each([
    [{ intervalSeconds: 0 }, "Cannot have a hiccup every 0 s"],
    [{ shortestMs: 400 }, "Cannot have hiccups of 400 to 300 ms"],
    [{ targets: [] }, "Cannot have hiccups of nobody"],
    [{ targets: ["n9"] }, "Cannot have hiccups of n9: no such node"],
  ])("of %p make no sense", async (options, text) => {
    await expect(run(options)).rejects.toThrow(text);
  });
});

describe("a hiccup of a node", () => {
  test("lets its timers wait, and nobody else's", async () => {
    const notes = new Map<string, number[]>();
    await run({ shortestMs: 250, longestMs: 250, targets: ["n1"] }, {}, ticking(notes));
    expect(longestGap(notes.get("n1"))).toBeGreaterThan(230);
    expect(longestGap(notes.get("n0"))).toBeLessThan(20);
  });

  test("lets what is sent to it wait: the slowest answer takes as long", async () => {
    const { history } = await run({ shortestMs: 250, longestMs: 250, targets: ["n1"] });
    const begun = new Map<unknown, number>();
    let slowestMs = 0;
    for (const { type, process, timeNs } of history) {
      if (process === "nemesis") continue;
      if (type === "invoke") begun.set(process, timeNs);
      else slowestMs = Math.max(slowestMs, (timeNs - (begun.get(process) ?? 0)) / 1e6);
    }
    expect(slowestMs).toBeGreaterThan(150);
    expect(slowestMs).toBeLessThanOrEqual(250);
  });

  test("does not wake a node that the nemesis has paused", async () => {
    const notes = new Map<string, number[]>();
    const { history } = await run(
      { intervalSeconds: 0.1, targets: ["n0"] },
      { faults: ["pause"], pauseGroups: ["all"], nemesisIntervalSeconds: 5 },
      ticking(notes),
    );
    const originMs = notes.get("n0")?.[0] ?? 0;
    const times = (f: string): number[] =>
      history.filter((entry) => entry.f === f).map(({ timeNs }) => timeNs / 1e6);
    const [pauses, resumes] = [times("pause"), times("resume")];
    expect(pauses.length).toBeGreaterThan(4);
    for (let place = 1; place < pauses.length; place += 2) {
      const [fromMs = 0, toMs = 0] = [pauses[place], resumes[place - 1]];
      const ticks = (notes.get("n0") ?? []).map((tick) => tick - originMs);
      expect(ticks.filter((tick) => tick > fromMs + 10 && tick < toMs - 10)).toEqual([]);
    }
  });

  test("that is killed meanwhile ends with it", async () => {
    const { end, history } = await run(
      { intervalSeconds: 0.2, shortestMs: 300 },
      { faults: ["kill"], nemesisIntervalSeconds: 0.5 },
    );
    expect(end).toBe("complete");
    const last = history.filter(({ isFinal, type }) => isFinal && type !== "invoke");
    expect(last.map(({ type }) => type)).toEqual(["ok", "ok", "ok"]);
  });
});

describe("a hiccup of the bench", () => {
  test("lets no message through and no operation begin, while the nodes go on", async () => {
    const notes = new Map<string, number[]>();
    const heard: number[] = [];
    const outcome = await runVirtual(
      completeOptions({
        nodes: nodeNames(5),
        rate: 100,
        latencyMs: 20,
        latencyDistribution: "exponential",
        timeLimitSeconds: 20,
        hasJitter: false,
        hiccups: { intervalSeconds: 1, shortestMs: 200, longestMs: 200, targets: [BENCH] },
      }),
      ticking(notes),
      { observer: { network: (_type, _packet, timeMs) => heard.push(timeMs) } },
    );
    const { history } = outcome;
    const all = history.filter(({ f }) => f !== "hiccup").map(({ timeNs }) => timeNs / 1e6);
    const originMs = (heard[0] ?? 0) - (all[0] ?? 0);
    expect(originMs).toBeLessThan(10);
    const hiccups = hiccupsIn(history);
    expect(hiccups.length).toBeGreaterThan(10);
    for (const { beginsMs, endsMs } of hiccups) {
      expect(all.filter((timeMs) => timeMs > beginsMs && timeMs < endsMs - 0.001)).toEqual([]);
      const during = heard.filter((timeMs) => timeMs > beginsMs + 10 && timeMs < endsMs - 10);
      expect(during).toEqual([]);
    }
    for (const ticks of notes.values()) expect(longestGap(ticks)).toBeLessThan(20);
    expect(outcome.violations).toEqual([]);
    expect(outcome.pace?.lateFraction).toBeGreaterThan(0.1);
  });
});

test("with a hiccup of 300 ms anywhere every 5 s a tree loses nothing", async () => {
  const hiccups = { intervalSeconds: 5, shortestMs: 300, longestMs: 300 };
  const tree = { nodes: nodeNames(25), latencyMs: 100, rate: 100, timeLimitSeconds: 20 };
  for (const targets of [undefined, ["n0"], [BENCH]]) {
    const figures = await simulate({ ...tree, hiccups: { ...hiccups, targets } }, guestOf("tree"));
    expect([figures.lost, figures.neverRead, figures.timedOut]).toEqual([0, 0, 0]);
  }
});

test("with a hiccup a tree is late by that much at most, and sends at most a tenth more", async () => {
  const tree = { nodes: nodeNames(25), latencyMs: 100, rate: 100, timeLimitSeconds: 20 };
  // Of seeds 5 and 13 children once left a hub that they had heard again.
  const cases = [
    { seed: 2, groups: [["n0"], ["n7"], [BENCH], undefined] },
    { seed: 5, groups: [[BENCH]] },
    { seed: 13, groups: [[BENCH]] },
  ];
  for (const { seed, groups } of cases) {
    const calm = await simulate({ ...tree, seed }, guestOf("tree"));
    for (const targets of groups) {
      const hiccups = { intervalSeconds: 5, shortestMs: 300, longestMs: 300, targets };
      const { max, perBroadcast } = await simulate({ ...tree, seed, hiccups }, guestOf("tree"));
      expect(max).toBeLessThanOrEqual(calm.max + 300);
      expect(perBroadcast).toBeLessThanOrEqual(calm.perBroadcast * 1.1);
    }
  }
});
