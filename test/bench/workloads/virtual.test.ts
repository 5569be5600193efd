/** Workloads from start to end in virtual time, with a node that is right, and with mistakes. */

import { describe, expect, test } from "bun:test";
import { judge, type Verdict } from "../../../src/bench/verdict/verdict.ts";
import { toHistory } from "../../../src/bench/history.ts";
import { completeOptions, nodeNames, type TestOptions } from "../../../src/bench/options.ts";
import { runVirtual } from "../../../src/bench/virtual.ts";
import { RpcError } from "../../../src/node/errors.ts";
import { type Guest, type Host } from "../../../src/node/host.ts";
import { type Message } from "../../../src/node/message.ts";
import { Node } from "../../../src/node/node.ts";

type Answer = (request: Message, node: Node) => { readonly type: string; [key: string]: unknown };

/** Nodes that know nothing of each other; `makeAnswers` is called once for each. */
function guestsOf(makeAnswers: () => Readonly<Record<string, Answer>>): (host: Host) => Guest {
  return (host) => {
    const node = new Node(host);
    for (const [type, answer] of Object.entries(makeAnswers())) {
      node.on(type, (request) => node.reply(request, answer(request, node)));
    }
    return node;
  };
}

async function verdictOn(
  options: Partial<TestOptions>,
  makeAnswers: () => Readonly<Record<string, Answer>>,
): Promise<Verdict> {
  const few = { nodes: nodeNames(1), rate: 50, timeLimitSeconds: 5, recoverySeconds: 1, seed: 1 };
  const test = completeOptions({ ...few, ...options });
  const outcome = await runVirtual(test, guestsOf(makeAnswers));
  expect(outcome.warnings).toEqual([]);
  return judge(toHistory(outcome.history), { ...test, ...outcome });
}

function headlineOf({ validity, work }: Verdict): unknown {
  return [validity, validity === true ? work.words.headline : work.words.faults[0]];
}

/** Ids from a counter, with the name of the node in front or not. */
function idsWith(hasName: boolean): () => Record<string, Answer> {
  return () => {
    let count = 0;
    return {
      generate: (_, { id }) => ({
        type: "generate_ok",
        id: hasName ? `${id}-${count++}` : count++,
      }),
    };
  };
}

