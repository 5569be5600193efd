/** Properties of a whole node: what comes in is stored as it was written, whatever comes between. */

import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  isStrategyName,
  STRATEGIES,
  type StrategyName,
} from "../../src/broadcast/strategies/index.ts";
import { makeNode } from "../../src/broadcast/make-node.ts";
import { type Node } from "../../src/node/node.ts";
import { isRecord } from "../support/json.ts";
import { MemoryHost } from "../../src/testing/memory-host.ts";
import { init, line, topology } from "../support/messages.ts";
import { ANY_CHARACTER } from "../support/any-character.ts";

function started(strategy: StrategyName = "flood"): { host: MemoryHost; node: Node } {
  const host = new MemoryHost("error");
  const node = makeNode(host, { strategy });
  node.receive(init(["n1", "n2"]));
  node.receive(topology(["n2"]));
  host.lines.length = 0;
  return { host, node };
}

const space = fc.constantFrom("", " ", "\t", "  ");

/** A broadcast with its keys in any order, white space anywhere, and keys that mean nothing. */
const spelling = fc.record({ space, order: fc.boolean(), extra: fc.option(fc.json()) });

test("any JSON value survives broadcast and read, and goes on as it was written", () => {
  fc.assert(
    fc.property(fc.json(), spelling, (value, { space: gap, order, extra }) => {
      const { host, node } = started();
      const members = [`"message"${gap}:${gap}${value}`, `"type":${gap}"broadcast"`];
      if (order) members.reverse();
      if (extra !== null) members.push(`"x":${extra}`);
      const body = `{${members.join(`${gap},${gap}`)}${gap}}`;
      node.receive(`{"body":${body},"src":"c1","dest":"n1"}`);
      node.receive(line("c1", { type: "read", msg_id: 1 }));
      expect(host.lines).toEqual([
        `{"src":"n1","dest":"n2","body":{"type":"broadcast","message":${value}}}`,
        `{"src":"n1","dest":"c1","body":{"type":"read_ok","messages":[${value}],"in_reply_to":1}}`,
      ]);
    }),
  );
});

test("arbitrary garbage between valid lines never stops the node or reaches the output", () => {
  const garbage = fc.oneof(fc.string({ unit: ANY_CHARACTER }), fc.json());
  fc.assert(
    fc.property(fc.array(garbage), (lines) => {
      const { host, node } = started();
      for (const [index, each] of lines.entries()) {
        node.receive(each);
        node.receive(line("n2", { type: "broadcast", message: index, msg_id: index }));
      }
      const answers = lines.flatMap((_, index) => [
        `{"src":"n1","dest":"n2","body":{"type":"broadcast_ok","in_reply_to":${index}}}`,
        `{"src":"n1","dest":"n2","body":{"type":"broadcast","message":${index}}}`,
      ]);
      expect(host.lines).toEqual(answers);
    }),
  );
});

/** A string, a number or literal, or a punctuation mark of a JSON text. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[^\s",:[\]{}]+|[,:[\]{}]/g;

/** Pieces of JSON's white space. */
const gaps = fc.array(fc.constantFrom("", " ", "\t", "\r", "\n"), { minLength: 1, maxLength: 8 });

/** A JSON text with these gaps between its tokens, used over and over, and around it. */
function spread(text: string, between: readonly string[]): string {
  const tokens = ["", ...(text.match(TOKEN) ?? [])];
  return tokens.map((token, place) => token + between[place % between.length]).join("");
}

/** A message to n1 whose body is this text. */
function raw(src: string, body: string): string {
  return `{"src":"${src}","dest":"n1","body":${body}}`;
}

/** Runs with one value each, the first of an incarnation of n2. */
function runs(texts: readonly string[], incarnation: number): object {
  return {
    of: incarnation,
    ms: 0,
    path: ["n2"],
    runs: texts.map((text) => ["n2", incarnation, 0, [text]]),
  };
}

/** Each way in which a value can come in. `id` makes each message differ from all others. */
const WAYS_IN: readonly ((value: string, id: number) => string)[] = [
  (value, id) => raw("c1", `{"type":"broadcast","message":${value},"msg_id":${id}}`),
  (value) => raw("n2", `{"type":"broadcast","message":${value}}`),
  (value) => raw("n2", `{"type":"broadcast","g_id":${value},"message":${value}}`),
  (value, id) => line("n2", { type: "push", from: 0, to: 1, ...runs([value], id) }),
  (value, id) => line("n2", { type: "digest", id, at: 0, counts: [], ...runs([value], id) }),
];

const STRATEGY_NAMES = Object.keys(STRATEGIES).filter(isStrategyName);

test.each(STRATEGY_NAMES)("no line of %s ever holds a raw control character", (strategy) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.json(), gaps), { maxLength: 5 }), (values) => {
      const { host, node } = started(strategy);
      for (const [index, [value, between]] of values.entries()) {
        const text = spread(value, between);
        for (const [place, way] of WAYS_IN.entries()) node.receive(way(text, 10 * index + place));
        node.receive(raw("c1", `{"type":"echo","echo":${text},"msg_id":1}`));
        node.receive(line("n3", { type: "broadcast", message: index }));
        node.receive(line("c1", { type: "read", msg_id: 1 }));
      }
      host.pass(2000, node);
      for (const each of host.lines) {
        // oxlint-disable-next-line no-control-regex
        expect(each).not.toMatch(/[\u0000-\u001f]/);
        expect(isRecord(JSON.parse(each))).toBe(true);
      }
    }),
  );
});

test("values that differ in white space only are one value, by whichever way they come", () => {
  const way = fc.constantFrom(...WAYS_IN);
  const twice = fc.array(fc.tuple(way, gaps), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(fc.json(), twice, (value, comings) => {
      const { host, node } = started("tree");
      for (const [id, [wayIn, between]] of comings.entries()) {
        node.receive(wayIn(spread(value, between), id));
      }
      node.receive(line("c1", { type: "read", msg_id: 99 }));
      const body = `{"type":"read_ok","messages":[${value}],"in_reply_to":99}`;
      expect(host.lines.at(-1)).toBe(`{"src":"n1","dest":"c1","body":${body}}`);
    }),
  );
});
