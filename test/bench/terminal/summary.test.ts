import { describe, expect, test } from "bun:test";
import { judgeChallenge, judgeLimits } from "../../../src/bench/verdict/challenge.ts";
import { challengeOf } from "../../../src/bench/verdict/challenge.ts";
import { judge, type JudgeOptions, type Verdict } from "../../../src/bench/verdict/verdict.ts";
import { EdnMap, Keyword, type Edn } from "../../../src/bench/edn.ts";
import { historyOf } from "../verdict/histories.ts";
import { toHistory, type Operation } from "../../../src/bench/history.ts";
import { accountOf, summary } from "../../../src/bench/terminal/summary.ts";
import { ranges } from "../../../src/bench/verdict/texts.ts";

/** One client, c0, one operation after the other, 100 ms each. */
class Story {
  readonly operations: Operation[] = [];

  broadcast(value: number): this {
    return this.#note("invoke", "broadcast", value).#note("ok", "broadcast", value);
  }

  read(...values: number[]): this {
    return this.#note("invoke", "read", null).#note("ok", "read", values);
  }

  /** With an error that a node answered. */
  failed(f: string, code?: string, text: Edn = null): this {
    const error = code === undefined ? undefined : [Keyword.of(code), text];
    return this.#note("invoke", f, null).#note("fail", f, null, 0, error);
  }

  timedOut(f: string): this {
    return this.#note("invoke", f, null).#note("info", f, null, 0, Keyword.of("net-timeout"));
  }

  nemesis(f: string, value: Edn): this {
    return this.#note("info", f, value, "nemesis");
  }

  judge(options: Partial<JudgeOptions> = {}): Verdict {
    return judge(toHistory(this.operations), {
      workload: "broadcast",
      net: { all: count(30), clients: count(10), servers: count(20) },
      ...options,
    });
  }

  #note(
    type: Operation["type"],
    f: string,
    value: Edn,
    process: number | string = 0,
    error?: Edn,
  ): this {
    const index = this.operations.length;
    const operation = { index, timeNs: index * 50e6, type, process, f, value };
    this.operations.push(error === undefined ? operation : { ...operation, error });
    return this;
  }
}

/** What is said of a heal after which n1 is not read. */
function healsAfterKillOf(killed: string): string {
  const verdict = new Story()
    .broadcast(0)
    .read(0)
    .nemesis("kill", Keyword.of("one"))
    .nemesis("kill", new EdnMap([[killed, Keyword.of("killed")]]))
    .nemesis("start-partition", Keyword.of("one"))
    .nemesis("start-partition", null)
    .nemesis("stop-partition", null)
    .nemesis("stop-partition", Keyword.of("network-healed"))
    .read(0)
    .judge({ nodes: ["n0", "n1"], concurrency: 2 });
  return linesOf({ verdict }).at(-1) ?? "";
}

/** The headline, and what makes the run invalid. */
function judgementOf(input: Parameters<typeof summary>[0]): readonly string[] {
  const { headline, faults } = accountOf(input);
  return [headline, ...faults];
}

function headlineOf(verdict: Verdict): string {
  return accountOf({ verdict }).headline;
}

/** As if the terminal were wide enough. */
function linesOf(input: Parameters<typeof summary>[0]): string[] {
  return unwrapped(summary(input)).split("\n");
}

function unwrapped(text: string): string {
  return text.replaceAll(/\n(?: {14}| {4})(?! )/gu, " ");
}

function count(messages: number): { sent: number; received: number; messages: number } {
  return { sent: messages, received: messages, messages };
}

function mark(tone: string, text: string): string {
  return `<${tone}>${text}</${tone}>`;
}

