import { describe, expect, test } from "bun:test";
import { FAULTS } from "../../../src/bench/faults/index.ts";
import { writeEdn } from "../../../src/bench/edn.ts";
import { type Operation } from "../../../src/bench/history.ts";
import { completeOptions, nodeNames, type TestOptions } from "../../../src/bench/options.ts";
import { runVirtual } from "../../../src/bench/virtual.ts";
import { guestOf, guestThat, guestThatAnswers } from "../guests.ts";

async function entries(options: Partial<TestOptions>): Promise<readonly Operation[]> {
  const { history } = await runVirtual(
    completeOptions({
      rate: 1,
      timeLimitSeconds: 60,
      seed: 5,
      nemesisIntervalSeconds: 4,
      ...options,
    }),
    guestOf("local"),
  );
  return history.filter(({ process }) => process === "nemesis");
}

function texts(operations: readonly Operation[]): readonly string[] {
  return operations.map(({ type, f, value }) => `${type} ${f} ${writeEdn(value)}`);
}

function timed(operations: readonly Operation[]): readonly string[] {
  return operations.map(({ f, timeNs, value }) => `${timeNs} ${f} ${writeEdn(value)}`);
}

describe("each fault is noted as Jepsen notes it", () => {
  test("partition", async () => {
    const [first, second, third, fourth] = texts(
      await entries({ faults: ["partition"], partitionKinds: ["one"], isolatedNode: "n1" }),
    );
    expect(first).toBe("info start-partition :one");
    expect(second).toBe(
      'info start-partition [:isolated {"n1" #{"n2" "n3" "n4" "n5"}, "n2" #{"n1"}, ' +
        '"n3" #{"n1"}, "n4" #{"n1"}, "n5" #{"n1"}}]',
    );
    expect(third).toBe("info stop-partition nil");
    expect(fourth).toBe("info stop-partition :network-healed");
  });

  test("one-way", async () => {
    const noted = texts(await entries({ faults: ["one-way"], oneWayGroups: ["one"] }));
    expect(noted[0]).toMatch(/^info start-one-way \[:(deaf|mute) :one\]$/);
    expect(noted[1]).toMatch(/^info start-one-way \[:isolated \{"n\d" #\{"n\d"/);
    expect(noted[3]).toBe("info stop-one-way :network-healed");
  });

  test("kill, whose end is for all nodes", async () => {
    const [first, second, third, fourth] = texts(
      await entries({ faults: ["kill"], killGroups: ["one"] }),
    );
    expect(first).toBe("info kill :one");
    expect(second).toMatch(/^info kill \{"n\d" :killed\}$/);
    expect(third).toBe("info start :all");
    const killed = /"n\d"/.exec(second ?? "")?.[0];
    const states = ["n1", "n2", "n3", "n4", "n5"]
      .map((name) => `"${name}" :already-running`)
      .join(", ");
    expect(fourth).toBe(
      `info start {${states.replace(`${killed} :already-running`, `${killed} :started`)}}`,
    );
  });

  test("pause, whose end is for all nodes", async () => {
    const [first, second, third, fourth] = texts(
      await entries({ faults: ["pause"], pauseGroups: ["majority"] }),
    );
    expect(first).toBe("info pause :majority");
    expect(second).toMatch(/^info pause \{"n\d" :paused, "n\d" :paused, "n\d" :paused\}$/);
    expect(third).toBe("info resume :all");
    expect(fourth).toBe(
      'info resume {"n1" :resumed, "n2" :resumed, "n3" :resumed, "n4" :resumed, "n5" :resumed}',
    );
  });

  test("a kill of a random number of nodes", async () => {
    const [first, second] = texts(await entries({ faults: ["kill"], killGroups: ["some"] }));
    expect(first).toBe("info kill nil");
    expect(second).toMatch(/^info kill \{("n\d" :killed(, |\}$))+/);
  });

  test("loss and duplicate", async () => {
    expect(texts(await entries({ faults: ["loss"] })).slice(0, 4)).toEqual([
      "info start-loss 0.2",
      "info start-loss :loss",
      "info stop-loss nil",
      "info stop-loss :network-healed",
    ]);
    expect(texts(await entries({ faults: ["duplicate"] })).slice(0, 4)).toEqual([
      "info start-duplicate 0.2",
      "info start-duplicate :duplicate",
      "info stop-duplicate nil",
      "info stop-duplicate :no-duplicates",
    ]);
  });
});

describe("faults", () => {
  test("alternate, the first at once, at intervals uniform from 0 to twice the nemesis interval", async () => {
    const operations = await entries({ faults: ["partition"], timeLimitSeconds: 2000 });
    const begun = operations.filter((_, place) => place % 2 === 0).slice(0, -1);
    expect(begun[0]?.timeNs).toBe(0);
    begun.forEach(({ f }, place) => {
      expect(f).toBe(place % 2 === 0 ? "start-partition" : "stop-partition");
    });
    const gaps = begun
      .slice(1)
      .map(({ timeNs }, place) => (timeNs - (begun[place]?.timeNs ?? 0)) / 1e9);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    expect(Math.abs(mean - 4)).toBeLessThan(0.4);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(8);
  });

  test("draw the four kinds of partition about equally often", async () => {
    const operations = await entries({ faults: ["partition"], timeLimitSeconds: 4000 });
    const starts = operations.filter(({ f }, place) => f === "start-partition" && place % 4 === 0);
    const counts = Map.groupBy(starts, ({ value }) => writeEdn(value));
    expect([...counts.keys()].toSorted()).toEqual([
      ":majorities-ring",
      ":majority",
      ":minority-third",
      ":one",
    ]);
    for (const { length } of counts.values()) {
      expect(Math.abs(length / starts.length - 0.25)).toBeLessThan(0.07);
    }
  });

  test("come and go each at its own times, whatever others there are", async () => {
    const alone = await entries({ faults: ["partition"] });
    const together = await entries({ faults: ["partition", "loss", "pause"] });
    // The end of the load, and with it of all faults, may differ.
    const own = together.filter(({ f }) => f.endsWith("partition")).slice(0, -2);
    expect(timed(own)).toEqual(timed(alone.slice(0, -2)));
  });

  test("all end at the end of the load, whether they are on or not", async () => {
    const operations = await entries({ faults: FAULTS });
    expect(operations.slice(-12).map(({ f }) => f)).toEqual([
      "stop-partition",
      "stop-partition",
      "resume",
      "resume",
      "start",
      "start",
      "stop-one-way",
      "stop-one-way",
      "stop-loss",
      "stop-loss",
      "stop-duplicate",
      "stop-duplicate",
    ]);
  });

  test("kill a node: it forgets everything, and is drawn a new node with other random numbers", async () => {
    const draws: string[] = [];
    const noting = guestThat(({ message, node, pass }) => {
      if (message.body.type === "init") draws.push(`${message.dest} ${node.random()}`);
      pass();
    });
    await runVirtual(
      completeOptions({ faults: ["kill"], nodes: ["n1"], rate: 0, nemesisIntervalSeconds: 5 }),
      noting,
    );
    expect(draws.length).toBeGreaterThan(1);
    expect(new Set(draws).size).toBe(draws.length);
  });

  test("pause a node: what comes meanwhile it reads afterwards, in order, and then its timers run", async () => {
    const gaps: number[] = [];
    let lastMs = 0;
    const ticking = guestThat(({ message, node, pass }) => {
      if (message.body.type === "init") {
        node.every(100, () => {
          gaps.push(Math.round(node.now() - lastMs));
          lastMs = node.now();
        });
      }
      pass();
    });
    const { history } = await runVirtual(
      completeOptions({ faults: ["pause"], pauseGroups: ["one"], nodes: ["n1"], rate: 10 }),
      ticking,
    );
    expect(gaps.some((gap) => gap > 1000)).toBeTrue();
    const timeouts = history.filter(({ error }) => error !== undefined);
    expect(timeouts.length).toBeGreaterThan(0);
    expect(history.at(-1)?.type).toBe("ok");
  });

  test("pause a node for longer than clients wait: none gets a late answer, which would mute it", async () => {
    const nodes = { nodes: nodeNames(3), rate: 20, isFaithful: true } as const;
    const { violations, warnings, history } = await runVirtual(
      completeOptions({ ...nodes, faults: ["pause"], nemesisIntervalSeconds: 8, seed: 1 }),
      guestOf("tree"),
    );
    expect(history.some(({ error }) => error !== undefined)).toBeTrue();
    expect([violations, warnings]).toEqual([[], []]);
    expect(history.at(-1)?.type).toBe("ok");
  });

  test("pause nobody who was killed", async () => {
    const pauses = texts(
      await entries({ faults: ["kill", "pause"], nodes: ["n1"], timeLimitSeconds: 200 }),
    ).filter((text) => text.startsWith("info pause {"));
    expect(pauses).toContain("info pause {}");
    expect(pauses).toContain('info pause {"n1" :paused}');
  });

  test("come one at a time: none while a node that was killed is being started", async () => {
    const { end, history } = await runVirtual(
      completeOptions({
        faults: ["kill", "pause", "partition"],
        nemesisIntervalSeconds: 3,
        nodes: ["n1"],
        rate: 1,
        timeLimitSeconds: 200,
      }),
      guestThatAnswers("init", ({ node, pass }) => node.after(9000, pass)),
    );
    expect(end).toBe("complete");
    const all = history.filter(({ process }) => process === "nemesis");
    const starts = all.filter(({ f }) => f === "start");
    expect(starts.length).toBeGreaterThan(4);
    for (const [place, { f }] of all.entries()) {
      if (place % 2 === 0) expect(all[place + 1]?.f).toBe(f);
    }
  });

  test("of processes share a schedule: each of its turns is one's or the other's", async () => {
    const operations = await entries({ faults: ["kill", "pause"], timeLimitSeconds: 4000 });
    const turns = operations.filter((_, place) => place % 2 === 0).slice(0, -2);
    expect(Math.abs(turns.length - 1000)).toBeLessThan(100);
    for (const [start, stop] of [
      ["kill", "start"],
      ["pause", "resume"],
    ] as const) {
      const own = turns.filter(({ f }) => f === start || f === stop);
      expect(Math.abs(own.length - 500)).toBeLessThan(80);
      own.forEach(({ f }, place) => expect(f).toBe(place % 2 === 0 ? start : stop));
    }
  });

  test("can be confined to a node, again and again", async () => {
    const operations = await entries({
      faults: ["partition"],
      partitionKinds: ["one"],
      isolatedNode: "n3",
      nodes: nodeNames(4),
    });
    const isolated = texts(operations).filter((text) => text.includes(":isolated"));
    expect(isolated.length).toBeGreaterThan(3);
    for (const text of isolated) expect(text).toContain('"n3" #{"n0" "n1" "n2"}');
  });
});
