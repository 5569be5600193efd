/**
 * The gate between nodes and network: every line that a node writes is checked here, as Maelstrom
 * checks it (process.clj, net.clj `validate-msg`). Where Maelstrom stays silent, this reports.
 */

import { isClient } from "../../node/message.ts";
import type { Clients } from "./clients.ts";
import type { Clock } from "../time/clock.ts";
import type { ClusterObserver, Ending } from "../cluster/cluster.ts";
import type { Network } from "./network.ts";
import { BadLine } from "./jackson.ts";
import { LongLists } from "./long-lists.ts";
import { PACKETS_AT_MOST } from "./receiver.ts";
import { excerpt, type Violation, type ViolationKind, type Warning } from "./violations.ts";
import { type WireMessage } from "./maelstrom-wire.ts";

export interface GateOptions {
  readonly nodes: readonly string[];
  readonly isFaithful: boolean;
  /** The key of the lists that nodes show to clients, if they may grow long. */
  readonly shownAs?: string | undefined;
  /** Called at each violation; unless the test is faithful, it is over then. */
  violated(violation: Violation): void;
  warned(warning: Warning): void;
}

export class Gate implements ClusterObserver {
  readonly #clock: Clock;
  readonly #network: Network;
  readonly #clients: Clients;
  readonly #options: GateOptions;
  readonly #nodes: ReadonlySet<string>;
  /** Nodes whose output nobody reads any more. */
  readonly #muted = new Set<string>();
  readonly #lists: LongLists;
  #isClosed = false;

  constructor(clock: Clock, network: Network, clients: Clients, options: GateOptions) {
    this.#clock = clock;
    this.#network = network;
    this.#clients = clients;
    this.#options = options;
    this.#lists = new LongLists(options.shownAs);
    this.#nodes = new Set(options.nodes);
  }

  /** A carriage return ends a line as well: Maelstrom's reader is Java's readLine. */
  wrote(name: string, written: string): boolean {
    const lines = written.includes("\r") ? written.replace(/\r$/u, "").split("\r") : [written];
    for (const line of lines) this.#hear(name, line, lines.length > 1);
    return !this.#muted.has(name);
  }

  ended(name: string, { exitCode, signal, hasWritten, startError, details }: Ending): void {
    if (this.#isClosed) return;
    if (startError !== undefined) {
      this.violate("no-start", name, `Node ${name} never started: ${startError}.\n${details}`);
      return;
    }
    const how = signal === null ? `exited with code ${exitCode}` : `was ended by ${signal}`;
    const when = hasWritten ? "in mid-test" : "before it wrote anything";
    this.violate("early-exit", name, `Node ${name} ${how} ${when}.\n${details}`);
  }

  violated(name: string, what: string): void {
    if (!this.#isClosed && !this.#muted.has(name)) this.violate("bad-line", name, what);
  }

  /** Notes that a node broke a rule. From then on its output is ignored. */
  violate(kind: ViolationKind, node: string, message: string): void {
    if (this.#isClosed) return;
    this.#muted.add(node);
    if (!this.#options.isFaithful) this.#isClosed = true;
    this.#options.violated({ kind, node, timeMs: this.#clock.now(), message });
  }

  /** A restarted node is heard again: Maelstrom reads each process in its own thread. */
  unmute(name: string): void {
    this.#muted.delete(name);
  }

  /** From now on nodes may do what they like: the test is over. */
  close(): void {
    this.#isClosed = true;
  }

  #hear(name: string, line: string, isCut = false): void {
    if (this.#isClosed || this.#muted.has(name)) return;
    let message: WireMessage;
    try {
      message = this.#lists.parse(name, line);
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      this.violate(
        "bad-line",
        name,
        `${badLine(name, error.message, isCut)}\n    ${excerpt(line)}`,
      );
      return;
    }
    const { src, dest, body, content, oddity } = message;
    if (oddity !== undefined) {
      this.#warn(oddity.kind, name, `Node ${name} wrote ${oddity.text}\n    ${excerpt(line)}`);
    }
    if (!this.#network.has(dest)) this.#refuseDest(name, dest, line);
    else if (!this.#network.has(src)) this.#refuseSource(name, src, line);
    else if (this.#network.isFull(dest)) this.#refuseMore(name, dest, line);
    else {
      if (src !== name) this.#warnOfSource(name, src, line);
      this.#network.send(src, dest, body, content);
    }
  }

  #refuseDest(name: string, dest: string, line: string): void {
    const shown = `\n    ${excerpt(line)}`;
    if (this.#nodes.has(dest)) {
      const text =
        `Node ${name} wrote to ${dest} before ${dest} was in the network. Nodes start one by one: ` +
        "wait for the topology, a client's operation or a message of another node before you send " +
        "to other nodes. Each of these shows that all nodes are up.";
      this.violate("too-early", name, text + shown);
    } else if (this.#clients.wasOpened(dest)) {
      this.#refuseLateAnswer(name, dest, shown);
    } else {
      const kind = isClient(dest) ? "there is no such client" : "there is no such node";
      this.violate(
        "stranger",
        name,
        `Node ${name} wrote to ${JSON.stringify(dest)}: ${kind}.${shown}`,
      );
    }
  }

  #refuseLateAnswer(name: string, dest: string, shown: string): void {
    const text =
      `Node ${name} answered client ${dest} after the client had left: a client waits 5 s for an ` +
      "answer, and the client of an init leaves after the first. A real Maelstrom would ignore " +
      "this node from now on.";
    if (this.#options.isFaithful) this.violate("late-answer", name, text + shown);
    else this.#warn("late-answer", name, text + shown);
  }

  #refuseMore(name: string, dest: string, line: string): void {
    const text = `Node ${name} wrote to ${dest}: ${PACKETS_AT_MOST} messages already wait for ${dest}.`;
    this.violate("overload", name, `${text}\n    ${excerpt(line)}`);
  }

  #refuseSource(name: string, src: string, line: string): void {
    const text =
      `Node ${name} wrote a message with src ${JSON.stringify(src)}: ` +
      `there is no such name. Its src must be "${name}".`;
    this.violate("stranger", name, `${text}\n    ${excerpt(line)}`);
  }

  #warnOfSource(name: string, src: string, line: string): void {
    const text = `Node ${name} wrote a message in the name of ${src}: its src should be "${name}".`;
    this.#warn("foreign-source", name, `${text}\n    ${excerpt(line)}`);
  }

  #warn(kind: Warning["kind"], node: string, message: string): void {
    this.#options.warned({ kind, node, timeMs: this.#clock.now(), message });
  }
}

function badLine(name: string, reason: string, isCut: boolean): string {
  const hint = isCut ? " A carriage return ends a line, as in Maelstrom." : "";
  return (
    `Node ${name} wrote a line on standard output that is not a message: ${reason}. ` +
    `Logs belong on standard error.${hint}`
  );
}
