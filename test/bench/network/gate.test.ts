import { describe, expect, test } from "bun:test";
import { type Ending } from "../../../src/bench/cluster/cluster.ts";
import { Clients } from "../../../src/bench/network/clients.ts";
import { Gate } from "../../../src/bench/network/gate.ts";
import { Network } from "../../../src/bench/network/network.ts";
import { completeOptions, type TestOptions } from "../../../src/bench/options.ts";
import { type Outcome } from "../../../src/bench/run.ts";
import { runVirtual } from "../../../src/bench/virtual.ts";
import { type MakeGuest } from "../../../src/bench/cluster/in-process.ts";
import { VirtualClock } from "../../../src/bench/time/virtual-clock.ts";
import { guestThat, guestThatAnswers } from "../guests.ts";

function run(makeGuest: MakeGuest, options: Partial<TestOptions> = {}): Promise<Outcome> {
  const short = { timeLimitSeconds: 2, rate: 20, seed: 3, nodes: ["n1", "n2", "n3"] };
  return runVirtual(completeOptions({ ...short, ...options }), makeGuest);
}

/** n1 writes a line, for which n1 itself may stand as NAME, when it gets its first operation. */
function writing(line: string): MakeGuest {
  return guestThat(({ message, host, pass }) => {
    if (message.dest === "n1" && message.body.type === "broadcast") host.write(line);
    pass();
  });
}

describe("a node that breaks a rule stops the test", () => {
  const rules: readonly [what: string, line: string, kind: string, message: string][] = [
    [
      "with a line that is not JSON",
      "Received a message!",
      "bad-line",
      "Node n1 wrote a line on standard output that is not a message: it is not JSON",
    ],
    [
      "with a key that no message has",
      '{"src":"n1","dest":"n2","body":{},"msg_id":1}',
      "bad-line",
      'is not a message: "msg_id" is not a key of a message',
    ],
    [
      "with a message to a stranger",
      '{"src":"n1","dest":"n9","body":{"type":"x"}}',
      "stranger",
      'Node n1 wrote to "n9": there is no such node.',
    ],
    [
      "with a message to a client that never was",
      '{"src":"n1","dest":"c999","body":{"type":"x"}}',
      "stranger",
      'Node n1 wrote to "c999": there is no such client.',
    ],
    [
      "with a message in a stranger's name",
      '{"src":"n9","dest":"n2","body":{"type":"x"}}',
      "stranger",
      'Node n1 wrote a message with src "n9": there is no such name. Its src must be "n1".',
    ],
  ];
  for (const [what, line, kind, message] of rules) {
    test(what, async () => {
      const { end, violations } = await run(writing(line));
      expect(end).toBe("violation");
      expect(violations.length).toBe(1);
      expect(violations[0]).toMatchObject({ kind, node: "n1" });
      expect(violations[0]?.message).toContain(message);
      expect(violations[0]?.message).toEndWith(`\n    ${line}`);
    });
  }

  test("with talk to a node that is not up yet", async () => {
    const eager = guestThatAnswers("init", ({ message, host, pass }) => {
      pass();
      for (const name of ["n1", "n2", "n3"]) {
        host.write(`{"src":"${message.dest}","dest":"${name}","body":{"type":"hello"}}`);
      }
    });
    const { end, violations } = await run(eager);
    expect(end).toBe("violation");
    expect(violations[0]?.kind).toBe("too-early");
    expect(violations[0]?.message).toMatch(
      /^Node n\d wrote to n\d before n\d was in the network\./,
    );
  });

  test("and shows what it wrote without moving the cursor", async () => {
    const { violations } = await run(writing("\u001b[2J\u009b1A\t!\b"));
    expect(violations[0]?.message).toEndWith("\n    \\u001b[2J\\u009b1A\t!\\u0008");
    // The parser quotes what it could not read.
    expect(violations[0]?.message).not.toMatch(/(?![\n\t])\p{Cc}/u);
  });

  test("with a carriage return within a message, where a line ends in Maelstrom", async () => {
    const { violations } = await run(writing('{"src":"n1",\r"dest":"n2","body":{}}'));
    expect(violations[0]?.message).toStartWith(
      "Node n1 wrote a line on standard output that is not a message: it is not JSON",
    );
    expect(violations[0]?.message).toEndWith(
      ' A carriage return ends a line, as in Maelstrom.\n    {"src":"n1",',
    );
  });

  test("with an empty line, a carriage return after the line feed included", async () => {
    for (const line of ["", "\r", '{"src":"n1","dest":"n2","body":{}}\r\r']) {
      const { violations } = await run(writing(line));
      expect(violations[0]?.message).toContain("not a message: an empty line is not a message.");
    }
  });

  test("and shows no more of a long line than a person reads", async () => {
    const { violations } = await run(writing("x".repeat(1000)));
    expect(violations[0]?.message).toEndWith(`\n    ${"x".repeat(200)}…`);
  });
});

const EXIT: Ending = {
  exitCode: 7,
  signal: null,
  hasWritten: true,
  startError: undefined,
  details: "Its log: …",
};

function saidOf(ending: Partial<Ending>): readonly string[] {
  const { gate, said } = makeGate();
  gate.ended("n1", { ...EXIT, ...ending });
  return said;
}

