/**
 * Histories of clients of a log that keeps every promise, or breaks one on purpose: the checker must
 * say nothing about the first, and find the second.
 */

import { EdnMap, Keyword, type Edn } from "../../../../src/bench/edn.ts";
import { toHistory, type History, type Operation } from "../../../../src/bench/history.ts";
import { Random } from "../../../../src/bench/random.ts";

export const BUGS = [
  "lost-write",
  "unseen",
  "duplicate",
  "inconsistent-offsets",
  "G1a",
  "phantom",
  "G1c-realtime",
  "int-poll-skip",
  "int-nonmonotonic-poll",
  "poll-skip",
  "nonmonotonic-poll",
  "nonmonotonic-send",
] as const;
export type Bug = (typeof BUGS)[number];

type Entry = [offset: number, value: number];

const SEND_ENDS = ["ok", "ok", "ok", "ok", "fail", "info"] as const;
type SendEnd = (typeof SEND_ENDS)[number];

interface Client {
  process: number;
  /** By key the next offset to poll. */
  positions: Map<string, number>;
  /** By key the offset of the last send, as far as the checker compares. */
  lastSends: Map<string, number>;
  /** What is left to do of its operation, in order. */
  steps: (() => void)[];
}

const CLIENTS = 4;
const KEYS = ["a", "b", "c"];
const TURNS = 300;

export interface Drawn {
  readonly history: History;
  /** Whether there was an opportunity for the bug. */
  readonly isPlanted: boolean;
}

export function drawHistory(seed: number, bug?: Bug): Drawn {
  return new Drawing(seed, bug).run();
}

