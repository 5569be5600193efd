import { describe, expect, test } from "bun:test";
import {
  LIST,
  malformedException,
  resultOf,
  type AnswerForm,
} from "../../../src/bench/load/answers.ts";
import { writeEdn } from "../../../src/bench/edn.ts";
import { withExactNumbers } from "../../../src/bench/network/jackson.ts";

const READ_OK: AnswerForm = { type: "read_ok", payload: "messages", kind: LIST };

describe("an answer", () => {
  test("is ok with its type, in_reply_to and payload, and with a msg_id too", () => {
    const plain = { type: "read_ok", in_reply_to: 1, messages: [1] };
    expect(resultOf(plain, READ_OK)).toEqual({ kind: "ok", content: plain });
    const numbered = { ...plain, msg_id: 7 };
    expect(resultOf(numbered, READ_OK)).toEqual({ kind: "ok", content: numbered });
  });

  test("with null for a list is ok: it is an empty one, as Maelstrom's schema has it", () => {
    const empty = { type: "read_ok", in_reply_to: 1, messages: null };
    expect(resultOf(empty, READ_OK)).toEqual({ kind: "ok", content: empty });
  });

  test("that never came is a timeout", () => {
    expect(resultOf(undefined, READ_OK)).toEqual({ kind: "timeout" });
  });

  const malformed: readonly [string, Record<string, unknown>, string][] = [
    [
      "another type",
      { type: "ok", in_reply_to: 1, messages: [] },
      'its type must be "read_ok", but it is "ok"',
    ],
    [
      "a key too many",
      { type: "read_ok", in_reply_to: 1, messages: [], value: 3 },
      'it has a surplus key, "value"; allowed are type, in_reply_to, msg_id, messages',
    ],
    [
      "a key too many and one too few",
      { type: "read_ok", in_reply_to: 1, values: [] },
      'it has the key "values" instead of "messages"; allowed are type, in_reply_to, msg_id, messages',
    ],
    ["a key too few", { type: "read_ok", in_reply_to: 1 }, 'it lacks the key "messages"'],
    [
      "a msg_id that is no integer",
      { type: "read_ok", in_reply_to: 1, messages: [], msg_id: "7" },
      'msg_id must be an integer, but it is "7"',
    ],
    [
      "a msg_id that is written as a float",
      withExactNumbers({}, '{"type":"read_ok","in_reply_to":1,"messages":[],"msg_id":7.0}'),
      "msg_id must be an integer, but it is 7.0",
    ],
    [
      "a msg_id of null",
      { type: "read_ok", messages: [], msg_id: null },
      "msg_id must be an integer, but it is null",
    ],
    [
      "no list where one must be",
      { type: "read_ok", in_reply_to: 1, messages: 3 },
      '"messages" must be a list, but it is 3',
    ],
  ];
  for (const [what, answer, reason] of malformed) {
    test(`with ${what} is malformed`, () => {
      expect(resultOf(answer, READ_OK)).toEqual({ kind: "malformed", reason, content: answer });
    });
  }

  const errors: readonly [number, string, boolean][] = [
    [0, ":timeout", false],
    [1, ":node-not-found", true],
    [10, ":not-supported", true],
    [11, ":temporarily-unavailable", true],
    [12, ":malformed-request", true],
    [13, ":crash", false],
    [14, ":abort", true],
    [20, ":key-does-not-exist", true],
    [21, ":key-already-exists", true],
    [22, ":precondition-failed", true],
    [30, ":txn-conflict", true],
    [1000, ":unknown", false],
  ];
  for (const [code, name, isDefinite] of errors) {
    test(`with error ${code} is ${name}, ${isDefinite ? "definite" : "indefinite"}`, () => {
      const result = resultOf({ type: "error", in_reply_to: 1, code, text: "no" }, READ_OK);
      if (result.kind !== "error") return expect.unreachable();
      expect(writeEdn(result.error)).toBe(`[${name} "no"]`);
      expect(result.isDefinite).toBe(isDefinite);
    });
  }
});

test("an error whose code is written as a float has none of the table", () => {
  const text = '{"type":"error","in_reply_to":1,"code":11.0}';
  expect(resultOf(withExactNumbers({}, text), READ_OK)).toMatchObject({
    kind: "error",
    isDefinite: false,
    text: "unknown: null",
  });
});

test("a malformed answer is noted as Jepsen notes an exception", () => {
  const exception = malformedException("it lacks a key", { type: "read_ok" });
  expect(writeEdn(exception)).toBe(
    "{:via [{:type clojure.lang.ExceptionInfo, " +
      ':message "Malformed RPC response: it lacks a key", ' +
      ':data {:type :malformed-rpc-response, :body {:type "read_ok"}}}], ' +
      ':cause "Malformed RPC response: it lacks a key", ' +
      ':data {:type :malformed-rpc-response, :body {:type "read_ok"}}}',
  );
});