/** A network in which so much waits already that nothing more fits. */
class FullNetwork extends Network {
  override isFull(): boolean {
    return true;
  }
}

/** The gate of n1 and n2, and what it says of them. */
function makeGate(): { gate: Gate; said: string[] } {
  const clock = new VirtualClock();
  const network = new FullNetwork(clock, {
    seed: 1,
    latencyMs: 0,
    latencyDistribution: "constant",
  });
  for (const name of ["n1", "n2"]) network.add(name, () => {});
  const said: string[] = [];
  const gate = new Gate(clock, network, new Clients(clock, network), {
    nodes: ["n1", "n2"],
    isFaithful: false,
    violated: ({ kind, message }) => said.push(`${kind}: ${message}`),
    warned: () => expect.unreachable(),
  });
  return { gate, said };
}

describe("a gate by itself", () => {
  test("says how a node ended", () => {
    expect(saidOf({})).toEqual(["early-exit: Node n1 exited with code 7 in mid-test.\nIts log: …"]);
    expect(saidOf({ exitCode: null, signal: "SIGSEGV" })).toEqual([
      "early-exit: Node n1 was ended by SIGSEGV in mid-test.\nIts log: …",
    ]);
    expect(saidOf({ hasWritten: false })).toEqual([
      "early-exit: Node n1 exited with code 7 before it wrote anything.\nIts log: …",
    ]);
    expect(saidOf({ hasWritten: false, startError: "what a pity" })).toEqual([
      "no-start: Node n1 never started: what a pity.\nIts log: …",
    ]);
  });

  test("passes on what the cluster says of a node", () => {
    const { gate, said } = makeGate();
    gate.violated("n1", "Node n1 wrote half a line");
    expect(said).toEqual(["bad-line: Node n1 wrote half a line"]);
  });

  test("lets no more in when a million messages wait for a node", () => {
    const { gate, said } = makeGate();
    const line = '{"src":"n1","dest":"n2","body":{"type":"x"}}';
    gate.wrote("n1", line);
    expect(said).toEqual([
      `overload: Node n1 wrote to n2: 1000000 messages already wait for n2.\n    ${line}`,
    ]);
  });

  test("hears nothing after the first violation, and nothing after the end", () => {
    const { gate, said } = makeGate();
    gate.wrote("n1", "one");
    gate.wrote("n2", "two");
    gate.violated("n2", "three");
    gate.ended("n2", EXIT);
    expect(said.length).toBe(1);
    const closed = makeGate();
    closed.gate.close();
    closed.gate.wrote("n1", "one");
    expect(closed.said).toEqual([]);
  });
});

describe("in a faithful test", () => {
  test("a node that breaks a rule is mute from then on, and the test goes on", async () => {
    const { end, violations, history } = await run(writing("not JSON"), { isFaithful: true });
    expect(end).toBe("complete");
    expect(violations.length).toBe(1);
    const final = history.filter(({ isFinal, type }) => isFinal && type !== "invoke");
    const failed = final.filter(({ type }) => type === "fail");
    expect([final.length, failed.length]).toEqual([3, 1]);
  });

  test("a node that answers a client that has left is mute from then on", async () => {
    const late = guestThatAnswers("broadcast", ({ message, node, pass }) => {
      if (message.dest === "n1") node.after(6000, pass);
      else pass();
    });
    const { violations } = await run(late, { isFaithful: true, timeLimitSeconds: 20 });
    expect(violations.map(({ kind, node }) => `${kind} ${node}`)).toEqual(["late-answer n1"]);
  });
});

test("lines that end with CR LF are lines like any other", async () => {
  const { end, warnings } = await run(writing('{"src":"n1","dest":"n3","body":{"type":"x"}}\r'));
  expect([end, warnings]).toEqual(["complete", []]);
});

test("of two messages on a line the first is heard, with a warning that shows both", async () => {
  const first = '{"src":"n1","dest":"n3","body":{"type":"first"}}';
  const second = '{"src":"n1","dest":"n3","body":{"type":"second"}}';
  const heard: unknown[] = [];
  const options = completeOptions({
    timeLimitSeconds: 2,
    rate: 20,
    seed: 3,
    nodes: ["n1", "n2", "n3"],
  });
  const { end, warnings } = await runVirtual(options, writing(first + second), {
    observer: { network: (_event, { content }) => heard.push(content["type"]) },
  });
  expect(end).toBe("complete");
  expect(heard).toContain("first");
  expect(heard).not.toContain("second");
  expect(warnings[0]).toMatchObject({ kind: "rest-of-line", node: "n1" });
  expect(warnings[0]?.message).toBe(
    "Node n1 wrote more than a message on a line. eddy reads the first object and ignores the " +
      "rest, as Maelstrom does without a word. The rest is:\n" +
      `    ${second}\nof the line:\n    ${first}${second}`,
  );
});

test("a message in another node's name is delivered, with a warning", async () => {
  const { end, warnings } = await run(writing('{"src":"n2","dest":"n3","body":{"type":"x"}}'));
  expect(end).toBe("complete");
  expect(warnings[0]).toMatchObject({ kind: "foreign-source", node: "n1" });
  expect(warnings[0]?.message).toContain(
    'Node n1 wrote a message in the name of n2: its src should be "n1".',
  );
});
