import { expect, test } from "bun:test";
import fc from "fast-check";
import { MalformedMessage, parseMessage } from "../../src/node/message.ts";
import { ANY_CHARACTER } from "../support/any-character.ts";

function problemOf(line: string): MalformedMessage {
  try {
    parseMessage(line);
  } catch (error) {
    if (error instanceof MalformedMessage) return error;
  }
  throw new Error(`Not refused: ${line}`);
}

test("a message keeps its names, its body and its line", () => {
  const line =
    '{"id":22,"src":"c11","dest":"n2","body":{"type":"broadcast","message":0,"msg_id":1}}';
  expect(parseMessage(line)).toEqual({
    src: "c11",
    dest: "n2",
    body: { type: "broadcast", message: 0, msg_id: 1 },
    line,
    answered: false,
    isExpired: false,
  });
});

test("what is wrong with a line is said", () => {
  const problems: readonly (readonly [string, string])[] = [
    ["null", "a message must be an object"],
    ["[1]", "a message must be an object"],
    ["7", "a message must be an object"],
    ["{}", "src must be a name"],
    ['{"src":"","dest":"n1","body":{"type":"a"}}', "src must be a name"],
    ['{"src":"c1","dest":5,"body":{"type":"a"}}', "dest must be a name"],
    ['{"src":"c1","dest":"n1"}', "body must be an object"],
    ['{"src":"c1","dest":"n1","body":[]}', "body must be an object"],
    ['{"src":"c1","dest":"n1","body":{}}', "body.type must be a string"],
    [
      '{"src":"c1","dest":"n1","body":{"type":"a","msg_id":1.5}}',
      "msg_id must be an integer below 2^53",
    ],
    [
      '{"src":"c1","dest":"n1","body":{"type":"a","in_reply_to":"1"}}',
      "in_reply_to must be an integer below 2^53",
    ],
  ];
  for (const [line, problem] of problems) expect(problemOf(line).message).toBe(problem);
});

test("a malformed request names its sender and itself as far as they can be read", () => {
  const { src, dest, msgId } = problemOf('{"src":"c1","dest":"n1","body":{"msg_id":3}}');
  expect([src, dest, msgId]).toEqual(["c1", "n1", 3]);
  const nobody = problemOf('{"src":5,"dest":"n1","body":{"msg_id":9007199254740993}}');
  expect([nobody.src, nobody.dest, nobody.msgId]).toEqual([undefined, "n1", undefined]);
});

test("any text is a message or is refused as malformed", () => {
  const text = fc.oneof(fc.string({ unit: ANY_CHARACTER }), fc.json());
  fc.assert(
    fc.property(text, (line) => {
      try {
        expect(parseMessage(line).line).toBe(line);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedMessage);
      }
    }),
  );
});