describe("unique-ids", () => {
  const options = { workload: "unique-ids", nodes: nodeNames(2) } as const;

  test("are valid if a node counts, and its name is in them", async () => {
    expect(headlineOf(await verdictOn(options, idsWith(true)))).toEqual([
      true,
      "Valid: 265 ids, none of them twice.",
    ]);
  });

  test("name both nodes that gave an id", async () => {
    expect(headlineOf(await verdictOn(options, idsWith(false)))).toEqual([
      false,
      expect.stringMatching(/^id 0 was given twice: by n[01] \(process [01], .* and by n[01] \(/),
    ]);
  });
});

function counter(isForgetful: boolean): Record<string, Answer> {
  let [sum, adds] = [0, 0];
  return {
    add({ body }) {
      if (!isForgetful || ++adds % 10 > 0) sum += Number(body["delta"]);
      return { type: "add_ok" };
    },
    read: () => ({ type: "read_ok", value: sum }),
  };
}

describe.each(["g-counter", "pn-counter"] as const)("%s", (workload) => {
  test("is valid if nothing is forgotten", async () => {
    expect(headlineOf(await verdictOn({ workload, concurrency: 3 }, () => counter(false)))).toEqual(
      [true, "Valid: 3 final reads showed all that was added."],
    );
  });

  test("says what was expected and read if something is", async () => {
    expect(headlineOf(await verdictOn({ workload }, () => counter(true)))).toEqual([
      false,
      expect.stringMatching(/^the counter should be -?\d+ at the end: n0 read -?\d+/),
    ]);
  });
});

/** A store of its own. One that lies answers some changes with an error that promises nothing was done. */
function store(isLiar: boolean): Record<string, Answer> {
  const values = new Map<unknown, unknown>();
  let changes = 0;
  const change = (key: unknown, value: unknown, type: string): { type: string } => {
    values.set(key, value);
    if (isLiar && ++changes % 7 === 0) throw new RpcError(14, "aborted");
    return { type };
  };
  return {
    read({ body: { key } }) {
      if (!values.has(key)) throw new RpcError(20, "key does not exist");
      return { type: "read_ok", value: values.get(key) };
    },
    write: ({ body: { key, value } }) => change(key, value, "write_ok"),
    cas({ body: { key, from, to } }) {
      if (!values.has(key)) throw new RpcError(20, "key does not exist");
      if (values.get(key) !== from) throw new RpcError(22, "it is another value");
      return change(key, to, "cas_ok");
    },
  };
}

/** A store that answers some changes only when its client no longer waits. */
function lateStore(host: Host): Guest {
  const node = new Node(host);
  let count = 0;
  node.on("read", (request) => node.reply(request, { type: "read_ok", value: null }));
  for (const type of ["write", "cas"]) {
    const answer = (request: Message): void => node.reply(request, { type: `${type}_ok` });
    node.on(type, (request) => {
      if (++count % 7 > 0) answer(request);
      else node.after(1500, () => answer(request));
    });
  }
  return node;
}

describe("lin-kv", () => {
  const workload = "lin-kv";

  test("is valid on one node, with reads on every key", async () => {
    const options = { workload, concurrency: 4, rate: 100 } as const;
    const verdict = await verdictOn(options, () => store(false));
    expect(headlineOf(verdict)).toEqual([
      true,
      "Valid: all operations on 2 keys are linearizable.",
    ]);
    expect(verdict.stats.byF.map(([f, { ok }]) => [f, ok > 0])).toEqual([
      ["cas", true],
      ["read", true],
      ["write", true],
    ]);
  });

  test("names the key and the read at which a lie comes out", async () => {
    expect(headlineOf(await verdictOn({ workload, rate: 100 }, () => store(true)))).toEqual([
      false,
      expect.stringMatching(/^key 0 is not linearizable: n0 answered /),
    ]);
  });

  test("keeps its clients after a timeout, so that a late answer is nothing odd", async () => {
    const given = {
      workload,
      nodes: nodeNames(1),
      rate: 50,
      timeLimitSeconds: 5,
      seed: 1,
    } as const;
    const { history, warnings } = await runVirtual(completeOptions(given), lateStore);
    expect(history.some(({ type }) => type === "info")).toBe(true);
    expect(warnings).toEqual([]);
  });

  test("wants two workers a node", async () => {
    await expect(verdictOn({ workload, concurrency: 3 }, () => store(false))).rejects.toThrow(
      "The workload lin-kv needs 2 workers a node, or a multiple of that: give --concurrency 2n, which is 2, not 3",
    );
  });
});

/** Transactions on lists and registers, in the order in which they come. */
function database(): Record<string, Answer> {
  const values = new Map<unknown, unknown>();
  const step = ([f, key, value]: readonly unknown[]): unknown => {
    if (f === "r") return [f, key, values.get(key) ?? null];
    const list = values.get(key);
    values.set(key, f === "w" ? value : [...(Array.isArray(list) ? list : []), value]);
    return [f, key, value];
  };
  return {
    txn: ({ body: { txn } }) => ({ type: "txn_ok", txn: Array.isArray(txn) ? txn.map(step) : [] }),
  };
}

describe.each([
  ["txn-list-append", "incompatible-order"],
  ["txn-rw-register", "G2-item"],
] as const)("%s", (workload, anomaly) => {
  test("is valid on one node", async () => {
    expect(headlineOf(await verdictOn({ workload, concurrency: 3 }, database))).toEqual([
      true,
      "Valid: nothing that strong-serializable forbids was found.",
    ]);
  });

  test("tells stories of nodes that know nothing of each other", async () => {
    const options = { workload, nodes: nodeNames(2), keyCount: 3 } as const;
    const { validity, work } = await verdictOn(options, database);
    expect(validity).toBe(false);
    expect(work.words.faults.some((story) => story.startsWith(`${anomaly}: `))).toBeTrue();
    expect(work.words.faults.at(-1)).toBe(
      "strong-serializable forbids that; --consistency-models names others",
    );
  });
});
