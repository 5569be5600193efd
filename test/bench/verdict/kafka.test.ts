import { describe, expect, test } from "bun:test";
import { BUGS, drawHistory } from "./kafka/drawn-logs.ts";
import { historyOf } from "./histories.ts";
import { judgeKafka, type KafkaVerdict } from "../../../src/bench/verdict/kafka.ts";
import {
  EdnMap,
  EdnSet,
  Keyword,
  Tagged,
  ednMap,
  isEqual,
  itemsOf,
  readAllEdn,
  writeEdn,
  type Edn,
} from "../../../src/bench/edn.ts";
import { readHistory, toHistory } from "../../../src/bench/history.ts";

const RECORDED = `${import.meta.dir}/../../recorded/kafka`;

interface Case {
  readonly name: string;
  readonly verdict: KafkaVerdict;
  /** Maelstrom's. */
  readonly result: EdnMap;
}

const nodeOf = (process: number): string => `n${process % 2}`;

function casesIn(source: Uint8Array): Map<string, Case> {
  const cases = [...readAllEdn(source)].map((form): [string, Case] => {
    if (!(form instanceof EdnMap)) throw new Error("A case is a map");
    const name = String(form.get("name"));
    const operations = readHistory(writeEdn(form.get("history") ?? null));
    const result = form.mapAt("result");
    if (result === undefined) throw new Error("A case has a result");
    return [name, { name, verdict: judgeKafka(toHistory(operations), nodeOf), result }];
  });
  return new Map(cases);
}

const RUNS = casesIn(Bun.zstdDecompressSync(await Bun.file(`${RECORDED}/runs.edn.zst`).bytes()));
const HANDMADE = casesIn(await Bun.file(`${RECORDED}/handmade.edn`).bytes());

/** Where Jepsen's checker throws. */
const isBroken = ({ result }: Case): boolean => result.get("error") !== undefined;

/** Those of the small histories lack some fields, and their operations have no tag. */
function plain({ entries }: EdnMap): Edn {
  const others = new Set<Edn>([Keyword.of("worst-realtime-lag"), Keyword.of("info-txn-causes")]);
  return withoutTags(new EdnMap(entries.filter(([key]) => !others.has(key))));
}

function withoutTags(form: Edn): Edn {
  if (form instanceof Tagged) return withoutTags(form.value);
  if (form instanceof EdnMap) {
    return new EdnMap(form.entries.map(([key, value]) => [key, withoutTags(value)]));
  }
  return form instanceof EdnSet ? form : (itemsOf(form)?.map(withoutTags) ?? form);
}

function verdictOf(name: string): KafkaVerdict {
  const found = HANDMADE.get(name) ?? RUNS.get(name);
  if (found === undefined) throw new Error(`No case ${name}`);
  return found.verdict;
}

function sentencesOf(name: string): string[] {
  return [...verdictOf(name).words.faults];
}

describe("the verdict on kafka, as Maelstrom's", () => {
  const judged = [...RUNS.values()].filter((run) => !isBroken(run));

  test.each(judged)("$name: the same results, example for example", ({ verdict, result }) => {
    expect(isEqual(verdict.toResults().workload, result)).toBe(true);
  });

  test("there are thirteen such runs", () => expect(judged.length).toBe(13));

  const small = [...HANDMADE.values()].filter((one) => !isBroken(one));
  test.each(small)("$name", ({ verdict, result }) => {
    expect(isEqual(plain(verdict.toResults().workload), plain(result))).toBe(true);
    const { timeNs, of, lagNs } = verdict.worstLag;
    const lag = ednMap({ time: timeNs, ...of, lag: lagNs });
    expect(isEqual(lag, result.mapAt("worst-realtime-lag") ?? null)).toBe(true);
  });

  test("there are 21 small histories", () => expect(small.length).toBe(21));
});

describe("the verdict on kafka, where Maelstrom's checker breaks", () => {
  test("a message that nobody sent is an anomaly of its own", () => {
    expect(sentencesOf("unknown-message")).toEqual([
      'Process 0 on n0 at 0.004 s polled message 7 of key "1", which nobody ever sent.',
    ]);
    const { validity, maelstromValidity, words } = verdictOf("unknown-message");
    expect([validity, maelstromValidity, words.stricter]).toEqual([
      false,
      "unknown",
      "its checker breaks where a poll shows a message that nobody sent",
    ]);
    expect(typesOf("ka-clair")).toEqual([
      "G1c-realtime",
      "nonmonotonic-poll",
      "phantom",
      "strong-PL-2-cycle-exists",
    ]);
  });

  test("a key of empty lists only is no anomaly", () => {
    const { validity, maelstromValidity, words } = judgeKafka(
      historyOf(`
        0 invoke assign ["1" "2"]
        0 ok assign ["1" "2"]
        0 invoke send [[:send "1" 1]]
        0 ok send [[:send "1" [0 1]]]
        0 invoke poll [[:poll]]
        0 ok poll [[:poll {"1" [[0 1]], "2" []}]]
      `),
    );
    expect([validity, maelstromValidity, words.headline, words.stricter]).toEqual([
      true,
      "unknown",
      "Valid: polls showed all that was sent, 1 message, in order.",
      'its checker breaks where polls only ever showed an empty list for a key, here "2"',
    ]);
    expect(typesOf("ka-shift")).toEqual(["int-poll-skip", "nonmonotonic-send"]);
  });
});