describe("the summary of a log", () => {
  const lines = [
    '0 invoke send [[:send "k" 1]]',
    '0 ok send [[:send "k" [0 1]]]',
    "1 invoke poll [[:poll]]",
    '1 ok poll [[:poll {"k" [[0 1]]}]]',
  ];

  test("counts what was polled", () => {
    const verdict = judge(historyOf(lines.join("\n")), { workload: "kafka" });
    expect(linesOf({ verdict })).toEqual([
      "Valid: polls showed all that was sent, 1 message, in order.",
      "",
      "  operations  2, all ok",
      "  messages    not counted",
    ]);
  });

  test("names what is wrong, with the nodes", () => {
    const bad = lines.map((line) => line.replace('{"k" [[0 1]]}', "{}"));
    const verdict = judge(historyOf(bad.join("\n")), { workload: "kafka", nodes: ["n0", "n1"] });
    expect(linesOf({ verdict }).slice(0, 2)).toEqual([
      "Invalid:",
      '  - No poll ever showed what was acknowledged: message 1 of key "k".',
    ]);
  });
});

describe("a summary", () => {
  test("has 80 columns", () => {
    const verdict = new Story().broadcast(0).read().broadcast(1).read(0, 1).judge();
    expect(summary({ verdict, nodeCount: 5, latencyMs: 100 }).split("\n")).toEqual([
      "Valid: none of 2 values was lost.",
      "",
      "  operations  4, all ok",
      "  messages    5 an operation between servers, 10 a broadcast (at least 4 without",
      "              batches)",
      "  latency     median 50 ms, 95 % 50 ms, 99 % 50 ms, longest 50 ms until every",
      "              read shows a value (a hop: 100 ms)",
    ]);
  });

  test("has a headline in a colour that says how it ended", () => {
    const toneOf = (story: Story): string =>
      summary({ verdict: story.judge() }, mark).split("\n")[0] ?? "";
    expect(toneOf(new Story().broadcast(0).read(0))).toBe(
      "<good>Valid: none of 1 value was lost.</good>",
    );
    expect(toneOf(new Story().broadcast(0).read())).toBe("<bad>Invalid:</bad>");
    expect(toneOf(new Story())).toStartWith("<doubtful>Unknown: ");
  });

  test("of a valid run gives its figures and what they compare with", () => {
    const verdict = new Story().broadcast(0).read().broadcast(1).read(0, 1).judge();
    expect(linesOf({ verdict, nodeCount: 5, latencyMs: 100 })).toEqual([
      "Valid: none of 2 values was lost.",
      "",
      "  operations  4, all ok",
      "  messages    5 an operation between servers, 10 a broadcast (at least 4 without batches)",
      "  latency     median 50 ms, 95 % 50 ms, 99 % 50 ms, longest 50 ms until every read shows a value (a hop: 100 ms)",
    ]);
  });

  test("gives the rate that was reached", () => {
    const pace = { askedRate: 50, reachedRate: 48.25, busyFraction: 0, lateFraction: 0 };
    const verdict = new Story().broadcast(0).read(0).judge({ pace });
    expect(linesOf({ verdict })[3]).toBe("  rate        48.3 operations a second (asked for: 50)");
  });

  test("leaves out what nobody knows", () => {
    const verdict = new Story().broadcast(0).read(0).judge({ net: undefined });
    expect(linesOf({ verdict }).slice(2)).toEqual([
      "  operations  2, all ok",
      "  messages    not counted",
      "  latency     median 0 ms, 95 % 0 ms, 99 % 0 ms, longest 0 ms until every read shows a value",
    ]);
  });

  test("names the values that were lost", () => {
    const story = new Story();
    for (let value = 0; value < 6; value++) story.broadcast(value);
    const verdict = story.read(0).read(0, 4).judge();
    expect(linesOf({ verdict }).slice(0, 2)).toEqual([
      "Invalid:",
      "  - 4 of 6 values lost, acknowledged or seen but missing in the last reads: 1–3, 5",
    ]);
  });

  test("names everything else that is wrong", () => {
    const verdict = new Story()
      .broadcast(0)
      .read(0, 0, 7)
      .read()
      .failed("broadcast")
      .read(0)
      .judge({ availability: 1 });
    expect(linesOf({ verdict }).slice(0, 6)).toEqual([
      "Invalid:",
      "  - 1 value read that nobody broadcast: 7",
      "  - 1 value more than once within one read",
      "  - 2 times a value vanished from a node that had shown it (:eddy :vanished has examples)",
      "  - only 80.0 % of the operations were ok, less than --availability",
      "",
    ]);
    expect(summary({ verdict })).toContain(
      "  operations  5: 4 ok, 1 failed, 0 indefinite; 0 timed out\n",
    );
  });

  test.each([
    [
      new Story().broadcast(0).read(0, 0),
      "a read must show each value once, or a client that counts them counts wrong",
      "1 value more than once within one read",
    ],
    [
      new Story().broadcast(0).read(0, 7),
      "clients read values before anybody had broadcast them",
      "1 value read that nobody broadcast: 7",
    ],
    [
      new Story().broadcast(0).read(0).read().read(0),
      "a client that read a value from a node did not find it there again",
      "1 time a value vanished from a node that had shown it (:eddy :vanished has examples)",
    ],
  ])("that Maelstrom would call valid says so, and why it is not", (story, why, fault) => {
    expect(judgementOf({ verdict: story.judge() })).toEqual([
      `Invalid: Maelstrom would call it valid, but ${why}.`,
      fault,
    ]);
  });

  test("says what Maelstrom would call it only of what Maelstrom would not call invalid", () => {
    const repeated = new Story().broadcast(0).read(0, 0).failed("broadcast");
    expect(headlineOf(repeated.judge({ availability: 1 }))).toBe("Invalid:");
    const excused = new Story().broadcast(0).broadcast(1).read(0, 0);
    expect(headlineOf(excused.judge({ lostWithNode: [1] }))).toBe("Invalid:");
    expect(headlineOf(new Story().read(7).judge())).toStartWith(
      "Invalid: Maelstrom would call it unknown, but clients read values before",
    );
  });

  test("says it as well where Maelstrom has no verdict, valid here or not", () => {
    const why = 'its checker breaks where it cannot tell whether id 1 or "a" is lower';
    const advice = "Let all ids be numbers, or all strings.";
    const [valid, invalid] = ["2", "1"].map((id) => {
      const lines = [1, '"a"', id].map((given) => `0 invoke generate nil\n0 ok generate ${given}`);
      return headlineOf(judge(historyOf(lines.join("\n")), { workload: "unique-ids" }));
    });
    expect(valid).toBe(
      `Valid: 3 ids, none of them twice. Maelstrom would not know: ${why}. ${advice}`,
    );
    expect(invalid).toBe(`Invalid: Maelstrom would call it unknown, but ${why}. ${advice}`);
  });

  test.each([
    [10_000, 1, "99.9 %"],
    [3, 1, "66.6 %"],
    [10, 0.95, "90.0 %"],
    [2, 1, "50.0 %"],
    [1000, "total", "99.9 %"],
  ] as const)("never rounds one failure of %d up to the goal", (count, availability, shown) => {
    const story = new Story().failed("read");
    for (let value = 1; value < count; value++) story.broadcast(value);
    expect(summary({ verdict: story.judge({ availability }) })).toContain(
      `  - only ${shown} of the operations were ok, less than --availability\n`,
    );
  });

  test("says which kind of operation never worked", () => {
    const verdict = new Story().broadcast(0).failed("read").judge();
    expect(summary({ verdict })).toStartWith("Invalid:\n  - no read was ever ok\n");
  });

  test("names the errors because of which a kind of operation never worked", () => {
    const story = new Story();
    for (let count = 0; count < 20; count++)
      story.failed("broadcast", "txn-conflict", "CAS failed");
    const verdict = story.failed("broadcast", "crash").timedOut("broadcast").read().judge();
    expect(linesOf({ verdict }).slice(0, 5)).toEqual([
      "Invalid:",
      '  - no broadcast was ever ok: 20 × txn-conflict "CAS failed" (worker 0); 1 × crash nil (worker 0); 1 × net-timeout (worker 0)',
      "",
      "  operations  23: 1 ok, 21 failed, 1 indefinite; 1 timed out",
      "  messages    0.87 an operation between servers, 0.91 a broadcast",
    ]);
  });

  test("names the commonest errors of operations that worked as well, but no time-outs", () => {
    const story = new Story().broadcast(0).failed("read", "crash", "boom").read(0);
    for (const text of ["a", "a", "b", "b", "c", "d", "\u001b"]) {
      story.failed("broadcast", "abort", text);
    }
    const verdict = story.timedOut("read").judge({ nodes: ["n1"] });
    expect(linesOf({ verdict })[3]).toBe(
      '  errors      2 × broadcast: abort "a" (n1); 2 × broadcast: abort "b" (n1); 1 × read: crash "boom" (n1); 3 with other errors',
    );
  });

  test("says what the faults did", () => {
    const names = Array.from({ length: 6 }, (_, place) => `n${place}`);
    const killed = new EdnMap(names.map((name) => [name, Keyword.of("killed")]));
    const story = new Story()
      .broadcast(0)
      .nemesis("start-cut", [Keyword.of("isolated"), new EdnMap([["n1", ["n2", "n3"]]])])
      .nemesis("kill", killed)
      .read(0);
    const rowOf = (options: Partial<JudgeOptions>): string =>
      linesOf({ verdict: story.judge(options) }).at(-1) ?? "";
    expect(rowOf({ faultCounts: { dropped: 116, doubled: 0 } })).toBe(
      "  faults      1 × cut for 0.1 s (n1), 1 × kill for 0.1 s (6 nodes); 116 messages between servers dropped",
    );
    expect(rowOf({ faultCounts: { dropped: 0, doubled: 3 } })).toEndWith(
      "; 0 messages between servers dropped; 3 delivered twice",
    );
    expect(rowOf({})).toEndWith("(6 nodes)");
  });

  test("warns of faults that did nothing", () => {
    const verdict = new Story()
      .broadcast(0)
      .nemesis("stop-partition", Keyword.of("network-healed"))
      .read(0)
      .judge({ faultCounts: { dropped: 0, doubled: 0 } });
    const lines = linesOf({ verdict });
    expect(lines.slice(0, 3)).toEqual([
      "Valid: none of 1 value was lost.",
      "  - no fault dropped a message or stopped a node, so this run shows nothing about faults",
      "",
    ]);
    expect(lines.at(-1)).toBe(
      "  faults      no fault hit any node or message; 0 messages between servers dropped",
    );
  });

  test("says that there is nothing to judge by", () => {
    expect(summary({ verdict: new Story().judge() })).toStartWith(
      "Unknown: no value became stable, so there is nothing to judge by.\n",
    );
  });

  test("lists apart what went with a killed node", () => {
    const verdict = new Story()
      .broadcast(0)
      .broadcast(1)
      .read(0)
      .judge({ lostWithNode: [1] });
    const lines = linesOf({ verdict });
    expect(lines[0]).toBe("Valid: none of 2 values was lost.");
    expect(lines.at(-1)).toBe("  gone        1 value that only killed nodes had: 1");
  });

  test("says whether only killed nodes stayed behind after a heal", () => {
    expect(healsAfterKillOf("n1")).toBe(
      "  heals       1; after 1 of them only nodes that had been killed never showed every value known before",
    );
    expect(healsAfterKillOf("n0")).toBe(
      "  heals       1; after 1 of them some node never showed every value known before",
    );
  });

  test("of a run without operations says so, and what messages there were", () => {
    const broadcast = new Story().judge();
    expect(linesOf({ verdict: broadcast }).slice(2, 4)).toEqual([
      "  operations  none",
      "  messages    20 between servers",
    ]);
    const echo = new Story().judge({ workload: "echo", net: undefined });
    expect(linesOf({ verdict: echo })).toEqual([
      "Valid: there was no operation, so there was nothing to judge.",
      "",
      "  operations  none",
      "  messages    not counted",
    ]);
  });

  test("of an echo run shows the first wrong answer", () => {
    const operations: Operation[] = [
      { index: 0, timeNs: 0, type: "invoke", process: 0, f: "echo", value: "one" },
      { index: 1, timeNs: 1, type: "ok", process: 0, f: "echo", value: "two" },
    ];
    const verdict = judge(toHistory(operations), { workload: "echo" });
    expect(unwrapped(summary({ verdict }))).toStartWith(
      'Invalid:\n  - 1 answer did not echo the request, the first: ["Expected a message with :echo" "one" "But received" "two"]\n',
    );
  });
});

