import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { compare, isEqual, type Edn } from "../../../src/bench/edn.ts";
import { Random } from "../../../src/bench/random.ts";
import {
  judgeRegister,
  type RegisterCall,
  type RegisterOperation,
  type RegisterVerdict,
} from "../../../src/bench/verdict/linearizable.ts";

type Interval = readonly [invoked: number, completed?: number];

function read(value: Edn, [invoked, completed]: Interval): RegisterOperation {
  return { call: { kind: "read", value }, process: 0, invoked, completed };
}

function write(value: Edn, [invoked, completed]: Interval): RegisterOperation {
  return { call: { kind: "write", value }, process: 0, invoked, completed };
}

function cas(from: Edn, to: Edn, [invoked, completed]: Interval): RegisterOperation {
  return { call: { kind: "cas", from, to }, process: 0, invoked, completed };
}

const LINEARIZABLE = { kind: "linearizable" } as const;

describe("a register", () => {
  test("holds nil at first", () => {
    expect(judgeRegister([cas(null, 1, [0, 1]), read(1, [2, 3])])).toEqual(LINEARIZABLE);
    const early = cas(1, 2, [0, 1]);
    expect(judgeRegister([early])).toEqual({
      kind: "not linearizable",
      operation: early,
      possible: [null],
    });
  });

  test("may take operations that overlap in any order, and no others", () => {
    const writes = [write(1, [0, 1]), write(2, [2, 6])];
    expect(judgeRegister([...writes, read(1, [3, 4]), read(2, [5, 7])])).toEqual(LINEARIZABLE);
    const back = read(1, [5, 7]);
    expect(judgeRegister([...writes, read(2, [3, 4]), back])).toEqual({
      kind: "not linearizable",
      operation: back,
      possible: [2],
    });
  });

  test("could have been all that it was between request and answer", () => {
    const wrong = read(9, [3, 8]);
    const others = [write(1, [0, 1]), write(2, [4, 5]), cas(2, 3, [6, 9]), write(4, [10, 11])];
    expect(judgeRegister([...others, wrong])).toEqual({
      kind: "not linearizable",
      operation: wrong,
      possible: [1, 2, 3],
    });
  });

  test("may take a doubtful operation late or never, but once", () => {
    const doubtful = write(2, [0]);
    const writes = [write(1, [1, 2]), doubtful];
    expect(judgeRegister([...writes, read(1, [3, 4])])).toEqual(LINEARIZABLE);
    expect(judgeRegister([...writes, read(1, [3, 4]), read(2, [5, 6])])).toEqual(LINEARIZABLE);
    const again = read(1, [7, 8]);
    expect(judgeRegister([...writes, read(2, [5, 6]), again])).toEqual({
      kind: "not linearizable",
      operation: again,
      possible: [2],
    });
  });

  test('lets a read of nil fit always, and tells 1 from "1"', () => {
    expect(judgeRegister([write(1, [0, 1]), read(null, [2, 3])])).toEqual(LINEARIZABLE);
    expect(judgeRegister([write(1, [0, 1]), read("1", [2, 3])]).kind).toBe("not linearizable");
  });

  test("is unknown where too many orders are possible", () => {
    const swaps = Array.from({ length: 12 }, (_, value) => cas(value, value + 1, [value, 100]));
    const last = read(99, [50, 60]);
    expect(judgeRegister([write(0, [20, 70]), ...swaps, last], 10)).toEqual({
      kind: "unknown",
      operation: last,
      pendingCount: 14,
    });
  });
});

describe("judgeRegister", () => {
  test("finds what a search through all orders finds", () => {
    const value = fc.constantFrom<Edn>(null, 0, 1, 2);
    const call = fc.oneof(
      fc.record({ kind: fc.constant("read" as const), value }),
      fc.record({ kind: fc.constant("write" as const), value }),
      fc.record({ kind: fc.constant("cas" as const), from: value, to: value }),
    );
    const operation = fc.record({
      call,
      invoked: fc.integer({ min: 0, max: 30 }),
      duration: fc.integer({ min: 0, max: 12 }),
      isDoubtful: fc.boolean(),
    });
    const operations = fc.array(operation, { maxLength: 8 }).map((drawn) =>
      drawn.map(({ call, invoked, duration, isDoubtful }, process): RegisterOperation => {
        // Every event at a place of its own.
        const completed = isDoubtful ? undefined : (invoked + duration) * 16 + 8 + process;
        return { call, process, invoked: invoked * 16 + process, completed };
      }),
    );
    fc.assert(
      fc.property(operations, (drawn) => {
        expect(sorted(judgeRegister(drawn))).toEqual(judgeByBruteForce(drawn));
      }),
      { numRuns: 2000 },
    );
  });

  test("judges ten thousand operations of ten clients", () => {
    expect(judgeRegister(drawRun(10_000, 10))).toEqual(LINEARIZABLE);
  });

  test("finds the one wrong read among many operations", () => {
    const operations = drawRun(1000, 10);
    const last = operations.findLastIndex(
      ({ call, completed }) => call.kind === "read" && completed !== undefined,
    );
    const wrong = operations.map((operation, place): RegisterOperation =>
      place === last ? { ...operation, call: { kind: "read", value: 7 } } : operation,
    );
    expect(judgeRegister(wrong)).toMatchObject({
      kind: "not linearizable",
      operation: wrong[last],
    });
  });
});

