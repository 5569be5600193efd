/**
 * A small cluster that follows a script, and what its nodes say to each other. A line of a script that
 * begins with `$` is a command, others are comments; what follows a command is what it causes:
 *
 *     $ nodes n1 n2 n3          start them; a message takes 100 ms
 *     $ broadcast n3 7          a client sends 7 to n3
 *     $ cut n3 n1               lose what n3 sends to n1, and the other way round
 *     $ lose n1 n3              lose the next message of n1 to n3
 *     $ heal                    lose nothing any more
 *     $ pass 500                let 500 ms pass
 *
 * A message is shown when it is sent. Incarnations are left out, since nodes do not restart here.
 */

import { isRecord } from "../../support/json.ts";
import { bodyText } from "../../support/message-text.ts";
import { Member } from "./member.ts";

const LATENCY_MS = 100;

interface Flight {
  readonly atMs: number;
  readonly src: string;
  readonly dest: string;
  readonly body: object;
}

class Conversation {
  readonly lines: string[] = [];
  readonly #members = new Map<string, Member>();
  readonly #flights: Flight[] = [];
  readonly #cuts = new Set<string>();
  readonly #lost = new Set<string>();
  #nowMs = 0;

  do(command: string): void {
    const [verb = "", ...names] = command.split(" ");
    const [first = "", second = ""] = names;
    if (verb === "nodes") {
      for (const name of names) this.#members.set(name, new Member(name, names));
    } else if (verb === "broadcast") this.#member(first).broadcast(Number(second));
    else if (verb === "cut") {
      this.#cuts.add(`${first} ${second}`).add(`${second} ${first}`);
    } else if (verb === "lose") this.#lost.add(`${first} ${second}`);
    else if (verb === "heal") this.#cuts.clear();
    else if (verb === "pass") this.#pass(Number(first));
    else throw new Error(`Cannot follow ${command}`);
    this.#collect();
  }

  #member(name: string): Member {
    const member = this.#members.get(name);
    if (member === undefined) throw new Error(`Cannot find node ${name}`);
    return member;
  }

  #pass(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const wakesMs = [...this.#members.values()].map(({ host }) => host.wakeMs);
      const nextMs = Math.min(this.#flights[0]?.atMs ?? Infinity, ...wakesMs);
      if (nextMs > endMs) break;
      this.#moveTo(Math.max(this.#nowMs, nextMs));
      const flight = this.#flights[0];
      if (flight !== undefined && flight.atMs <= this.#nowMs) {
        this.#flights.shift();
        this.#member(flight.dest).hear(flight.src, flight.body);
      } else {
        for (const { host, node } of this.#members.values()) {
          if (host.wakeMs <= this.#nowMs) node.wake();
        }
      }
      this.#collect();
    }
    this.#moveTo(endMs);
  }

  #moveTo(timeMs: number): void {
    this.#nowMs = timeMs;
    for (const { host } of this.#members.values()) host.nowMs = timeMs;
  }

  /** Puts on their way what the nodes have said. */
  #collect(): void {
    for (const [src, member] of this.#members) {
      for (const [dest, body] of member.sent()) {
        if (!isRecord(body)) throw new Error(`No body: ${JSON.stringify(body)}`);
        const way = `${src} ${dest}`;
        const isLost = this.#cuts.has(way) || this.#lost.delete(way);
        const time = String(Math.round(this.#nowMs)).padStart(6);
        this.lines.push(
          `${time} ms  ${src} → ${dest}  ${bodyText(body)}${isLost ? "  (lost)" : ""}`,
        );
        if (!isLost) this.#flights.push({ atMs: this.#nowMs + LATENCY_MS, src, dest, body });
      }
    }
  }
}

/** Follows the commands of a text, and puts behind each what it causes. */
export function play(text: string): string {
  const conversation = new Conversation();
  const result: string[] = [];
  for (const line of text.split("\n")) {
    if (/^ *\d+ ms /.test(line)) continue;
    result.push(line);
    if (line.startsWith("$ ")) conversation.do(line.slice(2));
    result.push(...conversation.lines.splice(0));
  }
  return result.join("\n");
}