describe("a challenge", () => {
  const limits = challengeOf("3d")?.limits ?? {
    serverMessagesPerOperation: 0,
    medianLatencyMs: 0,
    maxLatencyMs: 0,
  };

  test("that is met says by how much", () => {
    const verdict = new Story().broadcast(0).read().read(0).judge();
    const challenge = judgeChallenge("3d", verdict);
    expect(linesOf({ verdict, challenge }).at(-1)).toBe(
      "  3d          met: server-msgs-per-op 6.67 < 30, median-latency-ms 50 < 400, max-latency-ms 50 < 600",
    );
  });

  test("that is not met makes a valid run invalid; the limit itself is too much", () => {
    const story = new Story().broadcast(0);
    for (let reads = 0; reads < 8; reads++) story.read();
    const verdict = story.read(0).judge();
    const missed = judgeLimits({ ...limits, serverMessagesPerOperation: 2 }, verdict);
    const challenge = { name: "3d", limits: missed, validity: false };
    expect(verdict.validity).toBe(true);
    expect(linesOf({ verdict, challenge }).slice(0, 4)).toEqual([
      "Invalid: Maelstrom would call it valid, but it misses limits of challenge 3d.",
      "  - challenge 3d: server-msgs-per-op 2 is not below 2",
      "  - challenge 3d: median-latency-ms 750 is not below 400",
      "  - challenge 3d: max-latency-ms 750 is not below 600",
    ]);
  });

  test("that is missed because the bench was late, or for all that is known, is unknown", () => {
    const story = new Story().broadcast(0);
    for (let reads = 0; reads < 8; reads++) story.read();
    const pace = { askedRate: 50, reachedRate: 45, busyFraction: 0, lateFraction: 0.1349 };
    const late = story.read(0).judge({ pace });
    const ofLate = judgeChallenge("3d", late);
    expect(linesOf({ verdict: late, challenge: ofLate }).slice(0, 4)).toEqual([
      "Unknown: the bench itself was late for 13.4 % of the time, so it may have caused",
      "the long latencies itself. Try a less busy machine.",
      "  - challenge 3d, unknown: median-latency-ms 750 is not below 400",
      "  - challenge 3d, unknown: max-latency-ms 750 is not below 600",
    ]);
    expect(accountOf({ verdict: late, challenge: ofLate })).toMatchObject({
      validity: "unknown",
      faults: [],
    });
    const uncounted = new Story().broadcast(0).read(0).judge({ net: undefined });
    const ofUncounted = judgeChallenge("3d", uncounted);
    expect(linesOf({ verdict: uncounted, challenge: ofUncounted }).slice(0, 2)).toEqual([
      "Unknown: the run lacks some figures that challenge 3d limits.",
      "  - challenge 3d, unknown: server-msgs-per-op is not known, and must be below 30",
    ]);
  });
});

test("ranges are short for a person, and end somewhere", () => {
  expect(ranges([])).toBe("");
  expect(ranges([1])).toBe("1");
  expect(ranges([1, 2, 3, 5, 7, 8])).toBe("1–3, 5, 7–8");
  expect(ranges(["a", "b"])).toBe('"a", "b"');
  const odd = Array.from({ length: 100 }, (_, index) => 2 * index);
  expect(ranges(odd)).toBe("0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, …");
});