/** In the order of their numbers, nil first. */
const VALUES = [null, 0, 1, 2] as const;

function sorted(verdict: RegisterVerdict): RegisterVerdict {
  if (verdict.kind !== "not linearizable") return verdict;
  return { ...verdict, possible: verdict.possible.toSorted(compare) };
}

function judgeByBruteForce(operations: readonly RegisterOperation[]): RegisterVerdict {
  const answered = operations
    .filter(({ completed }) => completed !== undefined)
    .toSorted((one, other) => (one.completed ?? 0) - (other.completed ?? 0));
  for (const operation of answered) {
    const past = untilAnswer(operations, operation);
    if (hasOrder(null, past)) continue;
    const others = past.filter((other) => other !== operation);
    const possible = VALUES.filter((value) =>
      hasOrder(null, [...others, { ...operation, call: { kind: "cas", from: value, to: value } }]),
    );
    return { kind: "not linearizable", operation, possible };
  }
  return LINEARIZABLE;
}

/** What had begun when an operation completed; what had not completed may have happened or not. */
function untilAnswer(
  operations: readonly RegisterOperation[],
  { completed: end = 0 }: RegisterOperation,
): RegisterOperation[] {
  return operations
    .filter(({ invoked }) => invoked < end)
    .map((operation) =>
      (operation.completed ?? 0) > end ? { ...operation, completed: undefined } : operation,
    );
}

/** Tries each operation as the next that could be. */
function hasOrder(value: Edn, operations: readonly RegisterOperation[]): boolean {
  const end = Math.min(...operations.map(({ completed = Infinity }) => completed));
  if (end === Infinity) return true;
  return operations.some((operation) => {
    if (operation.invoked > end) return false;
    const next = stepped(value, operation.call);
    const others = operations.filter((other) => other !== operation);
    return next !== undefined && hasOrder(next, others);
  });
}

function stepped(value: Edn, call: RegisterCall): Edn | undefined {
  if (call.kind === "write") return call.value;
  if (call.kind === "cas") return isEqual(value, call.from) ? call.to : undefined;
  return call.value === null || isEqual(value, call.value) ? value : undefined;
}

/** A healthy register: each operation takes effect at a drawn moment; one in a hundred is doubtful. */
function drawRun(count: number, clients: number): RegisterOperation[] {
  const random = new Random(1, "linearizable");
  const operations: RegisterOperation[] = [];
  const due: { at: number; end: number; client: number; start: number; call: RegisterCall }[] = [];
  let value: Edn = null;
  const begin = (client: number, start: number): void => {
    const call = drawCall(random);
    const [one, other] = [start + random.float() * 20, start + random.float() * 20];
    due.push({ client, start, at: Math.min(one, other), end: Math.max(one, other), call });
  };
  for (let client = 0; client < clients; client++) begin(client, client / clients);
  while (operations.length < count) {
    due.sort((one, other) => one.at - other.at);
    const next = due.shift();
    if (next === undefined) throw new Error("Cannot go on without clients");
    let { call } = next;
    if (call.kind === "read") call = { kind: "read", value };
    const after = stepped(value, call);
    const isDoubtful = after !== undefined && operations.length % 1000 === 999;
    if (after !== undefined) {
      value = after;
      const completed = isDoubtful ? undefined : next.end;
      operations.push({ call, process: next.client, invoked: next.start, completed });
    }
    begin(next.client, next.end + 0.001 + random.float() / 1000);
  }
  return operations;
}

function drawCall(random: Random): RegisterCall {
  const kind = random.pick(["read", "read", "write", "cas", "cas"] as const);
  if (kind === "cas") return { kind, from: random.below(5), to: random.below(5) };
  return { kind, value: random.below(5) };
}