describe("anomalies of a log in sentences", () => {
  test.each<[string, string[]]>([
    [
      "duplicate",
      [
        'Message 1 of key "1" is there more than once: at offset 0 (sent by process 0 on n0 at ' +
          "0.002 s) and at offset 1 (polled by process 0 on n0 at 0.006 s).",
        'Process 0 on n0 at 0.006 s polled message 1 of key "1" at offsets 0 and 1, and next, in ' +
          "the same poll, message 1 at offsets 0 and 1: offsets must grow.",
      ],
    ],
    [
      "inconsistent-offsets",
      [
        'Offset 0 of key "1" holds different messages: 1 (sent by process 0 on n0 at 0.002 s) and ' +
          "2 (sent by process 1 on n1 at 0.004 s).",
      ],
    ],
    [
      "lost-write",
      [
        'Message 2 of key "1" was lost: process 0 on n0 at 0.004 s sent it and got offset 1, and ' +
          "process 0 on n0 at 0.008 s polled as far as offset 2, but no poll ever showed it.",
        'No poll ever showed what was acknowledged: message 2 of key "1".',
        'Process 0 on n0 at 0.008 s polled message 1 of key "1" at offset 0, and next, in the same ' +
          "poll, message 3 at offset 2: message 2 left out.",
      ],
    ],
    [
      "G1a",
      [
        'Process 0 on n0 at 0.004 s polled message 1 of key "1" at offset 0, although its send by ' +
          "process 0 on n0 at 0.002 s had failed.",
        'No poll ever showed what was acknowledged: message 1 of key "1" (only the last poll of all ' +
          "showed them, and no send succeeded: Jepsen counts that).",
      ],
    ],
    [
      "nonmonotonic-poll-after-seek",
      [
        'Process 0 on n0 at 0.006 s polled message 2 of key "1" at offset 1, and next, at ' +
          "0.010 s, message 1 at offset 0: offsets must grow.",
      ],
    ],
    [
      "nonmonotonic-send",
      [
        'Process 0 on n0 at 0.002 s sent message 1 of key "1" at offset 1, and next, at ' +
          "0.004 s, message 2 at offset 0: offsets must grow.",
      ],
    ],
    [
      "poll-before-send-then-more",
      [
        'Process 0 on n0 at 0.002 s polled message 1 of key "1" before it was sent: the poll ended ' +
          "at 0.003 s, and the send by process 1 on n1 at 0.004 s began after that.",
        "As messages were polled before they were sent, each of these operations comes before itself: " +
          "3 and 5.",
      ],
    ],
  ])("%s", (name, sentences) => expect(sentencesOf(name)).toEqual(sentences));

  test("what two polls left out between them", () => {
    const { words } = judgeKafka(
      historyOf(`
        0 invoke send [[:send "1" 1]]
        0 ok send [[:send "1" [0 1]]]
        0 invoke send [[:send "1" 2]]
        0 ok send [[:send "1" [4 2]]]
        1 invoke assign ["1"]
        1 ok assign ["1"]
        1 invoke poll [[:poll]]
        1 ok poll [[:poll {"1" [[0 1]]}]]
        0 invoke send [[:send "1" 3]]
        0 ok send [[:send "1" [5 3]]]
        1 invoke poll [[:poll]]
        1 ok poll [[:poll {"1" [[5 3]]}]]
        0 invoke poll [[:poll]]
        0 ok poll [[:poll {"1" [[0 1] [4 2] [5 3]]}]]
      `),
    );
    expect(words.faults).toEqual([
      'Process 1 at 0.006 s polled message 1 of key "1" at offset 0, and next, at 0.010 s, ' +
        "message 3 at offset 5: message 2 left out.",
    ]);
  });

  test("that nothing can be said", () => {
    const { validity, words } = judgeKafka(historyOf("0 invoke crash nil\n0 info crash nil"));
    expect(validity).toBe(false);
    expect(words.faults).toEqual([
      "Nothing could be checked: no operation was answered before another one began.",
    ]);
  });
});

describe("offsets", () => {
  test("may be times in nanoseconds, beyond what a double holds", () => {
    const start = 1_790_000_000_000_000_000n;
    const lines = Array.from({ length: 2000 }, (_, place) => {
      const offset = start + BigInt(place);
      const sent = `0 invoke send [[:send "1" ${place}]]\n0 ok send [[:send "1" [${offset} ${place}]]]`;
      return `${sent}\n1 invoke poll [[:poll]]\n1 ok poll [[:poll {"1" [[${offset} ${place}]]}]]`;
    });
    const history = historyOf(`1 invoke assign ["1"]\n1 ok assign ["1"]\n${lines.join("\n")}`);
    const { validity, worstLag } = judgeKafka(history);
    expect([validity, worstLag]).toEqual([
      true,
      { timeNs: 4e6, of: { process: 1, key: "1" }, lagNs: 0 },
    ]);
  });

  test("must be integers", () => {
    expect(() => judgeKafka(historyOf('0 invoke send [[:send "1" [1.0 1]]]'))).toThrow(
      "No operation of the workload kafka: {:index 0, :time 0, :type :invoke, :process 0, :f :send, " +
        ':value [[:send "1" [1.0 1]]]}',
    );
  });
});

function typesOf(name: string): string[] {
  return [...(RUNS.get(name)?.verdict.anomalies.keys() ?? [])].toSorted();
}

describe("drawn logs", () => {
  const SEEDS = 50;

  test("one that keeps its promises never has an anomaly", () => {
    for (let seed = 0; seed < SEEDS; seed++) {
      const { anomalies } = judgeKafka(drawHistory(seed).history);
      expect([seed, ...anomalies.keys()]).toEqual([seed]);
    }
  });

  test.each(BUGS)("a planted %s is found", (bug) => {
    let planted = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const { history, isPlanted } = drawHistory(seed, bug);
      const { anomalies } = judgeKafka(history);
      expect([seed, anomalies.has(bug)]).toEqual([seed, isPlanted]);
      if (isPlanted) planted++;
    }
    expect(planted).toBeGreaterThan(SEEDS / 2);
  });
});
