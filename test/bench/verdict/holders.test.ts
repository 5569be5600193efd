import { describe, expect, test } from "bun:test";
import { type Edn } from "../../../src/bench/edn.ts";
import { Holders } from "../../../src/bench/verdict/holders.ts";
import { valueOf } from "../../../src/bench/history.ts";
import { ReadBook } from "../../../src/bench/reads/read-book.ts";
import { completeOptions, nodeNames } from "../../../src/bench/options.ts";
import { runVirtual } from "../../../src/bench/virtual.ts";
import { guestOf } from "../guests.ts";

/** Nodes n1 and n2, each with a client that is called like its node. */
class Story {
  readonly #holders: Holders = new Holders("broadcast");
  readonly #book = new ReadBook();

  begin(f: string, name: string): void {
    this.#holders.operation({ type: "invoke", process: name, f, value: null }, name);
  }

  end(f: string, name: string, value: Edn): void {
    this.#holders.operation({ type: "ok", process: name, f, value }, name);
  }

  acknowledged(name: string, value: Edn): this {
    this.begin("broadcast", name);
    this.end("broadcast", name, value);
    return this;
  }

  showed(name: string, values: Edn): void {
    this.begin("read", name);
    const read = this.#book.keep(name, values);
    if (read === undefined) throw new Error("A read shows a list");
    const operation = { type: "ok", process: name, f: "read", value: null, read } as const;
    this.#holders.operation(operation, name);
  }

  killed(name: string): void {
    this.#holders.killed(name);
  }

  get lost(): readonly Edn[] {
    return this.#holders.lost;
  }
}

/** n1 has acknowledged value 7. */
function story(): Story {
  return new Story().acknowledged("n1", 7);
}

describe("a value is lost with its nodes", () => {
  test("if the one that acknowledged it was killed, and no other ever showed it", () => {
    const holders = story();
    holders.showed("n2", [6, 8]);
    expect(holders.lost).toEqual([]);
    holders.killed("n1");
    expect(holders.lost).toEqual([7]);
  });

  test("also if it is a text, as those of a scenario may be", () => {
    const holders = story().acknowledged("n1", "a").acknowledged("n2", "b");
    holders.showed("n2", ["b"]);
    holders.killed("n1");
    expect(holders.lost).toEqual([7, "a"]);
  });

  test("not if another showed it, before or after", () => {
    const before = story();
    before.showed("n2", [7]);
    before.killed("n1");
    expect(before.lost).toEqual([]);
    const after = story();
    after.killed("n1");
    after.showed("n2", [7]);
    expect(after.lost).toEqual([]);
  });

  test("if all that showed it were killed later too", () => {
    const holders = story();
    holders.showed("n2", [7]);
    holders.killed("n1");
    holders.killed("n2");
    expect(holders.lost).toEqual([7]);
  });

  test("not if a killed node got it again and shows it", () => {
    const holders = story();
    holders.showed("n2", [7]);
    holders.killed("n1");
    holders.showed("n1", [7]);
    holders.killed("n2");
    expect(holders.lost).toEqual([]);
  });

  test("not before anybody was killed after the acknowledgement", () => {
    const holders = new Story();
    holders.killed("n1");
    holders.acknowledged("n1", 7);
    expect(holders.lost).toEqual([]);
  });

  test("also if the acknowledgement of one that was killed is heard of after the kill", () => {
    const holders = new Story();
    holders.begin("broadcast", "n1");
    holders.killed("n1");
    holders.end("broadcast", "n1", 7);
    expect(holders.lost).toEqual([7]);
    holders.showed("n2", [7]);
    expect(holders.lost).toEqual([]);
  });

  test("in order, integers first; what is neither an integer nor a text is none", () => {
    const holders = new Story();
    holders.acknowledged("n1", 10);
    holders.acknowledged("n1", 9);
    holders.showed("n1", ["8", null, 3]);
    holders.showed("n1", null);
    holders.killed("n1");
    expect(holders.lost).toEqual([3, 9, 10, "8"]);
  });
});

test("nodes that never talk lose with a killed node what it got", async () => {
  const { lostWithNode } = await runVirtual(
    completeOptions({
      faults: ["kill"],
      killGroups: ["one"],
      seed: 2,
      rate: 20,
      timeLimitSeconds: 30,
    }),
    guestOf("local"),
  );
  expect(lostWithNode.length).toBeGreaterThan(10);
  expect(lostWithNode).toEqual(lostWithNode.toSorted((one, other) => Number(one) - Number(other)));
});

test("what is lost though it was not lost with its nodes is still shown by one of them", async () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const { history, lostWithNode } = await runVirtual(
      completeOptions({
        nodes: nodeNames(2),
        faults: ["kill"],
        nemesisIntervalSeconds: 2,
        timeLimitSeconds: 20,
        seed,
      }),
      guestOf("retry"),
    );
    const completed = history.filter(({ type }) => type === "ok");
    const shown = new Set(
      completed
        .filter(({ isFinal }) => isFinal)
        .flatMap((operation) => numbers(valueOf(operation))),
    );
    const gone = completed
      .filter(({ f }) => f === "broadcast")
      .map(({ value }) => Number(value))
      .filter((value) => !shown.has(value));
    expect([seed, gone.filter((value) => !lostWithNode.includes(value))]).toEqual([seed, []]);
    expect(lostWithNode.filter((value) => shown.has(Number(value)))).toEqual([]);
  }
});

function numbers(value: unknown): number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}
