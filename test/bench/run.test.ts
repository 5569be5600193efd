import { describe, expect, test } from "bun:test";
import { writeEdn } from "../../src/bench/edn.ts";
import { toEdnLine, valueOf, type Operation } from "../../src/bench/history.ts";
import { completeOptions, nodeNames, type TestOptions } from "../../src/bench/options.ts";
import { type Outcome, type RunObserver, type Phase } from "../../src/bench/run.ts";
import { runVirtual } from "../../src/bench/virtual.ts";
import { type MakeGuest } from "../../src/bench/cluster/in-process.ts";
import { answer, echoGuest, guestOf, guestThat, guestThatAnswers } from "./guests.ts";

const SHORT: Partial<TestOptions> = { timeLimitSeconds: 5, rate: 20, seed: 7 };

function run(
  options: Partial<TestOptions> = {},
  makeGuest: MakeGuest = guestOf("relay"),
  observer: RunObserver = {},
): Promise<Outcome> {
  return runVirtual(completeOptions({ ...SHORT, ...options }), makeGuest, { observer });
}

/** All that is sent, in order: `c0>n3 init 1`, where 1 is the msg_id. */
async function sent(
  options: Partial<TestOptions>,
  makeGuest?: MakeGuest,
): Promise<readonly string[]> {
  const lines: string[] = [];
  await run(options, makeGuest, {
    network(event, { src, dest, content }) {
      if (event === "send") lines.push(`${src}>${dest} ${content["type"]} ${content["msg_id"]}`);
    },
  });
  return lines;
}

function clientOperations({ history }: Outcome): readonly Operation[] {
  return history.filter(({ process }) => process !== "nemesis");
}

/** What clients and nemesis begin, and when. */
async function loadOf(strategy: "relay" | "local"): Promise<readonly string[]> {
  const { history } = await run(
    // The last heal comes when the last operation has ended, which jitter puts off.
    { faults: ["partition"], nemesisIntervalSeconds: 1, hasJitter: false },
    guestOf(strategy),
  );
  return history
    .filter(
      ({ type, isFinal, process }) => !isFinal && (type === "invoke" || process === "nemesis"),
    )
    .map(({ timeNs, process, f, value }) => `${timeNs} ${process} ${f} ${writeEdn(value)}`);
}

