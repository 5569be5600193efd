import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { BadLine } from "../../../src/bench/network/jackson.ts";
import { parseWire, wireLine } from "../../../src/bench/network/maelstrom-wire.ts";

describe("parseWire", () => {
  test("keeps the body as the node wrote it", () => {
    const body = '{ "type" : "push", "values": [1.0, 9007199254740993, 1e3, "\\u00e9", -0] }';
    const lines = [
      `{"src":"n1","dest":"n2","body":${body}}`,
      `{"src": "n1", "dest": "n2", "body": ${body}}`,
      `{"body":${body},"dest":"n2","src":"n1"}`,
      `{"id":7,"src":"n1","dest":"n2","body":${body}}`,
      `  {"src":"n1","dest":"n2","body":${body},"id":-1e3,"id":-12}  `,
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
            oddity: undefined,
          });
        },
      ),
    );
  });

  const refused: readonly [string, string][] = [
    ["", "an empty line is not a message"],
    ["Starting up…", "it is not JSON"],
    ['{"src":"n1","dest":"n2","body":{}', "it is not JSON"],
    ["[]", "a message is a JSON object"],
    ['"n1"', "a message is a JSON object"],
    ['{"src":"n1","dest":"n2","body":{},"type":"x"}', '"type" is not a key of a message'],
    ['{"dest":"n2","body":{}}', "src must be a node's name, but it is missing"],
    ['{"src":"n1","dest":2,"body":{}}', "dest must be a name, but it is 2"],
    ['{"src":"n1","dest":"n2","body":[1]}', "body must be an object, but it is [1]"],
    ['{"src":"n1","dest":"n2","body":0}', "body must be an object, but it is 0"],
    ['{"id":null,"src":"n1","dest":"n2","body":{}}', "id must be an integer, but it is null"],
    ['{"id":1.0,"src":"n1","dest":"n2","body":{}}', "id must be an integer, but it is 1.0"],
    ['{"id":"1","src":"n1","dest":"n2","body":{}}', 'id must be an integer, but it is "1"'],
    ['{"id":1,"src":"n1","dest":"n2","body":{},"id":1e3}', "id must be an integer, but it is 1e3"],
  ];
  for (const [line, reason] of refused) {
    test(`refuses ${JSON.stringify(line)}: ${reason}`, () => {
      expect(() => parseWire(line)).toThrow(reason);
      expect(() => parseWire(line)).toThrow(BadLine);
    });
  }
});

describe("parseWire lets pass, as Maelstrom does, but not in silence,", () => {
  const message = '{"src":"n1","dest":"n2","body":{"type":"x"}}';

  test.each([
    [`${message} and so on`, "and so on"],
    [`${message}${message}`, message],
    [`  ${message}}\t`, "}"],
  ])("what stands behind the message: %s", (line, rest) => {
    const { src, dest, body, oddity } = parseWire(line);
    expect([src, dest, body]).toEqual(["n1", "n2", '{"type":"x"}']);
    expect(oddity?.kind).toBe("rest-of-line");
    expect(oddity?.text).toBe(
      "more than a message on a line. eddy reads the first object and ignores the rest, as " +
        "Maelstrom does without a word. The rest is:\n" +
        `    ${rest}\nof the line:`,
    );
  });

  test("a control character within a string", () => {
    const line = '{"src":"n1","dest":"n2","body":{"text":"\u0000a\tb\\\\"}}';
    const { body, content, oddity } = parseWire(line);
    expect(body).toBe('{"text":"\\u0000a\\u0009b\\\\"}');
    expect(content).toEqual({ text: "\u0000a\tb\\" });
    expect(oddity?.kind).toBe("control-character");
  });

  test.each([
    ['{"src":"n1","dest":"n2"}', "missing"],
    ['{"src":"n1","dest":"n2","body":null}', "null"],
    ['{"src":"n1","dest":"n2","body":[]}', "[]"],
    ['{"src":"n1","dest":"n2","body":""}', '""'],
  ])("no body, in place of an empty one: %s", (line, what) => {
    const { body, content, oddity } = parseWire(line);
    expect([body, content]).toEqual(["{}", {}]);
    expect(oddity?.kind).toBe("empty-body");
    expect(oddity?.text).toStartWith(
      `a message whose body should be an object, but it is ${what}. eddy takes it for an empty object`,
    );
  });
});

test("a line for a node has its keys in Maelstrom's order", () => {
  const body = '{"type":"broadcast","message":0,"msg_id":1}';
  expect(wireLine(22, "c11", "n2", body)).toBe(
    '{"id":22,"src":"c11","dest":"n2","body":{"type":"broadcast","message":0,"msg_id":1}}',
  );
});
