import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { BadLine, parseWire, wireLine } from "../../src/bench/wire.ts";

describe("parseWire", () => {
  test("keeps the body as the node wrote it", () => {
    const body = '{ "type" : "push", "values": [1.0, 9007199254740993, 1e3, "\\u00e9", -0] }';
    const lines = [
      `{"src":"n1","dest":"n2","body":${body}}`,
      `{"src": "n1", "dest": "n2", "body": ${body}}`,
      `{"body":${body},"dest":"n2","src":"n1"}`,
      `{"id":7,"src":"n1","dest":"n2","body":${body}}`,
      `  {"src":"n1","dest":"n2","body":${body},"id":{"a":1}}  `,
      `{"src":"n1","dest":"n2","body":{"type":"other"},"body":${body}}`,
    ];
    for (const line of lines) {
      const message = parseWire(line);
      expect([message.src, message.dest, message.body]).toEqual(["n1", "n2", body]);
      expect(message.content["type"]).toBe("push");
    }
  });

  test("finds the body wherever it is, whatever it holds", () => {
    const bodies = fc.dictionary(fc.string(), fc.jsonValue());
    const names = fc.string();
    fc.assert(
      fc.property(
        names,
        names,
        bodies,
        fc.shuffledSubarray(["src", "dest", "body"], { minLength: 3 }),
        (src, dest, body, keys) => {
          const parts: Record<string, unknown> = { src, dest, body };
          const line = JSON.stringify(Object.fromEntries(keys.map((key) => [key, parts[key]])));
          expect(parseWire(line)).toEqual({
            src,
            dest,
            body: JSON.stringify(body),
            content: JSON.parse(JSON.stringify(body)),
          });
        },
      ),
    );
  });

  const refused: readonly [string, string][] = [
    ["", "an empty line is no message"],
    ["Starting up…", "it is no JSON"],
    ['{"src":"n1","dest":"n2","body":{}', "it is no JSON"],
    ["[]", "a message is a JSON object"],
    ['"n1"', "a message is a JSON object"],
    ['{"src":"n1","dest":"n2","body":{},"type":"x"}', '"type" is no key of a message'],
    ['{"dest":"n2","body":{}}', "src must be a node's name, but it is missing"],
    ['{"src":"n1","dest":2,"body":{}}', "dest must be a name, but it is 2"],
    ['{"src":"n1","dest":"n2","body":[]}', "body must be an object, but it is []"],
    ['{"src":"n1","dest":"n2"}', "body must be an object, but it is missing"],
  ];
  for (const [line, reason] of refused) {
    test(`refuses ${JSON.stringify(line)}: ${reason}`, () => {
      expect(() => parseWire(line)).toThrow(reason);
      expect(() => parseWire(line)).toThrow(BadLine);
    });
  }
});

test("a line for a node has its keys in Maelstrom's order", () => {
  const body = '{"type":"broadcast","message":0,"msg_id":1}';
  expect(wireLine(22, "c11", "n2", body)).toBe(
    '{"id":22,"src":"c11","dest":"n2","body":{"type":"broadcast","message":0,"msg_id":1}}',
  );
});
