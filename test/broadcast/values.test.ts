import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseMessage } from "../../src/node/message.ts";
import { toValue, type Value, valueOf, Values } from "../../src/broadcast/values.ts";

function fromBody(body: string): Value | undefined {
  return valueOf(parseMessage(`{"src":"c1","dest":"n1","body":${body}}`));
}

function textOf(values: Values): string {
  return new TextDecoder().decode(values.bytes());
}

test("a plain integer is a number, in whatever order and spelling the keys come", () => {
  const bodies = [
    '{"type":"broadcast","message":-17,"msg_id":1}',
    '{"type":"broadcast","message":-17}',
    '{"message":-17,"type":"broadcast"}',
    '{"type":"broadcast","msg_id":1,"message" : -17 }',
    '{"type":"broadcast","message":1.5,"message":-17,"x":1e5}',
  ];
  for (const body of bodies) expect(fromBody(body)).toBe(-17);
  expect([
    fromBody('{"type":"broadcast"}'),
    fromBody('{"type":"broadcast","message":null}'),
  ]).toEqual([undefined, "null"]);
});

test("what is not written like an integer, or is not exact as one, stays text", () => {
  const texts = [
    "1.0",
    "-0",
    "1e3",
    "10E-1",
    "9007199254740993",
    "-9007199254740993",
    "1e400",
    '"7"',
    "true",
    "[1]",
  ];
  for (const text of texts) {
    expect(fromBody(`{"type":"broadcast","message":${text},"msg_id":5}`)).toBe(text);
    expect(fromBody(`{"type":"broadcast","message":${text}}`)).toBe(text);
  }
});

test("a body that only looks like the message's own does not count", () => {
  const decoy = '"x":{"body":{"type":"broadcast","message":1,"msg_id":2}}';
  const line = `{"src":"c1","dest":"n1","body":{"type":"broadcast","message":1.0,"msg_id":2},${decoy}}`;
  expect(valueOf(parseMessage(line))).toBe("1.0");
  const quoted = String.raw`{"src":"c1","dest":"n1","bod\u0079":{"type":"broadcast","message":1.0},"a,\"body":{"type":"broadcast","message":1}}`;
  expect(valueOf(parseMessage(quoted))).toBe("1.0");
});

test("values are the same when only white space, key order and the spelling of strings differ", () => {
  const same: readonly (readonly [string, string])[] = [
    ['"\\u0041"', '"A"'],
    ['{"a":1,"b":[2,3]}', '{ "b" : [2, 3], "a" : 1 }'],
    ['{"2":1,"1":{"y":1,"x":2}}', '{"1":{"x":2,"y":1},"2":1}'],
    ['{"a":1,"a":2}', '{"a":2}'],
    ['{"__proto__":1,"a":2}', '{"a":2,"__proto__":1}'],
    ['"\\ud800"', '"\\uD800"'],
    ['"\\/"', '"/"'],
  ];
  for (const [one, other] of same) {
    const values = new Values();
    expect([values.add(toValue(one)), values.add(toValue(other)), values.size]).toEqual([
      true,
      false,
      1,
    ]);
    expect(textOf(values)).toBe(one);
  }
});

test("numbers compare as they are written", () => {
  const texts = [
    "1",
    "1.0",
    "1e0",
    "0",
    "-0",
    "0.0",
    "9007199254740992",
    "9007199254740993",
    "1e400",
    "1e401",
    "[1]",
    "[1.0]",
    '{"a":1}',
    '{"a":1.0}',
    '"1"',
    "null",
    "{}",
    '{"__proto__":{}}',
  ];
  const values = new Values();
  for (const text of texts) expect(values.add(toValue(text))).toBe(true);
  for (const text of texts) expect(values.add(toValue(text))).toBe(false);
  expect(textOf(values)).toBe(texts.join());
  expect([...values].map(String).toSorted()).toEqual(texts.toSorted());
});

test("any JSON value comes back as it was first written", () => {
  fc.assert(
    fc.property(fc.array(fc.json({ maxDepth: 5 })), (texts) => {
      const values = new Values();
      const first = texts.filter((text) => values.add(toValue(text)));
      expect(textOf(values)).toBe(first.join());
    }),
  );
});

/** The dumb model: a list of canonical texts. */
test("adding and reading in any order does as a list does", () => {
  const text = fc.oneof(
    fc.integer({ min: -5, max: 2000 }).map(String),
    fc.constantFrom("1.0", '"é"', '"\ud83d\ude00"', '{"a":1}'),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(text, fc.boolean()), { maxLength: 300 }), (steps) => {
      const values = new Values();
      const model: string[] = [];
      for (const [each, isRead] of steps) {
        const isNew = !model.includes(each);
        expect(values.add(toValue(each))).toBe(isNew);
        if (isNew) model.push(each);
        if (isRead) expect(textOf(values)).toBe(model.join());
      }
      expect(values.size).toBe(model.length);
    }),
  );
});

test("many values are read as they were added, however few reads there are", () => {
  const values = new Values();
  for (let value = 0; value < 50_000; value++) values.add(value);
  expect(textOf(values)).toBe(Array.from({ length: 50_000 }, (_, value) => value).join());
});

test("half of a surrogate pair is no value, but its escape is", () => {
  expect(() => fromBody('{"type":"broadcast","message":"\ud800"}')).toThrow("well-formed");
  expect(fromBody('{"type":"broadcast","message":"\\ud800"}')).toBe('"\\ud800"');
});