class Drawing {
  readonly #random: Random;
  readonly #bug: Bug | undefined;
  readonly #operations: Operation[] = [];
  readonly #logs = new Map(KEYS.map((key): [string, Entry[]] => [key, []]));
  readonly #clients = Array.from({ length: CLIENTS }, (_, process): Client => {
    return { process, positions: new Map(), lastSends: new Map(), steps: [] };
  });
  #nextValue = 1;
  #nextOffset = 0;
  #isPlanted = false;

  constructor(seed: number, bug: Bug | undefined) {
    this.#random = new Random(seed, "log");
    this.#bug = bug;
  }

  run(): Drawn {
    for (let turn = 0; turn < TURNS; turn++) {
      const client = this.#random.pick(this.#clients);
      if (client.steps.length === 0) this.#begin(client);
      else client.steps.shift()?.();
    }
    for (const client of this.#clients) this.#finish(client);
    const last = this.#random.pick(this.#clients);
    for (const key of KEYS) {
      this.#send(last, key, "ok", this.#plants("unseen", 1));
      this.#finish(last);
    }
    for (const client of this.#clients) this.#readAll(client);
    return { history: toHistory(this.#operations), isPlanted: this.#isPlanted };
  }

  #begin(client: Client): void {
    const draw = this.#random.below(20);
    if (draw === 0) this.#crash(client);
    else if (draw < 3)
      this.#assign(
        client,
        KEYS.filter(() => this.#random.chance(0.7)),
        false,
      );
    else if (draw < 11) this.#poll(client, this.#random.chance(0.1) ? "info" : "ok");
    else this.#send(client, this.#random.pick(KEYS), this.#random.pick(SEND_ENDS), false);
    if (this.#random.chance(0.3)) this.#finish(client);
  }

  #finish(client: Client): void {
    for (const step of client.steps.splice(0)) step();
  }

  #note(client: Client, type: Operation["type"], f: string, value: Edn): void {
    const index = this.#operations.length;
    this.#operations.push({ index, timeNs: index * 1e6, type, process: client.process, f, value });
    if (type !== "info") return;
    client.process += CLIENTS;
    client.positions = new Map();
    client.lastSends = new Map();
  }

  #crash(client: Client): void {
    this.#note(client, "invoke", "crash", null);
    this.#note(client, "info", "crash", null);
  }

  #assign(client: Client, keys: readonly string[], isSeek: boolean): void {
    this.#note(client, "invoke", "assign", keys);
    const { positions, lastSends } = client;
    client.positions = new Map(keys.map((key) => [key, isSeek ? 0 : (positions.get(key) ?? 0)]));
    client.lastSends = new Map([...lastSends].filter(([key]) => keys.includes(key)));
    this.#note(client, "ok", "assign", keys);
  }

  #send(client: Client, key: string, end: SendEnd, isLost: boolean): void {
    const value = this.#nextValue++;
    const log = this.#logs.get(key) ?? [];
    let offset: number | undefined;
    const store = (): void => {
      offset = this.#nextOffset;
      this.#nextOffset += 2 + this.#random.below(3);
      if (!isLost && !(end === "ok" && this.#plants("lost-write"))) log.push([offset, value]);
      if (end === "ok" && this.#plants("duplicate")) log.push([offset + 1, value]);
    };
    const other = this.#clients.find((any) => any !== client && any.steps.length === 0);
    if (other && this.#plants("G1c-realtime")) {
      store();
      this.#readAll(other);
    }
    this.#note(client, "invoke", "send", [[Keyword.of("send"), key, value]]);
    client.steps = [
      () => {
        const last = client.lastSends.get(key) ?? 0;
        if (offset !== undefined) return;
        if (end === "ok" && last > 0 && this.#plants("nonmonotonic-send")) {
          offset = last - 1;
          log.splice(
            log.findIndex((entry) => entry[0] === last),
            0,
            [offset, value],
          );
        } else if (end === "ok") store();
        else if (end === "fail" ? this.#plants("G1a") : this.#random.chance(0.5)) store();
      },
      () => {
        const sent: Edn = end === "ok" && offset !== undefined ? [offset, value] : value;
        if (end === "ok" && offset !== undefined) client.lastSends.set(key, offset);
        this.#note(client, end, "send", [[Keyword.of("send"), key, sent]]);
      },
    ];
  }

  #poll(client: Client, end: "ok" | "info"): void {
    let read: [string, Entry[]][] = [];
    this.#note(client, "invoke", "poll", [[Keyword.of("poll")]]);
    client.steps = [
      () => {
        read = [...client.positions].flatMap(([key, position]): [string, Entry[]][] => {
          const entries = (this.#logs.get(key) ?? []).filter(([offset]) => offset >= position);
          return entries.length > 0 ? [[key, entries]] : [];
        });
      },
      () => {
        if (end === "info") return this.#note(client, end, "poll", [[Keyword.of("poll")]]);
        const shown = read.map(([key, entries]): [string, Entry[]] => {
          const position = client.positions.get(key) ?? 0;
          client.positions.set(key, (entries.at(-1)?.[0] ?? 0) + 1);
          return [key, this.#spoilt(key, entries, position)];
        });
        return this.#note(client, end, "poll", [[Keyword.of("poll"), new EdnMap(shown)]]);
      },
    ];
  }

  /** What a poll shows of a key instead of these entries. */
  #spoilt(key: string, entries: Entry[], position: number): Entry[] {
    const [first, second, third] = entries;
    const before = (this.#logs.get(key) ?? []).findLast(([offset]) => offset < position);
    if (first === undefined) return entries;
    if (this.#plants("phantom")) return [...entries, [this.#nextOffset++, -1]];
    if (before && this.#plants("nonmonotonic-poll")) return [before, ...entries];
    if (second === undefined) return entries;
    if (this.#plants("int-nonmonotonic-poll")) return entries.toReversed();
    if (third && this.#plants("int-poll-skip")) return entries.toSpliced(1, 1);
    if (before && this.#plants("poll-skip")) return entries.slice(1);
    if (!this.#plants("inconsistent-offsets")) return entries;
    return [[first[0], second[1]], [second[0], first[1]], ...entries.slice(2)];
  }

  /** With a new client, from the beginning. */
  #readAll(client: Client): void {
    this.#crash(client);
    this.#assign(client, KEYS, true);
    for (let poll = 0; poll < 2; poll++) {
      this.#poll(client, "ok");
      this.#finish(client);
    }
  }

  /** True once, at some opportunity for that bug. */
  #plants(bug: Bug, probability = 0.2): boolean {
    if (this.#bug !== bug || this.#isPlanted) return false;
    this.#isPlanted = this.#random.chance(probability);
    return this.#isPlanted;
  }
}
