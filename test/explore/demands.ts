/** What is demanded of a cluster in every schedule. */

import { isRecord } from "../support/json.ts";
import { unservedAmong } from "../support/unserved.ts";
import { type Member } from "./member.ts";
import { type Scenario } from "./scenarios.ts";

export class Demands {
  readonly #scenario: Scenario;
  readonly #members: readonly Member[];
  readonly #broadcast: ReadonlySet<unknown>;
  /** Values that were acknowledged, and did not die with the only node that had them. */
  readonly #owed = new Set<unknown>();
  readonly #silence: string[] = [];
  #isSilenceWatched = false;
  #failure: string | undefined;
  #lastRead: { readonly member: Member; readonly values: unknown } | undefined;

  constructor(scenario: Scenario, members: readonly Member[]) {
    this.#scenario = scenario;
    this.#members = members;
    this.#broadcast = new Set(scenario.broadcasts.map(({ value }) => value));
  }

  /** The first demand that was not met. */
  get failure(): string | undefined {
    return this.#failure;
  }

  fail(text: string): void {
    this.#failure ??= text;
  }

  /** A node answered a client. */
  answered(member: Member, line: string): void {
    const message: unknown = JSON.parse(line);
    const body = isRecord(message) ? message["body"] : undefined;
    if (!isRecord(body)) return this.fail(`${member.name} answers without a body: ${line}`);
    const { type } = body;
    if (type === "broadcast_ok") this.#owed.add(Number(body["in_reply_to"]) - 1);
    else if (type === "read_ok") this.#lastRead = { member, values: body["messages"] };
    else if (type === "error") this.fail(`${member.name} answers with an error: ${line}`);
  }

  /** A node is about to be killed: without a disk, what no other node has is lost with it. */
  killed(victim: Member): void {
    if (this.#scenario.hasDisks === true) return;
    const others = this.#members.filter((member) => member !== victim && !member.isDown);
    const kept = new Set(others.flatMap((member) => member.values()));
    for (const value of this.#owed) if (!kept.has(value)) this.#owed.delete(value);
  }

  /** A node has done something: it has not lost a value. */
  acted(member: Member): void {
    const { size } = member;
    if (size < member.sizeSeen) this.fail(`${member.name} lost a value that it had`);
    member.sizeSeen = size;
  }

  /** Whether all nodes are up, have the same values, and all that is owed. */
  get areMet(): boolean {
    const [first] = this.#members;
    if (first === undefined) return true;
    for (const member of this.#members) {
      if (member.isDown || member.size !== first.size || member.size < this.#owed.size)
        return false;
    }
    const values = new Set(first.values());
    for (const value of this.#owed) if (!values.has(value)) return false;
    return this.#members.every((member) => member.values().every((value) => values.has(value)));
  }

  /** Which values each node has, and which it should. */
  toString(): string {
    const lists = this.#members.map((member) => {
      const values = member.isDown ? "(is down)" : member.values().join(" ");
      return `${member.name} has ${values || "nothing"}`;
    });
    return `${lists.join(", ")}; owed are ${[...this.#owed].join(" ") || "none"}`;
  }

  /** From now on the cluster is silent. */
  watchSilence(): void {
    this.#isSilenceWatched = true;
  }

  /** A node said something to another. */
  said(member: Member, dest: string, line: string, nowMs: number): void {
    if (this.#isSilenceWatched) {
      this.#silence.push(`${Math.round(nowMs)} ms, ${member.name} to ${dest}: ${line}`);
    }
  }

  /** The time of silence is over. */
  endSilence(): void {
    this.#isSilenceWatched = false;
    const { messagesAtMost, unsaid } = this.#scenario;
    const heard = this.#silence;
    const bad = heard.find((line) => unsaid.some((text) => line.includes(text)));
    if (bad !== undefined) this.fail(`The cluster should be silent. At ${bad}`);
    if (heard.length > messagesAtMost) {
      const text = `${heard.length} messages instead of at most ${messagesAtMost}`;
      this.fail(`The cluster should be silent, but sends ${text}. The last: ${heard.at(-1)}`);
    }
  }

  /** Each node is read. */
  read(): void {
    for (const [id, member] of this.#members.entries()) {
      const body = { type: "read", msg_id: id + 1 };
      this.#lastRead = undefined;
      member.receive(JSON.stringify({ src: "c1", dest: member.name, body }));
      this.#checkRead(member);
    }
    if (!this.areMet) this.fail(`The nodes do not agree at the end: ${this.toString()}`);
  }

  /** A node that takes another for its parent gets its values. */
  checkServed(): void {
    const trees = this.#members.flatMap(({ tree }) => tree ?? []);
    const text = unservedAmong(trees)[0];
    if (text !== undefined) this.fail(text);
  }

  #checkRead(member: Member): void {
    const read = this.#lastRead;
    if (read?.member !== member || !Array.isArray(read.values)) {
      return this.fail(`${member.name} does not answer a read`);
    }
    const values: readonly unknown[] = read.values;
    const seen = new Set(values);
    if (seen.size < values.length)
      this.fail(`A read of ${member.name} has a value twice: ${values}`);
    for (const value of seen) {
      if (!this.#broadcast.has(value)) this.fail(`${member.name} has ${value}: nobody sent it`);
    }
    for (const value of this.#owed) {
      if (!seen.has(value)) this.fail(`A read of ${member.name} lacks ${value}`);
    }
  }
}
