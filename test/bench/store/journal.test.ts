import { describe, expect, test } from "bun:test";
import { EventJournal } from "../../../src/bench/store/journal.ts";
import { type Packet } from "../../../src/bench/network/network.ts";

function packet(body: string, names: Partial<Packet> = {}): Packet {
  const content: Record<string, unknown> = JSON.parse(body);
  return { id: 7, src: "n1", dest: "n2", body, content, ...names };
}

/** What a journal holds of these events. */
function written(
  note: (journal: EventJournal) => void,
  eventsAtMost?: number,
  longCharactersAtMost?: number,
): unknown[] {
  let text = "";
  const write = (piece: string): void => {
    text += piece;
  };
  const journal = new EventJournal({ write }, eventsAtMost, longCharactersAtMost);
  note(journal);
  journal.close();
  const lines = text.split("\n");
  expect(lines.pop()).toBe("");
  return lines.map((line): unknown => JSON.parse(line));
}

describe("a line of the journal is JSON", () => {
  test("with the body where a message is sent", () => {
    const message = packet('{"type":"broadcast","message":1}');
    const lines = written((journal) => {
      journal.note("send", message, 12.34567);
      journal.note("recv", message, 22.5);
      journal.note("drop", message, 23);
    });
    const common = { id: 7, src: "n1", dest: "n2", type: "broadcast" };
    expect(lines).toEqual([
      { time: 12.346, event: "send", ...common, body: { type: "broadcast", message: 1 } },
      { time: 22.5, event: "recv", ...common },
      { time: 23, event: "drop", ...common },
    ]);
  });

  test.each([
    ["{}", null],
    ['{"type":null}', null],
    ['{"type":5}', 5],
    ['{"type":["a",{"b":1}]}', ["a", { b: 1 }]],
    ['{"type":"\\"\\u0000\\ud800"}', '"\u0000\ud800'],
    ['{"type":"x","more":"\u2028"}', "x"],
  ])("whatever the message: %s", (body, type) => {
    const lines = written((journal) => {
      journal.note("send", packet(body), 0);
      journal.note("recv", packet(body), 0);
    });
    expect(lines).toMatchObject([{ event: "send", type, body: JSON.parse(body) }, { type }]);
  });

  test("whatever the names", () => {
    const names = { src: 'a"\\\n', dest: "\u0001" };
    expect(written((journal) => journal.note("send", packet("{}", names), 0))).toMatchObject([
      names,
    ]);
  });
});

describe("limits", () => {
  const bodies = [981, 982].map((length) => `{"type":"t","m":"${"x".repeat(length)}"}`);

  test.each([["c1", "n1"] as const, ["n1", "c1"] as const])(
    "a body of more than 1000 characters from %s to %s is left out",
    (src, dest) => {
      const lines = written((journal) => {
        for (const body of bodies) journal.note("send", packet(body, { src, dest }), 0);
      });
      expect(bodies.map(({ length }) => length)).toEqual([1000, 1001]);
      expect(lines[0]).toHaveProperty("body");
      expect(lines[1]).not.toHaveProperty("body");
    },
  );

  test("between servers it is kept, until all such bodies have reached their size", () => {
    const [, long = ""] = bodies;
    const lines = written(
      (journal) => {
        for (let time = 0; time < 3; time++) journal.note("send", packet(long), time);
      },
      undefined,
      2 * long.length,
    );
    expect(lines[1]).toHaveProperty("body");
    expect(lines[2]).not.toHaveProperty("body");
  });

  test("the events beyond the last that is kept are counted", () => {
    const lines = written((journal) => {
      for (let time = 0; time < 5; time++) journal.note("send", packet("{}"), time);
    }, 3);
    expect(lines.slice(0, 3)).toMatchObject([{ time: 0 }, { time: 1 }, { time: 2 }]);
    expect(lines.slice(3)).toEqual([{ event: "truncated", missing: 2 }]);
  });
});
