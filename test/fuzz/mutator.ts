/**
 * Lines that no honest cluster sends: recorded ones with pieces of their structure changed, forged
 * pushes and digests, odd values, floods, and broken text.
 */

import { type Random } from "../../src/bench/random.ts";
import { isRecord } from "../support/json.ts";

/** What a liar knows. */
export interface Vocabulary {
  readonly me: string;
  readonly names: readonly string[];
  /** Incarnations that were heard, those of the node itself included. */
  readonly incarnations: readonly number[];
}

/** Numbers that a message may have, and that are too much, or too little, of something. */
const NUMBERS: readonly number[] = [
  0,
  1,
  2,
  7,
  999,
  20_000,
  20_001,
  2 ** 30 - 1,
  2 ** 30,
  2 ** 31,
  2 ** 32,
  2 ** 53 - 1,
];
const WRONG_NUMBERS: readonly number[] = [-0, -1, 0.5, 2 ** 53, 1e308];

/** Texts that are values. */
const TEXTS: readonly string[] = [
  "7 ",
  " 7",
  "\n7",
  "-0",
  "1.0",
  "1e400",
  "[1,\n2]",
  '{"b":1,"a":2}',
  '{"a":2,"b":1}',
  '"\\u0041"',
  '"A"',
  '"\\ud800"',
  '"\u2028"',
  "null",
  "[[".repeat(100) + "]]".repeat(100),
];

/** Texts that nearly are. */
const WRONG_TEXTS: readonly string[] = [
  "01",
  '"\ud800"',
  '"\t"',
  "NaN",
  "",
  "{",
  "[".repeat(950),
  "[".repeat(950) + "]".repeat(950),
];

/** A message with a wrong part is refused as a whole, so most parts are right. */
const WRONG_ONE_OF = 100;

const TYPES: readonly string[] = [
  "push",
  "digest",
  "seek",
  "offer",
  "broadcast",
  "broadcast_ok",
  "gossip_ok",
  "read",
  "topology",
  "echo",
  "init",
  "error",
  "__proto__",
];

const MUTATIONS_AT_MOST = 4;

/** A line of so many characters costs a second, so there are few. */
const HUGE_ONE_OF = 10_000;
const HUGE_LENGTH_AT_MOST = 9 * 2 ** 20;

export class Mutator {
  readonly #random: Random;
  readonly #corpus: readonly string[];
  readonly #known: Vocabulary;
  #values = 0;

  constructor(random: Random, corpus: readonly string[], known: Vocabulary) {
    this.#random = random;
    this.#corpus = corpus;
    this.#known = known;
  }

