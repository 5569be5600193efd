import { expect, test } from "bun:test";
import { ErrorCode, RpcError } from "../../src/node/errors.ts";
import { type Body, type Message } from "../../src/node/message.ts";
import { OpenCalls } from "../../src/node/open-calls.ts";

/** A call to n2, what became of it, and how often its timer was canceled. */
function call(calls: OpenCalls): { msgId: number; ended: unknown[] } {
  const ended: unknown[] = [];
  const msgId = calls.nextMsgId();
  calls.open(msgId, {
    target: "n2",
    resolve: (body) => ended.push(body.type),
    reject: ({ code, message }) => ended.push([code, message]),
    timers: [{ cancel: () => ended.push("canceled") }],
  });
  return { msgId, ended };
}

function answer(src: string, body: Body): Message {
  return { src, dest: "n1", body, line: "", answered: false, isExpired: false };
}

test("each call has a msg_id of its own", () => {
  const calls = new OpenCalls();
  expect([call(calls).msgId, call(calls).msgId]).toEqual([1, 2]);
});

test("the first answer of the node that was asked ends the call and its timers", () => {
  const calls = new OpenCalls();
  const { msgId, ended } = call(calls);
  calls.answer(answer("n3", { type: "other_ok", in_reply_to: msgId }));
  calls.answer(answer("n2", { type: "other_ok", in_reply_to: msgId + 1 }));
  expect(ended).toEqual([]);
  calls.answer(answer("n2", { type: "read_ok", in_reply_to: msgId }));
  calls.answer(answer("n2", { type: "read_ok", in_reply_to: msgId }));
  expect(ended).toEqual(["canceled", "read_ok"]);
});

test("an error rejects a call, with code 13 where it has no code", () => {
  const calls = new OpenCalls();
  const bodies = [{ code: 11, text: "later" }, { code: "11" }];
  const outcomes = bodies.map((body) => {
    const { msgId, ended } = call(calls);
    calls.answer(answer("n2", { type: "error", in_reply_to: msgId, ...body }));
    return ended;
  });
  expect(outcomes).toEqual([
    ["canceled", [11, "later"]],
    ["canceled", [ErrorCode.crash, ""]],
  ]);
});

test("a call is given up once, and an answer is too late then", () => {
  const calls = new OpenCalls();
  const { msgId, ended } = call(calls);
  const late = new RpcError(ErrorCode.timeout, "late");
  calls.giveUp(msgId, late);
  calls.giveUp(msgId, late);
  calls.answer(answer("n2", { type: "read_ok", in_reply_to: msgId }));
  expect(ended).toEqual(["canceled", [0, "late"]]);
});
