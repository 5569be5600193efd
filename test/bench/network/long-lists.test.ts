import { describe, expect, test } from "bun:test";
import { fromJson, SharedVector, writeEdn } from "../../../src/bench/edn.ts";
import { LongLists } from "../../../src/bench/network/long-lists.ts";
import { parseWire } from "../../../src/bench/network/maelstrom-wire.ts";

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, value) => value);
}

function line(list: string, dest = "c7", more = ""): string {
  return `{"src":"n1","dest":"${dest}","body":{"type":"read_ok","messages":${list}${more},"in_reply_to":4}}`;
}

function spaced(count: number): string {
  return JSON.stringify(upTo(count)).replaceAll(",", " , ").replace("]", " ]");
}

/** What is said of a line that is refused. */
function words(parse: () => unknown): string {
  try {
    parse();
    return "a message";
  } catch (error) {
    return String(error);
  }
}

/** What each line was read as: whether it shares its list, and all of it as plain parsing has it. */
function read(lists: LongLists, text: string): string {
  const { content, ...others } = lists.parse("n1", text);
  const { content: plain, ...plainOthers } = parseWire(text);
  expect(others).toEqual(plainOthers);
  expect(writeEdn(fromJson(content))).toBe(writeEdn(fromJson(plain)));
  const list = content["messages"];
  return list instanceof SharedVector ? `shared ${list.length}` : "plain";
}

describe("a long list of integers", () => {
  test("is read as what it has more than the last one of its node", () => {
    const lists = new LongLists("messages");
    const texts = [1000, 1000, 1001, 1400].map((count) => line(JSON.stringify(upTo(count))));
    const messages = texts.map((text) => lists.parse("n1", text).content["messages"]);
    const shared = messages.filter((list) => list instanceof SharedVector);
    expect(shared.map(({ length }) => length)).toEqual([1000, 1000, 1001, 1400]);
    expect(new Set(shared.map(({ list }) => list)).size).toBe(1);
    for (const text of texts) read(lists, text);
  });

  test("may have spaces, negative integers, and keys behind it", () => {
    const lists = new LongLists("messages");
    expect(read(lists, line(spaced(900)))).toBe("shared 900");
    expect(read(lists, line(spaced(902)))).toBe("shared 902");
    expect(read(lists, line(`${spaced(902).replace(" ]", "")}, -5]`))).toBe("shared 903");
  });

  test("that is another one is parsed whole, and begins anew", () => {
    const lists = new LongLists("messages");
    const reversed = JSON.stringify(upTo(1000).toReversed());
    expect(read(lists, line(JSON.stringify(upTo(1000))))).toBe("shared 1000");
    expect(read(lists, line(reversed))).toBe("shared 1000");
    expect(read(lists, line(JSON.stringify(upTo(990))))).toBe("shared 990");
    expect(read(lists, line(`${JSON.stringify(upTo(990)).slice(0, -1)}0]`))).toBe("shared 990");
  });
});

describe("whatever is not plain is parsed as it always was", () => {
  const long = JSON.stringify(upTo(1000)).slice(0, -1);
  const cases: Readonly<Record<string, string>> = {
    "a float": line(`${long},1.0]`),
    "an integer that no double holds": line(`${long},12345678901234567]`),
    "minus zero": line(`${long},-0]`),
    "a text": line(`${long},"a"]`),
    "a list within it": line(`${long},[1]]`),
    "a message to a node": line(`${long},5]`, "n2"),
    "the key twice": line(`${long},5]`, "c7", ',"messages":[1]'),
    "a float behind it": line(`${long},5]`, "c7", ',"time":1.0'),
  };
  for (const [name, text] of Object.entries(cases)) {
    test(name, () => {
      const lists = new LongLists("messages");
      expect(read(lists, line(`${long}]`))).toBe("shared 1000");
      expect(read(lists, text)).toBe("plain");
      expect(read(lists, line(`${long},7]`))).toBe("shared 1001");
    });
  }

  test("a line that is no message is refused in the same words", () => {
    const lists = new LongLists("messages");
    lists.parse("n1", line(`${long}]`));
    for (const text of [line(`${long},]`), line(`${long}`), line(`${long},5]`).slice(0, -1)]) {
      expect(words(() => lists.parse("n1", text))).toBe(words(() => parseWire(text)));
      expect(words(() => parseWire(text))).toStartWith("BadLine");
    }
  });
});