  next(): string {
    const random = this.#random;
    if (random.below(HUGE_ONE_OF) === 0) return this.#huge();
    const kind = random.below(100);
    if (kind < 35) return JSON.stringify(this.#mutated());
    if (kind < 55) return this.#from(this.#name(), this.#push());
    if (kind < 70) return this.#from(this.#name(), this.#digest());
    if (kind < 75) return this.#from(this.#name(), { type: "seek" });
    if (kind < 80) return this.#from(this.#name(), { type: "offer", path: this.#path() });
    if (kind < 85) return this.#from(this.#name(), this.#answer());
    if (kind < 95) return this.#broadcast();
    return this.#broken(random.pick(this.#corpus));
  }

  #from(src: string, body: object): string {
    return JSON.stringify({ src, dest: this.#known.me, body });
  }

  /** A recorded line whose parts were changed, left out, doubled or exchanged. */
  #mutated(): unknown {
    const line: unknown = JSON.parse(this.#random.pick(this.#corpus));
    if (!isRecord(line)) return line;
    const { body } = line;
    line["dest"] = this.#known.me;
    if (this.#random.below(2) === 0) line["src"] = this.#name();
    for (let left = 1 + this.#random.below(MUTATIONS_AT_MOST); left > 0; left--) {
      this.#change(this.#random.below(10) === 0 ? line : body);
    }
    return line;
  }

  /** Changes one part somewhere in a parsed value. */
  #change(parent: unknown): void {
    const random = this.#random;
    if (typeof parent !== "object" || parent === null) return;
    const keys = Object.keys(parent);
    if (keys.length === 0) return;
    const key = random.pick(keys);
    const part: unknown = Reflect.get(parent, key);
    if (typeof part === "object" && part !== null && random.below(4) > 0) {
      this.#change(part);
      return;
    }
    const kind = random.below(10);
    if (kind === 0) Reflect.deleteProperty(parent, key);
    else if (kind === 1) Reflect.set(parent, random.pick(keys), part);
    else if (kind === 2 && Array.isArray(parent)) {
      for (let copies = random.pick([1, 10, 1000]); copies > 0; copies--) parent.push(part);
    } else Reflect.set(parent, key, this.#other(part));
  }

  /** A part of the same kind as another, or of any. */
  #other(part: unknown): unknown {
    const random = this.#random;
    if (typeof part === "number" && random.below(4) > 0) return this.#number();
    if (typeof part === "string" && random.below(4) > 0) {
      return random.pick([this.#name(), this.#text(), random.pick(TYPES)]);
    }
    return random.pick([this.#number(), this.#text(), null, true, [], {}, this.#path()]);
  }

  #push(): object {
    const random = this.#random;
    const from = this.#number();
    return {
      type: "push",
      of: this.#incarnation(),
      ms: this.#number(),
      from: random.pick([0, from]),
      to: random.pick([from, from + random.below(5), this.#number()]),
      path: this.#path(),
      ...(random.below(2) === 0 && { ack: [this.#incarnation(), this.#number()] }),
      ...(random.below(2) === 0 && { echo: [this.#number(), this.#number()] }),
      ...(random.below(4) === 0 && { full: true }),
      ...(random.below(3) === 0 && { ask: true }),
      ...(random.below(3) === 0 && { gap: true }),
      ...(random.below(3) === 0 && { re: random.below(2000) }),
      ...(random.below(4) === 0 && { counts: this.#counts() }),
      ...(random.below(3) > 0 && { runs: this.#runs() }),
    };
  }

  #digest(): object {
    return {
      type: "digest",
      of: this.#incarnation(),
      ms: this.#number(),
      id: this.#random.below(1000),
      at: this.#number(),
      path: this.#path(),
      counts: this.#counts(),
      ...(this.#random.below(3) === 0 && { runs: this.#runs() }),
    };
  }

  #counts(): unknown[] {
    return this.#list(() => [
      this.#name(),
      this.#incarnation(),
      this.#index(),
      ...(this.#random.below(2) === 0 ? [this.#number()] : []),
    ]);
  }

  #runs(): unknown[] {
    return this.#list(() => [
      this.#name(),
      this.#incarnation(),
      this.#index(),
      this.#list(() => this.#value()),
    ]);
  }

  /** Mostly a short list, sometimes a long one. */
  #list<Item>(make: () => Item): Item[] {
    const length = this.#random.below(this.#random.below(200) === 0 ? 2000 : 3);
    return Array.from({ length }, make);
  }

  #answer(): object {
    const id = this.#random.below(1000);
    return this.#random.pick([
      { type: "broadcast_ok", in_reply_to: id },
      { type: "error", in_reply_to: id, code: this.#number(), text: "x" },
      { type: "gossip_ok", g_id: id },
    ]);
  }

  /** Of many clients, with an odd value, and wanted answers or none. */
  #broadcast(): string {
    const random = this.#random;
    const src = random.pick([`c${random.below(1e9)}`, this.#name()]);
    const text = random.pick([`${this.#newNumber()}`, this.#text()]);
    const id = random.pick(["", ',"msg_id":7', ',"g_id":7', ',"msg_id":8,"g_id":[1, 2]']);
    return `{"src":"${src}","dest":"${this.#known.me}","body":{"type":"broadcast","message":${text}${id}}}`;
  }

  /** Text with pieces taken out, put in or doubled. */
  #broken(line: string): string {
    const random = this.#random;
    const at = random.below(line.length);
    const piece = random.pick([
      "\0",
      "\ufffd",
      "\ud800",
      "\r",
      "[",
      '"',
      "\\",
      "{}",
      " ",
      ",,",
      line,
    ]);
    return line.slice(0, at) + piece + line.slice(at + random.below(4));
  }

  #huge(): string {
    const random = this.#random;
    const unit = random.pick(["[", "[]", "[],", '{"a":', "{},", '\\"', "x", "1,", "\ud83d\ude00"]);
    const text = unit.repeat(random.below(HUGE_LENGTH_AT_MOST / unit.length));
    const message = random.pick([text, `"${text}"`, `[${text}0]`, JSON.stringify(text)]);
    return `{"src":"c1","dest":"${this.#known.me}","body":{"type":"broadcast","message":${message},"msg_id":9}}`;
  }

  #value(): unknown {
    return this.#random.pick([
      this.#newNumber(),
      this.#newNumber(),
      this.#random.below(1000),
      this.#text(),
      JSON.stringify({ a: this.#newNumber() }),
    ]);
  }

  /** A value that was not there before. */
  #newNumber(): number {
    return 1e9 + this.#values++;
  }

  #name(): string {
    return this.#isWrong ? "c5" : this.#random.pick(this.#known.names);
  }

  #path(): string[] {
    const length = this.#isWrong ? this.#random.pick([0, 101]) : 1 + this.#random.below(3);
    return Array.from({ length }, () => this.#name());
  }

  #index(): number {
    const random = this.#random;
    return random.pick([0, random.below(100), random.below(2 ** 30), this.#number()]);
  }

  #number(): number {
    const random = this.#random;
    if (this.#isWrong) return random.pick(WRONG_NUMBERS);
    return random.pick([random.below(1000), random.pick(NUMBERS)]);
  }

  #text(): string {
    return this.#random.pick(this.#isWrong ? WRONG_TEXTS : TEXTS);
  }

  get #isWrong(): boolean {
    return this.#random.below(WRONG_ONE_OF) === 0;
  }

  #incarnation(): number {
    return this.#random.below(4) === 0
      ? this.#random.below(2 ** 30)
      : this.#random.pick(this.#known.incarnations);
  }
}
