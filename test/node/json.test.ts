import { expect, test } from "bun:test";
import fc from "fast-check";
import { memberText, withoutSpace } from "../../src/node/json.ts";

test("a member is found in its own spelling, whatever surrounds it", () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['{"body":{"message":1.0}}', "1.0"],
    ['{"body" : { "message" :\t-0 } }', "-0"],
    ['{"message":1,"body":{"x":{"message":2},"message":"]}\\"{"}}', '"]}\\"{"'],
    ['{"body":{"message":1},"body":{"message":[1, {"a" : 2}] ,"message" : {"b":[]}}}', '{"b":[]}'],
    ['{"body":{"mess\\u0061ge":"\\u0041\\\\"}}', '"\\u0041\\\\"'],
    ['{"body":{"__proto__":{"message":1}}}', undefined],
    ['{"body":[{"message":1}]}', undefined],
    ['"body"', undefined],
    ["{}", undefined],
  ];
  for (const [text, found] of cases) expect(memberText(text, ["body", "message"])).toBe(found);
});

test("the member of any object, spelled with any white space, is the text that was put there", () => {
  const space = fc
    .array(fc.constantFrom(" ", "\t", "\r"), { maxLength: 3 })
    .map((list) => list.join(""));
  fc.assert(
    fc.property(fc.json(), fc.json(), fc.string(), space, (value, other, key, gap) => {
      fc.pre(key !== "message");
      const noise = `${JSON.stringify(key)}${gap}:${other}`;
      const member = `"message"${gap}:${gap}${value}`;
      for (const members of [
        [noise, member],
        [member, noise],
        ['"message":0', member],
      ]) {
        const body = `{${gap}${members.join(`${gap},${gap}`)}${gap}}`;
        expect(memberText(`{"x":${body},"body":${gap}${body}}`, ["body", "message"])).toBe(value);
      }
    }),
  );
});

test("white space goes, but for that within strings", () => {
  const cases: readonly (readonly [string, string])[] = [
    [" 7\t", "7"],
    ["[1,\r\n2 ]", "[1,2]"],
    ['{ "a b" : " \\" , " }', '{"a b":" \\" , "}'],
    ['"a b"', '"a b"'],
    ['\n[ "\\\\" , " " ]', '["\\\\"," "]'],
  ];
  for (const [text, compact] of cases) expect(withoutSpace(text)).toBe(compact);
});

test("a text that was indented in any way loses just that", () => {
  const indent = fc.constantFrom(1, 7, "\t", "\r", " \n");
  fc.assert(
    fc.property(fc.jsonValue(), indent, (value, space) => {
      expect(withoutSpace(JSON.stringify(value, null, space))).toBe(JSON.stringify(value));
    }),
  );
});
