import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { readHistory } from "../../src/bench/history.ts";
import {
  completeOptions,
  nodeNames,
  TOPOLOGIES,
  type TestOptions,
} from "../../src/bench/options.ts";
import { type Outcome } from "../../src/bench/run.ts";
import { runVirtual } from "../../src/bench/virtual.ts";
import { type MakeGuest } from "../../src/bench/cluster/in-process.ts";
import { parseWire } from "../../src/bench/network/maelstrom-wire.ts";
import { answer, guestOf, guestThat, guestThatAnswers } from "./guests.ts";

/** What a node of the recorded run of five nodes on a grid got, line by line. */
function recorded(name: string): readonly string[] {
  const path = `${import.meta.dir}/../recorded/grid-5/${name}.stdin.jsonl`;
  return readFileSync(path, "utf8").trim().split("\n");
}

async function run(
  options: Partial<TestOptions>,
  makeGuest: MakeGuest = guestOf("relay"),
): Promise<{ outcome: Outcome; requests: string[]; sources: string[] }> {
  const requests: string[] = [];
  const sources: string[] = [];
  const outcome = await runVirtual(
    completeOptions({ timeLimitSeconds: 1, ...options }),
    makeGuest,
    {
      observer: {
        network(event, { src, dest, body }) {
          if (event !== "recv" || !src.startsWith("c")) return;
          requests.push(`${dest} ${body}`);
          sources.push(src);
        },
      },
    },
  );
  return { outcome, requests, sources };
}

function slowToInit(delayMs: number): MakeGuest {
  return guestThatAnswers("init", ({ node, pass }) => node.after(delayMs, pass));
}

function messageOf({ violations }: Outcome): string | undefined {
  return violations[0]?.message;
}

