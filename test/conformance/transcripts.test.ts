/**
 * Recorded runs of a real Maelstrom, with a node that relays: each recorded input gives the recorded
 * output. Free are the order of lines to different nodes, the order of the values in a read, and the
 * `msg_id` of an answer, which nobody needs.
 */

import { expect, test } from "bun:test";
import { join } from "node:path";
import { Glob } from "bun";
import { isRecord } from "../support/json.ts";
import { messagesOf, play } from "../support/process.ts";

const RECORDED = join(import.meta.dir, "../recorded");
const INPUTS = [...new Glob("*/*.stdin.jsonl").scanSync(RECORDED)].toSorted();

test.each(INPUTS)("%s gives the recorded output", async (path) => {
  const input = await Bun.file(join(RECORDED, path)).text();
  const recorded = await Bun.file(join(RECORDED, path.replace("stdin", "stdout"))).text();
  const played = await play(input, ["--strategy", "relay"]);
  expect([played.exitCode, played.stderr]).toEqual([0, ""]);
  expect(byDestination(messagesOf(played))).toEqual(
    byDestination(
      recorded
        .trim()
        .split("\n")
        .map((line): unknown => JSON.parse(line)),
    ),
  );
});

/** What each name was sent, in order. */
function byDestination(messages: readonly unknown[]): Map<string, unknown[]> {
  const sent = new Map<string, unknown[]>();
  for (const message of messages) {
    const { dest, body } = normalized(message);
    sent.set(dest, [...(sent.get(dest) ?? []), body]);
  }
  return sent;
}

function normalized(message: unknown): { dest: string; body: unknown } {
  if (!isRecord(message) || typeof message["dest"] !== "string" || !isRecord(message["body"])) {
    throw new Error(`No message: ${JSON.stringify(message)}`);
  }
  const { msg_id: msgId, messages, ...body } = message["body"];
  if (!("in_reply_to" in body) && msgId !== undefined) body["msg_id"] = msgId;
  if (Array.isArray(messages)) body["messages"] = messages.toSorted();
  return { dest: message["dest"], body };
}