describe("a run", () => {
  test("is a pure function of its options and seed", async () => {
    const faults = ["partition", "one-way", "kill", "pause", "loss", "duplicate"] as const;
    const options: Partial<TestOptions> = {
      faults,
      nodes: nodeNames(7),
      latencyMs: 50,
      latencyDistribution: "exponential",
      nemesisIntervalSeconds: 2,
      timeLimitSeconds: 10,
    };
    const record = async (seed: number): Promise<string> => {
      const events: string[] = [];
      const outcome = await run({ ...options, seed }, guestOf("retry"), {
        network: (event, { id, src, dest, body }, timeMs) =>
          events.push(`${timeMs} ${event} ${id} ${src}>${dest} ${body}`),
      });
      return [...events, ...outcome.history.map(toEdnLine), JSON.stringify(outcome.net)].join("\n");
    };
    const first = await record(7);
    expect(first === (await record(7))).toBeTrue();
    expect(first === (await record(8))).toBeFalse();
  });

  test("has the same load and the same faults whatever the nodes do", async () => {
    expect(await loadOf("relay")).toEqual(await loadOf("local"));
  });

  test("goes through its phases in order, with 10 s between heal and final reads", async () => {
    const phases: [Phase, number][] = [];
    await run({}, undefined, { phase: (phase, timeMs) => phases.push([phase, timeMs]) });
    expect(phases.map(([phase]) => phase)).toEqual([
      "start",
      "topology",
      "load",
      "heal",
      "recover",
      "read",
      "end",
    ]);
    const at = new Map(phases);
    expect((at.get("read") ?? 0) - (at.get("recover") ?? 0)).toBeCloseTo(10_000, 6);
  });

  test("ends its load when the next operation would fall at or after the limit", async () => {
    const { history } = await run({ timeLimitSeconds: 1, rate: 100 });
    const load = history.filter(({ type, isFinal }) => type === "invoke" && !isFinal);
    expect(load[0]?.timeNs).toBe(0);
    expect(load.length).toBeGreaterThan(50);
    expect(Math.max(...load.map(({ timeNs }) => timeNs))).toBeLessThan(1e9);
    // Without faults it does not wait for the limit: the pause follows the last answer.
    const firstFinal = history.find(({ isFinal }) => isFinal);
    const last = history.findLast(({ isFinal }) => !isFinal);
    expect((firstFinal?.timeNs ?? 0) - (last?.timeNs ?? 0)).toBe(10e9);
  });

  test("has no operation but the final reads with a rate of 0, and lasts till the limit", async () => {
    const { history } = await run({ rate: 0, timeLimitSeconds: 3 });
    expect(history.every(({ isFinal }) => isFinal)).toBeTrue();
    expect(history.length).toBe(10);
    expect(history[0]?.timeNs).toBe(13e9);
  });

  test("reads from every worker at the end, all together", async () => {
    const { history } = await run({ concurrency: 10 });
    const final = history.filter(({ isFinal, type }) => isFinal && type === "invoke");
    expect(new Set(final.map(({ process }) => process)).size).toBe(10);
    expect(new Set(final.map(({ timeNs }) => timeNs)).size).toBe(1);
  });

  test("begins operations at intervals uniform from 0 to 2/rate", async () => {
    const { history } = await run({ rate: 50, timeLimitSeconds: 60 });
    const times = history
      .filter(({ type, isFinal }) => type === "invoke" && !isFinal)
      .map(({ timeNs }) => timeNs / 1e6);
    const gaps = times.slice(1).map((time, place) => time - (times[place] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    expect(Math.abs(mean - 20)).toBeLessThan(1);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(40);
    expect(gaps.filter((gap) => gap < 10).length / gaps.length).toBeCloseTo(0.25, 1);
  });

  test("does not catch up on a late schedule", async () => {
    // Each answer takes a second, so that one worker manages about one operation a second.
    const slow = guestThat(({ message, node, pass }) => {
      if (message.body.type === "init") pass();
      else node.after(1000, pass);
    });
    const { history } = await run(
      { nodes: ["n1"], concurrency: 1, rate: 100, timeLimitSeconds: 10 },
      slow,
    );
    const load = history.filter(({ type, isFinal }) => type === "invoke" && !isFinal);
    expect(load.length).toBeGreaterThanOrEqual(9);
    expect(load.length).toBeLessThanOrEqual(11);
  });

  test("stops when it is told to", async () => {
    const stop = new AbortController();
    const makeGuest = guestOf("relay");
    const outcome = await runVirtual(completeOptions(SHORT), makeGuest, {
      signal: stop.signal,
      observer: { phase: (phase) => phase === "load" && stop.abort() },
    });
    expect(outcome.end).toBe("aborted");
  });

  test("refuses options that make no sense", async () => {
    await expect(run({ nodes: [] })).rejects.toThrow("Cannot test without a node");
    await expect(run({ concurrency: 0 })).rejects.toThrow("Cannot test with 0 workers");
    await expect(run({ nemesisIntervalSeconds: 0 })).rejects.toThrow("every 0 s");
  });
});

describe("without latency", () => {
  test("nodes that never fall silent are stopped, whoever delivers", async () => {
    const options = { nodes: nodeNames(2), rate: 2, timeLimitSeconds: 1, seed: 1 };
    const { end, violations } = await run({ ...options, hasJitter: false }, guestOf("storm"));
    expect(end).toBe("violation");
    expect(violations[0]?.message).toContain("100000 messages to each other in that one instant");
  });

  test("an error after the answer to a request ends the test all the same", async () => {
    const failing = guestThatAnswers("read", ({ pass }) => {
      pass();
      throw new Error("what a pity");
    });
    await expect(run({}, failing)).rejects.toThrow("what a pity");
  });
});

/** Who begins the first operations. */
async function firstProcesses(options: Partial<TestOptions>): Promise<readonly unknown[]> {
  const outcome = await run({ nodes: nodeNames(2), ...options });
  const invoked = clientOperations(outcome).filter(({ type }) => type === "invoke");
  return invoked.slice(0, 6).map(({ process }) => process);
}

describe("workers", () => {
  test("take turns, and a fault takes one as well", async () => {
    expect(await firstProcesses({})).toEqual([0, 1, 0, 0, 1, 0]);
    // The fault comes after the first operation, and not again.
    const faults = { faults: ["partition"], nemesisIntervalSeconds: 1e6 } as const;
    expect(await firstProcesses(faults)).toEqual([0, 0, 0, 1, 0, 0]);
  });

  test("read in no fixed order at the end", async () => {
    const outcome = await run({ concurrency: 10, rate: 0 });
    const order = outcome.history
      .filter(({ type }) => type === "invoke")
      .map(({ process }) => Number(process));
    expect(order).not.toEqual(order.toSorted((one, other) => one - other));
    expect(new Set(order).size).toBe(10);
  });
});

test("the load ends when the last fault has", async () => {
  let [asked, up, atHeal] = [0, 0, [0, 0]];
  const slow = guestThatAnswers("init", ({ node, pass }) => {
    asked++;
    node.after(3000, () => {
      up++;
      pass();
    });
  });
  const options = { faults: ["kill"], nemesisIntervalSeconds: 2, nodes: ["n1"] } as const;
  for (const seed of [1, 2, 3, 4, 5]) {
    [asked, up] = [0, 0];
    await run({ ...options, seed }, slow, {
      phase: (phase) => {
        if (phase === "heal") atHeal = [up, asked];
      },
    });
    expect([seed, atHeal[0]]).toEqual([seed, atHeal[1]]);
  }
});

describe("clients", () => {
  test("are opened for init, for the topology, and for each worker's first operation", async () => {
    const lines = await sent({});
    const first = (pattern: RegExp): readonly string[] =>
      lines.map((line) => pattern.exec(line)?.[1]).filter((name) => name !== undefined);
    expect(first(/^(c\d+)>n\d init 1$/)).toEqual(["c0", "c1", "c2", "c3", "c4"]);
    expect(first(/^(c\d+)>n\d topology 1$/)).toEqual(["c5", "c6", "c7", "c8", "c9"]);
    const workers = first(/^(c\d+)>n\d (?:read|broadcast) 1$/);
    expect(workers).toEqual(["c10", "c11", "c12", "c13", "c14"]);
    // The first worker gets the first operation, and the sixth.
    expect(first(/^(c10>n1 \w+ \d+)/).length).toBeGreaterThan(1);
  });

  test("of the echo workload are opened alike, though there is no topology to send", async () => {
    const outcome = await run({ workload: "echo" }, echoGuest);
    expect(outcome.history.some(({ isFinal }) => isFinal)).toBeFalse();
    expect(outcome.history.at(-1)?.type).toBe("ok");
    const lines = await sent({ workload: "echo" }, echoGuest);
    expect(lines.some((line) => line.includes("topology"))).toBeFalse();
    expect(lines.find((line) => line.includes("echo"))).toMatch(/^c10>n\d echo 1$/);
  });

  test("give up a read after 5 s: it has failed, and the process goes on", async () => {
    const silent = guestThatAnswers("read", () => {});
    const operations = clientOperations(await run({ nodes: ["n1"], concurrency: 1 }, silent));
    const [invoked, failed] = operations.filter(({ f }) => f === "read");
    expect([failed?.type, failed?.process, failed?.error]).toMatchObject([
      "fail",
      0,
      { name: "net-timeout" },
    ]);
    expect((failed?.timeNs ?? 0) - (invoked?.timeNs ?? 0)).toBe(5e9);
    expect(new Set(operations.map(({ process }) => process))).toEqual(new Set([0]));
  });

  test("are in doubt of a broadcast after 5 s: a new process and a new client go on", async () => {
    const silent = guestThatAnswers("broadcast", () => {});
    const options = { nodes: ["n1", "n2"], concurrency: 2, timeLimitSeconds: 20 };
    const operations = clientOperations(await run(options, silent));
    const doubtful = operations.filter(({ type }) => type === "info");
    expect(
      doubtful
        .slice(0, 4)
        .map(({ process }) => process)
        .toSorted(),
    ).toEqual([0, 1, 2, 3]);
    expect(doubtful[0]).toMatchObject({ f: "broadcast", error: { name: "net-timeout" } });
    const names = (await sent(options, silent)).filter((line) => line.endsWith("1"));
    expect(names.some((line) => line.startsWith("c7>"))).toBeTrue();
  });

  test("ignore a late answer while they are there, and the node that gives it later is warned of", async () => {
    const late = guestThatAnswers("broadcast", ({ node, pass }) => node.after(6000, pass));
    const outcome = await run({ timeLimitSeconds: 20 }, late);
    expect(outcome.end).toBe("complete");
    expect(outcome.warningCounts.get("late-answer")).toBeGreaterThan(0);
    expect(outcome.warnings[0]?.message).toContain("after the client had left");
  });

  test("take an error as definite or not, as Maelstrom's table has it", async () => {
    const erring = guestThat((call) => {
      const { type, msg_id: msgId } = call.message.body;
      if (type !== "read" && type !== "broadcast") return call.pass();
      const code = type === "broadcast" && Number(msgId) % 2 === 0 ? 11 : 13;
      answer(call, { type: "error", code, text: "no" });
    });
    const completed = clientOperations(await run({}, erring)).filter(
      ({ type }) => type !== "invoke",
    );
    const kinds = new Set(
      completed.map(({ f, type, error }) => `${f} ${type} ${writeEdn(error ?? null)}`),
    );
    expect([...kinds].toSorted()).toEqual([
      'broadcast fail [:temporarily-unavailable "no"]',
      'broadcast info [:crash "no"]',
      'read fail [:crash "no"]',
    ]);
  });

  test("warn of an answer to nothing, and wait on", async () => {
    for (const replied of [0, "3", null, undefined]) {
      const odd = guestThatAnswers("read", (call) => {
        answer(call, { type: "read_ok", in_reply_to: replied, messages: [] });
        call.pass();
      });
      const { warnings, warningCounts, history } = await run({}, odd);
      expect(warningCounts.get("unmatched-answer")).toBeGreaterThan(10);
      expect(warnings[0]?.message).toMatch(
        /^Node n\d wrote to client c\d+ with(out| \S+ as) in_reply_to, but the last request of c/,
      );
      expect(warnings[0]?.message).toContain('"type":"read_ok"');
      expect(history.every(({ type }) => type === "invoke" || type === "ok")).toBeTrue();
    }
  });

  test("take an in_reply_to that is written as a float for no answer", async () => {
    const odd = guestThatAnswers("read", ({ message, host }) => {
      const { src, dest, body } = message;
      const answered = `{"type":"read_ok","in_reply_to":${Number(body.msg_id)}.0,"messages":[]}`;
      host.write(`{"src":"${dest}","dest":"${src}","body":${answered}}`);
    });
    const { history, warnings } = await run({ timeLimitSeconds: 2 }, odd);
    const reads = history.filter(({ f, type }) => f === "read" && type !== "invoke");
    expect(new Set(reads.map(({ type }) => type))).toEqual(new Set(["fail"]));
    expect(warnings[0]?.message).toMatch(/ with \d\.0 as in_reply_to, but the last request of c/);
  });

  test("take a null for messages as a read of nothing", async () => {
    const empty = guestThatAnswers("read", (call) => {
      answer(call, { type: "read_ok", messages: null });
    });
    const { history, warnings } = await run({ timeLimitSeconds: 2 }, empty);
    const reads = history.filter(({ f, type }) => f === "read" && type !== "invoke");
    expect(new Set(reads.map(({ type, value }) => `${type} ${writeEdn(value)}`))).toEqual(
      new Set(["ok nil"]),
    );
    expect(warnings).toEqual([]);
  });

  test("do not take 1.0 for the 1 that was broadcast", async () => {
    const floating = guestThatAnswers("read", ({ message, host }) => {
      const { src, dest, body } = message;
      const answered = `{"type":"read_ok","in_reply_to":${body.msg_id},"messages":[0.0,1,2e0]}`;
      host.write(`{"src":"${dest}","dest":"${src}","body":${answered}}`);
    });
    const { history } = await run({ timeLimitSeconds: 2 }, floating);
    const read = history.find(({ f, type }) => f === "read" && type === "ok");
    expect(writeEdn(read === undefined ? null : valueOf(read))).toBe("[0.0 1 2.0]");
  });

  test("ignore a second answer without a word", async () => {
    const eager = guestThatAnswers("read", (call) => {
      call.pass();
      call.pass();
    });
    expect((await run({}, eager)).warnings).toEqual([]);
  });

  test("take an answer of another form for an exception, even to a read", async () => {
    const odd = guestThatAnswers("read", (call) =>
      answer(call, { type: "read_ok", messages: [], value: 1 }),
    );
    const outcome = await run({}, odd);
    const reads = clientOperations(outcome).filter(
      ({ f, type }) => f === "read" && type !== "invoke",
    );
    expect(reads.every(({ type }) => type === "info")).toBeTrue();
    const error =
      'indeterminate: Malformed RPC response: it has a surplus key, "value"; allowed are type, in_reply_to, msg_id, messages';
    expect(reads[0]?.error).toBe(error);
    expect(reads[0]?.exception).toBeDefined();
    expect(outcome.warningCounts.get("malformed-answer")).toBe(reads.length);
    expect(outcome.warnings[0]?.message).toMatch(
      /^Node n\d answered read wrongly: it has a surplus key, "value"; allowed are .*\.\n {4}\{/,
    );
  });
});
