import { describe, expect, test } from "bun:test";
import { writeEdn } from "../../../src/bench/edn.ts";
import { resultOf } from "../../../src/bench/load/answers.ts";
import { withExactNumbers } from "../../../src/bench/network/jackson.ts";
import { KafkaClient } from "../../../src/bench/workloads/kafka-client.ts";
import { Unanswered, type Ask } from "../../../src/bench/workloads/workload.ts";

/** A node that gives these answers, as JSON, and notes what it was asked. */
function nodeWith(...answers: string[]): { ask: Ask; asked: string[] } {
  const asked: string[] = [];
  const ask: Ask = (body, form) => {
    asked.push(JSON.stringify(body));
    const text = answers.shift() ?? "{}";
    const result = resultOf(withExactNumbers(JSON.parse(text), text), form);
    return result.kind === "ok"
      ? Promise.resolve(result.content)
      : Promise.reject(new Unanswered(result));
  };
  return { ask, asked };
}

const COMMITTED = '{"type":"commit_offsets_ok"}';

describe("a client of a log", () => {
  test("goes on behind the last message, and commits it", async () => {
    const { ask, asked } = nodeWith(
      '{"type":"list_committed_offsets_ok","offsets":{"a":3}}',
      '{"type":"poll_ok","msgs":{"a":[[3,"x"],[5,"y"]],"b":[]}}',
      COMMITTED,
      '{"type":"poll_ok","msgs":{}}',
    );
    const client = new KafkaClient();
    await client.assign(ask, ["a", "b"], false);
    const { messages, highest } = await client.poll(ask);
    await client.poll(ask);
    expect(writeEdn(messages)).toBe('{"a" [[3 "x"] [5 "y"]], "b" []}');
    expect(highest).toEqual(new Map([["a", 5]]));
    expect(asked).toEqual([
      '{"type":"list_committed_offsets","keys":["a","b"]}',
      '{"type":"poll","offsets":{"a":3,"b":0}}',
      '{"type":"commit_offsets","offsets":{"a":5}}',
      '{"type":"poll","offsets":{"a":6,"b":0}}',
    ]);
  });

  test("keeps its place in a key that it had, and seeks without a request", async () => {
    const { ask, asked } = nodeWith(
      '{"type":"poll_ok","msgs":{"a":[[7,1]]}}',
      COMMITTED,
      '{"type":"list_committed_offsets_ok","offsets":{"a":2,"b":4}}',
      '{"type":"poll_ok","msgs":{}}',
      '{"type":"poll_ok","msgs":{}}',
    );
    const client = new KafkaClient();
    await client.assign(ask, ["a"], true);
    await client.poll(ask);
    await client.assign(ask, ["b", "a"], false);
    await client.poll(ask);
    await client.assign(ask, ["a"], true);
    await client.poll(ask);
    expect(asked.filter((body) => body.includes('"poll"'))).toEqual([
      '{"type":"poll","offsets":{"a":0}}',
      '{"type":"poll","offsets":{"b":4,"a":8}}',
      '{"type":"poll","offsets":{"a":0}}',
    ]);
  });

  test("takes offsets of any size as they are", async () => {
    const { ask, asked } = nodeWith(
      '{"type":"send_ok","offset":1790000000000000001}',
      '{"type":"poll_ok","msgs":{"a":[[1790000000000000001,1]]}}',
      COMMITTED,
      '{"type":"poll_ok","msgs":{}}',
    );
    const client = new KafkaClient();
    expect(await client.send(ask, "a", 1)).toBe(1790000000000000001n);
    await client.assign(ask, ["a"], true);
    await client.poll(ask);
    await client.poll(ask);
    expect(asked.slice(2)).toEqual([
      '{"type":"commit_offsets","offsets":{"a":1790000000000000001}}',
      '{"type":"poll","offsets":{"a":1790000000000000002}}',
    ]);
  });

  test.each([
    [
      '{"type":"poll_ok","msgs":[]}',
      '"msgs" must be an object of lists of [offset, message] by key',
    ],
    ['{"type":"poll_ok","msgs":{"a":[[1]]}}', '"msgs" must be'],
    ['{"type":"poll_ok","msgs":{"a":[[1.0,2]]}}', '"msgs" must be'],
    ['{"type":"poll_ok","msgs":{"a":{}}}', '"msgs" must be'],
    ['{"type":"poll_ok"}', 'it lacks the key "msgs"'],
  ])("refuses the answer %s", async (answer, reason) => {
    const polled = new KafkaClient().poll(nodeWith(answer).ask);
    await expect(polled).rejects.toMatchObject({
      cause: { kind: "malformed", reason: expect.stringContaining(reason) },
    });
  });

  test("takes a null for an empty list, as Maelstrom does", async () => {
    const { messages, highest } = await new KafkaClient().poll(
      nodeWith('{"type":"poll_ok","msgs":{"a":null}}').ask,
    );
    expect([writeEdn(messages), highest.size]).toEqual(['{"a" nil}', 0]);
  });
});
