/**
 * Brings nodes up as Maelstrom does (db.clj and broadcast.clj): one by one, in no fixed order, each
 * enters the network, gets its `init` and answers within 10 s; when all have, all get the topology
 * at once and answer within 5 s.
 */

import { grid, line, total, tree, type Topology } from "../node/topology.ts";
import { resultOf, type AnswerForm, type Result } from "./load/answers.ts";
import type { Client, Clients } from "./network/clients.ts";
import type { Clock } from "./time/clock.ts";
import type { Cluster } from "./cluster/cluster.ts";
import type { Gate } from "./network/gate.ts";
import type { Network, PacketContent } from "./network/network.ts";
import type { TestOptions, TopologyName } from "./options.ts";
import type { Pauses } from "./cluster/pauses.ts";
import { Random } from "./random.ts";
import { excerpt } from "./network/violations.ts";
import { messageText, wireLine } from "./network/maelstrom-wire.ts";
import { TOPOLOGY_FORM } from "./workloads/broadcast.ts";

const TOPOLOGY_TIMEOUT_MS = 5000;

/** Time between the entry of one node and the next: about what it takes to start a process. */
const ENTRY_INTERVAL_MS = 1;

/** A cluster that may be able to show what its nodes wrote. */
export interface NodeCluster extends Cluster {
  /** The last lines of a node's standard output, for people. */
  describeOutput?(name: string): string;
  /** What a node wrote after its mistake, for people; waits a moment for it. */
  describeUnheard?(name: string): Promise<string>;
  /** Whether a node has written nothing at all so far. */
  isSilent?(name: string): boolean;
}

export interface SetupContext {
  readonly clock: Clock;
  readonly network: Network;
  readonly clients: Clients;
  readonly cluster: NodeCluster;
  readonly pauses: Pauses;
  readonly gate: Gate;
  readonly options: TestOptions;
}

export class Setup {
  readonly #context: SetupContext;
  readonly #random: Random;
  /** Nodes that have answered their `init` and were not killed since. */
  readonly #up = new Set<string>();
  /** Nodes that were killed and not started since. */
  readonly #down = new Set<string>();
  /** Nodes that have to answer their `init`: calls off the wait for it. */
  readonly #starting = new Map<string, () => void>();

  constructor(context: SetupContext) {
    this.#context = context;
    this.#random = new Random(context.options.seed, "setup");
  }

  /** Starts all nodes; done when each has answered its `init`. */
  async start(): Promise<void> {
    const order = this.#random.shuffle(this.#context.options.nodes);
    const startMs = this.#context.clock.now();
    await Promise.all(
      order.map((name, place) => this.#enter(name, startMs + place * ENTRY_INTERVAL_MS)),
    );
  }

  /** Opens a client a node, as Jepsen does before every load, and lets it send the topology. */
  async sendTopology(isWanted: boolean): Promise<void> {
    const { clients, options } = this.#context;
    const order = this.#random
      .shuffle(options.nodes)
      .map((name) => ({ name, client: clients.open() }));
    if (!isWanted) return;
    const topology = Object.fromEntries(makeTopology(options.topology, options.nodes));
    const body = { type: "topology", topology };
    await Promise.all(
      order.map(async ({ name, client }) => {
        const answer = await client.request(name, body, TOPOLOGY_TIMEOUT_MS);
        const result = resultOf(answer, TOPOLOGY_FORM);
        this.#expect(name, client, "topology", result, TOPOLOGY_TIMEOUT_MS);
      }),
    );
  }

  isUp(name: string): boolean {
    return this.#up.has(name);
  }

  isDown(name: string): boolean {
    return this.#down.has(name);
  }

  kill(name: string): void {
    this.#up.delete(name);
    this.#down.add(name);
    this.#starting.get(name)?.();
    this.#starting.delete(name);
    this.#context.cluster.kill(name);
    this.#context.pauses.forget(name);
    this.#context.network.kill(name);
  }

  /**
   * Restarts a killed node; done when it has answered its `init`, or was killed before it did. It
   * gets no topology.
   */
  async restart(name: string): Promise<void> {
    this.#down.delete(name);
    this.#context.network.revive(name);
    this.#context.cluster.start(name);
    this.#context.gate.unmute(name);
    await this.#init(name);
  }

  async #enter(name: string, timeMs: number): Promise<void> {
    const { clock, cluster, network } = this.#context;
    await new Promise<void>((resolve) => clock.at(timeMs, resolve));
    network.add(name, ({ id, src, dest, body }) =>
      cluster.write(name, wireLine(id, src, dest, body)),
    );
    cluster.start(name);
    await this.#init(name);
  }