describe("setup", () => {
  test("sends each node the init and the topology of a real Maelstrom, letter for letter", async () => {
    const { requests } = await run({});
    for (const name of ["n1", "n2", "n3", "n4", "n5"]) {
      const expected = recorded(name)
        .slice(0, 2)
        .map((line) => `${name} ${parseWire(line).body}`);
      expect(requests.filter((request) => request.startsWith(name)).slice(0, 2)).toEqual(expected);
    }
  });

  test("opens clients in the order of a real Maelstrom's", async () => {
    const lines = ["n1", "n2", "n3", "n4", "n5"].flatMap(recorded).map((line) => {
      const { src, dest, content } = parseWire(line);
      return { id: Number(JSON.parse(line).id), src, dest, type: content["type"] };
    });
    lines.sort((one, other) => one.id - other.id);
    const clients = lines.filter(({ src }) => src.startsWith("c"));
    const namesOf = (types: readonly string[]): readonly string[] => [
      ...new Set(clients.filter(({ type }) => types.includes(String(type))).map(({ src }) => src)),
    ];
    // In no fixed order, but all of one round before the next.
    expect(namesOf(["init"]).toSorted()).toEqual(["c0", "c1", "c2", "c3", "c4"]);
    expect(namesOf(["topology"]).toSorted()).toEqual(["c5", "c6", "c7", "c8", "c9"]);
    expect(namesOf(["read", "broadcast"])).toEqual(["c10", "c11", "c12", "c13", "c14"]);
    // The workers' clients come in the order of their first operations.
    const history = readHistory(
      readFileSync(`${import.meta.dir}/../recorded/grid-5/history.edn`, "utf8"),
    );
    const processes = [...new Set(history.map(({ process }) => process))];
    expect(processes).toEqual([0, 1, 2, 3, 4]);
    const { sources } = await run({ timeLimitSeconds: 10 });
    expect([...new Set(sources)]).toEqual(nodeNames(15).map((name) => name.replace("n", "c")));
  });

  test("builds every topology that Maelstrom has", async () => {
    const neighbours: string[] = [];
    for (const topology of TOPOLOGIES) {
      const { requests } = await run({ topology, nodes: nodeNames(7), rate: 0 });
      const body = requests.find((request) => request.includes("topology"))?.slice(3) ?? "";
      neighbours.push(`${topology}: ${JSON.parse(body).topology.n1}`);
    }
    expect(neighbours).toEqual([
      "grid: n4,n2,n0",
      "line: n0,n2",
      "total: n0,n2,n3,n4,n5,n6",
      "tree: n0,n3,n4",
      "tree2: n0,n3,n4",
      "tree3: n0,n4,n5,n6",
      "tree4: n0,n5,n6",
    ]);
  });

  test("lets nodes enter in another order for another seed", async () => {
    const [first, second] = [await run({ seed: 1 }), await run({ seed: 2 })];
    expect(first.requests.slice(0, 5)).not.toEqual(second.requests.slice(0, 5));
  });

  test("gives a node 10 s to answer init", async () => {
    expect((await run({}, slowToInit(9999))).outcome.end).toBe("complete");
    const { outcome } = await run({}, slowToInit(10_001));
    expect(outcome.end).toBe("violation");
    expect(messageOf(outcome)).toMatch(
      /^Node n\d did not answer init with init_ok: no answer came within 10 s\. eddy expected/,
    );
    expect(messageOf(outcome)).toMatch(
      /\n    \{"src":"n\d","dest":"c\d","body":\{"type":"init_ok","in_reply_to":1\}\}$/,
    );
  });

  test("looks at nothing but the type of an init_ok", async () => {
    const chatty = guestThatAnswers("init", (call) => {
      answer(call, { type: "init_ok", version: 7 });
      call.pass();
    });
    expect((await run({ rate: 0 }, chatty)).outcome.violations).toEqual([]);
  });

  test("says what came instead of an init_ok or a topology_ok", async () => {
    const wrong = guestThatAnswers("init", (call) => answer(call, { type: "ok" }));
    expect(messageOf((await run({}, wrong)).outcome)).toContain(
      'did not answer init with init_ok: it answered wrongly: its type must be "init_ok", but it is "ok".',
    );
    const erring = guestThatAnswers("topology", (call) => {
      answer(call, { type: "error", code: 10, text: "what?" });
    });
    expect(messageOf((await run({}, erring)).outcome)).toContain(
      'did not answer topology with topology_ok: it answered with an error, not-supported: "what?".',
    );
  });

  test("shows an answer to nothing that came in place of an answer", async () => {
    for (const replied of [0, "1"]) {
      const odd = guestThatAnswers("init", (call) =>
        answer(call, { type: "init_ok", in_reply_to: replied }),
      );
      const { outcome } = await run({ nodes: ["n1"] }, odd);
      const body = `{"in_reply_to":${JSON.stringify(replied)},"type":"init_ok"}`;
      expect(messageOf(outcome)).toEndWith(
        "\nIt wrote this, but in_reply_to is not the msg_id of the request:" +
          `\n    {"src":"n1","dest":"c0","body":${body}}`,
      );
    }
  });

  test("warns of a second init_ok: in Maelstrom nobody waits for it any more", async () => {
    const eager = guestThatAnswers("init", (call) => {
      call.pass();
      call.node.after(1, call.pass);
    });
    const { outcome } = await run({ nodes: ["n1"] }, eager);
    expect([outcome.end, ...outcome.warningCounts]).toEqual(["complete", ["late-answer", 1]]);
    expect(outcome.warnings[0]?.message).toContain("answered client c0 after the client had left");
  });

  test("hears a restarted node even if it was mute, in a faithful test", async () => {
    let isBroken = false;
    const breaking = guestThatAnswers("read", ({ host, pass }) => {
      if (!isBroken) host.write("not JSON");
      isBroken = true;
      pass();
    });
    const { outcome } = await run(
      {
        nodes: ["n1"],
        faults: ["kill"],
        nemesisIntervalSeconds: 1,
        timeLimitSeconds: 10,
        isFaithful: true,
      },
      breaking,
    );
    expect(outcome.violations.map(({ kind }) => kind)).toEqual(["bad-line"]);
    const last = outcome.history.findLast(({ process }) => process !== "nemesis");
    expect([outcome.end, last?.type]).toEqual(["complete", "ok"]);
  });

  test("stops even a faithful test when a node does not come up", async () => {
    const silent = guestThatAnswers("init", () => {});
    expect((await run({ isFaithful: true }, silent)).outcome.end).toBe("violation");
  });

  test("gives a restarted node its init but no topology", async () => {
    const starts = new Map<string, string[]>();
    const noting = guestThat(({ message, pass }) => {
      const types = starts.get(message.dest) ?? [];
      if (message.src.startsWith("c")) starts.set(message.dest, [...types, message.body.type]);
      pass();
    });
    const options = { faults: ["kill"], killGroups: ["all"], timeLimitSeconds: 20 } as const;
    await run({ ...options, rate: 0, nodes: ["n1"], nemesisIntervalSeconds: 5 }, noting);
    const types = starts.get("n1") ?? [];
    expect(types.filter((type) => type === "init").length).toBeGreaterThan(1);
    expect(types.filter((type) => type === "topology").length).toBe(1);
  });
});
