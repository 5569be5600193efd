import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeRun } from "../../src/view/model/run.ts";
import { PALETTES } from "../../src/view/svg/elements.ts";
import { latencySvg } from "../../src/view/svg/latency.ts";
import { messagesSvg } from "../../src/view/svg/messages.ts";
import { PICTURED, pictureOf } from "../figures/pictures.ts";
import { play } from "../support/process.ts";
import { recordRun } from "../support/view-run.ts";

const ROOT = join(import.meta.dir, "../..");
const SETTING = { latencyMs: 50, rate: 20, timeLimitSeconds: 3, seed: 1 };
const HOSTILE = '</text><script>alert("1")</script>\u0000\ud800&';

function countOf(svg: string, part: string): number {
  return svg.split(part).length - 1;
}

function crosses(svg: string): number {
  return countOf(svg, "l8 8m0 -8l-8 8");
}

describe("messages.svg", () => {
  test("of one value has an arrow for each message that carried it, and a dot for each node", async () => {
    const svg = await pictureOf("flood");
    // The client's request and its answer; then n1-n2, n2-n3, n1-n4, n2-n5, n4-n5 in both directions.
    expect(countOf(svg, ">broadcast</text></g>")).toBe(11);
    expect(countOf(svg, ">broadcast_ok</text></g>")).toBe(1);
    expect(countOf(svg, "<circle ")).toBe(5);
    for (const name of ["n1", "n2", "n3", "n4", "n5"]) expect(svg).toContain(`>${name}</text>`);
  });

  test("of all begins behind init, and says how much of it is shown", async () => {
    const { run } = await recordRun(SETTING, "relay");
    const svg = messagesSvg(run, { eventsAtMost: 50 });
    expect(svg).not.toContain(">init</text>");
    expect(svg).toContain(">topology</text>");
    expect(svg).toMatch(/>The first 50 of [\d,]+ events\.<\/text>/u);
  });

  test("of a range has nothing before or after it", async () => {
    const { run } = await recordRun(SETTING, "relay");
    const svg = messagesSvg(run, { fromMs: 1000, toMs: 1200 });
    const sent = [...svg.matchAll(/, sent (-?[\d.]+) ms/gu)].map(([, ms]) => Number(ms));
    expect(sent.length).toBeGreaterThan(10);
    for (const ms of sent) {
      expect(ms).toBeGreaterThan(1000 - 60);
      expect(ms).toBeLessThanOrEqual(1200);
    }
  });

  test("marks what was dropped, shades cuts, and leaves gaps where nodes were down", async () => {
    const faults = ["partition", "kill", "pause"] as const;
    const { run } = await recordRun(
      { ...SETTING, timeLimitSeconds: 8, faults, nemesisIntervalSeconds: 1 },
      "relay",
    );
    const svg = messagesSvg(run);
    expect(svg).toContain(">✕ dropped</text>");
    expect(svg).toContain(" does not hear ");
    expect(svg).toContain('class="s-bad"');
  });

  test("marks a kill only where it was", async () => {
    const killGroups = ["all"] as const;
    const setting = { ...SETTING, timeLimitSeconds: 8, killGroups, faults: ["kill"] as const };
    const { run } = await recordRun({ ...setting, nemesisIntervalSeconds: 1 }, "relay");
    const [kill] = run.faults;
    expect(kill?.nodes).toHaveLength(5);
    const { startMs = 0, endMs = 0 } = kill ?? {};
    const before = run.faults[1]?.startMs ?? Infinity;
    expect(crosses(messagesSvg(run, { fromMs: startMs - 1, toMs: startMs + 1 }))).toBe(5);
    expect(before).toBeGreaterThan(endMs + 200);
    const { messages } = run;
    const isAnyDropped = messages?.fate.some((fate, message) => {
      const atMs = messages.endMs[message] ?? 0;
      return fate === 2 && atMs > endMs + 100 && atMs < before;
    });
    expect(isAnyDropped).toBeFalse();
    expect(crosses(messagesSvg(run, { fromMs: endMs + 100, toMs: before - 1 }))).toBe(0);
  });

  test("says how many events there are besides, those that were left out included", async () => {
    const { record, events, run } = await recordRun(SETTING, "relay");
    expect(messagesSvg(run, { eventsAtMost: 10_000 })).not.toContain("The first ");
    const short = makeRun(record, (sink) => {
      for (const event of events.slice(0, 100)) sink.note(event);
      sink.leftOut(1_000);
    });
    const shown = /The first (\d+) of ([\d,]+) events\./u.exec(messagesSvg(short));
    expect(Number(shown?.[2]?.replace(",", "")) - Number(shown?.[1])).toBe(1_000);
  });

  test("holds what nodes said as text", async () => {
    const { record, events } = await recordRun(SETTING, "relay");
    const run = makeRun(record, (sink) => {
      for (const event of events) sink.note({ ...event, type: HOSTILE, text: HOSTILE });
    });
    const svg = messagesSvg(run, { eventsAtMost: 20 });
    expect(svg).not.toContain("<script");
    expect(svg).toContain(
      "&lt;/text&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;\uFFFD\uFFFD&amp;",
    );
  });
});