  async #init(name: string): Promise<void> {
    const { clients, options } = this.#context;
    const client = clients.open();
    const body = { type: "init", node_id: name, node_ids: options.nodes };
    const timeoutMs = options.initTimeoutSeconds * 1000;
    const killed = Promise.withResolvers<"killed">();
    this.#starting.set(name, () => killed.resolve("killed"));
    const answer = await Promise.race([client.request(name, body, timeoutMs), killed.promise]);
    if (answer === "killed") {
      client.close();
      return;
    }
    this.#starting.delete(name);
    this.#expect(name, client, "init", resultOf(onlyType(answer), INIT_FORM), timeoutMs);
    // Maelstrom's client leaves, too: it does not hear a second answer.
    client.close();
    this.#up.add(name);
  }

  #expect(name: string, client: Client, type: string, result: Result, timeoutMs: number): void {
    if (result.kind === "ok") return;
    const body = { type: `${type}_ok`, in_reply_to: 1 };
    const expected = JSON.stringify({ src: name, dest: client.name, body });
    const text =
      `Node ${name} did not answer ${type} with ${type}_ok: ${describe(result, timeoutMs)}. ` +
      `eddy expected this line on standard output (flush after each line):\n    ${expected}`;
    const came = result.kind === "timeout" ? this.#describeOutput(name, client) : "";
    const isSilent = this.#context.cluster.isSilent?.(name) === true;
    const hint = type === "init" && came !== "" && isSilent ? hintAtStart(timeoutMs) : "";
    this.#context.gate.violate("no-answer", name, text + came + hint);
  }

  /** What came instead of an answer, each piece on its own lines. */
  #describeOutput(name: string, { unmatched }: Client): string {
    const pieces: string[] = [];
    if (unmatched !== undefined) {
      const line = messageText(unmatched.src, unmatched.dest, unmatched.body);
      pieces.push(
        `It wrote this, but in_reply_to is not the msg_id of the request:\n    ${excerpt(line)}`,
      );
    }
    const output = this.#context.cluster.describeOutput?.(name);
    if (output !== undefined) pieces.push(output);
    return pieces.map((piece) => `\n${piece}`).join("");
  }
}

/** `go run`, `cargo run` and their like compile first, and may take minutes for that. */
function hintAtStart(timeoutMs: number): string {
  const longerSeconds = Math.max(60, (timeoutMs / 1000) * 6);
  return ` The node may still be starting: build it first, or give --init-timeout ${longerSeconds}.`;
}

const INIT_FORM: AnswerForm = { type: "init_ok" };

/** Maelstrom looks only at the type of the answer to `init`. */
function onlyType(answer: PacketContent | undefined): PacketContent | undefined {
  if (answer === undefined || answer["type"] === "error") return answer;
  return { type: answer["type"] };
}

function describe(result: Exclude<Result, { kind: "ok" }>, timeoutMs: number): string {
  switch (result.kind) {
    case "timeout":
      return `no answer came within ${timeoutMs / 1000} s`;
    case "error":
      return `it answered with an error, ${result.text}`;
    case "malformed":
      return `it answered wrongly: ${result.reason}`;
  }
}

function makeTopology(name: TopologyName, nodes: readonly string[]): Topology {
  switch (name) {
    case "grid":
      return grid(nodes);
    case "line":
      return line(nodes);
    case "total":
      return total(nodes);
    case "tree":
    case "tree2":
      return tree(nodes, 2);
    case "tree3":
      return tree(nodes, 3);
    case "tree4":
      return tree(nodes, 4);
  }
}