test("latency.svg has a point for each value that is stable, and its figures", async () => {
  const { run } = await recordRun(SETTING, "relay");
  const svg = latencySvg(run);
  const stable = run.record.values.latencyMs.filter((latencyMs) => latencyMs !== null);
  expect(countOf(svg, "h0")).toBe(stable.length);
  expect(svg).toMatch(/>median \d+ ms, 95 % \d+ ms, 99 % \d+ ms, longest \d+ ms, /u);
});

test("latency.svg marks the values that were lost", async () => {
  const { run } = await recordRun(SETTING, "local");
  expect(latencySvg(run)).toContain(">✕ lost</text>");
});

test("the colours are those of the page", () => {
  const css = readFileSync(join(ROOT, "src/view/page/style.css"), "utf8");
  const themes = [
    [PALETTES.light, /^:root \{([^}]*)\}/mu],
    [PALETTES.dark, /^:root\[data-theme="dark"\] \{([^}]*)\}/mu],
  ] as const;
  for (const [palette, rule] of themes) {
    const block = rule.exec(css)?.[1] ?? "";
    const named = new Map(
      [...block.matchAll(/--([\w-]+): (#\w+);/gu)].map(([, name, it]) => [name, it]),
    );
    for (const [name, colour] of palette)
      expect([name, colour]).toEqual([name, named.get(name) ?? ""]);
  }
});

describe("the pictures of the strategies", () => {
  test.each(PICTURED)("%s is the same, byte for byte, when it is made again", async (strategy) => {
    expect(await pictureOf(strategy)).toBe(await pictureOf(strategy));
  });

  test("are shown in the page of the strategies, and are there", () => {
    const page = readFileSync(join(ROOT, "src/broadcast/strategies/README.md"), "utf8");
    for (const strategy of PICTURED) {
      expect(page).toContain(`.github/strategies/${strategy}.svg`);
      expect(existsSync(join(ROOT, `.github/strategies/${strategy}.svg`))).toBeTrue();
    }
  });
});

describe("eddy report --svg", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "eddy-svg-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("makes both pictures of a test's folder, of one value if asked to", async () => {
    await play("", ["test", "--virtual", "--seed", "1", "--time-limit", "2", "--store", folder]);
    const latest = join(folder, "latest");
    const { exitCode, stdout } = await play("", ["report", "--svg", "--value", "0", latest]);
    expect([exitCode, stdout]).toEqual([0, `${latest}/messages-0.svg\n${latest}/latency.svg\n`]);
    const svg = readFileSync(join(latest, "messages-0.svg"), "utf8");
    expect(svg).toContain("<title>Messages that carried the value 0, and their answers</title>");
  });

  test("draws the way of a value of the workload g-set", async () => {
    const store = join(folder, "g-set");
    const load = ["--virtual", "-w", "g-set", "--seed", "1", "--time-limit", "2"];
    await play("", ["test", ...load, "--store", store]);
    const args = ["report", "--svg", "--value=0", join(store, "latest")];
    expect((await play("", args)).exitCode).toBe(0);
    const svg = readFileSync(join(store, "latest/messages-0.svg"), "utf8");
    expect([countOf(svg, ">add</text></g>"), countOf(svg, ">add_ok</text></g>")]).toEqual([1, 1]);
  });

  test("of a real Maelstrom's folder makes one, and says what the other needs", async () => {
    const real = join(ROOT, "test/recorded/tree4-25-partition");
    const { exitCode, stdout } = await play("", ["report", "--svg", "-o", `${folder}/new`, real]);
    expect(exitCode).toBe(0);
    expect(stdout).toStartWith("no messages.svg: it is made from journal.jsonl, ");
    expect(stdout).toEndWith(`\n${folder}/new/latency.svg\n`);
  });

  test.each([
    [["--value", "0"], "--value needs --svg"],
    [["--svg", "--open"], "--open opens the page, but --svg makes only pictures"],
    [["--svg", "--from", "3", "--to", "2"], "--to 2 lies before --from 3"],
    [["--svg", "--from", "x"], '--from must be a number from 0 on, not "x"'],
    [["--svg", "--value", "nope"], "--value: no message or read of this run has nope"],
  ])("%p is refused with what is wrong", async (args, text) => {
    const real = join(ROOT, "test/recorded/grid-5");
    const { exitCode, stderr } = await play("", ["report", ...args, real]);
    expect(exitCode).toBe(64);
    expect(stderr).toBe(`eddy report: ${text}\nTry: eddy report --help\n`);
  });
});
