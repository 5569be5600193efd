/** The service is played by a node called lin-kv, to which no worker talks. */

import { expect, test } from "bun:test";
import { type Guest, type Host, Node, RpcError } from "eddy";
import { isEqual, fromJson } from "../../src/bench/edn.ts";
import { toHistory } from "../../src/bench/history.ts";
import { completeOptions } from "../../src/bench/options.ts";
import { judgeKafka } from "../../src/bench/verdict/kafka.ts";
import { runVirtual } from "../../src/bench/virtual.ts";
import { makeNode } from "../../src/examples/log.ts";

const OPTIONS = completeOptions({
  workload: "kafka",
  nodes: ["n1", "n2", "n3", "lin-kv"],
  concurrency: 3,
  latencyMs: 5,
  rate: 60,
  timeLimitSeconds: 10,
  recoverySeconds: 1,
});

function makeService(host: Host): Node {
  const node = new Node(host);
  const values = new Map<unknown, unknown>();
  node.on("read", (request) => {
    const { key } = request.body;
    if (!values.has(key)) throw new RpcError(20, "key does not exist");
    node.reply(request, { type: "read_ok", value: values.get(key) });
  });
  node.on("cas", (request) => {
    const { key, from, to } = request.body;
    if (values.has(key) && !isEqual(fromJson(values.get(key)), fromJson(from ?? null))) {
      throw new RpcError(22, "current value is another one");
    }
    values.set(key, to);
    node.reply(request, { type: "cas_ok" });
  });
  return node;
}

/** Which of the two a node is shows in its first line. */
function makeEither(host: Host): Guest {
  let guest: Guest | undefined;
  return {
    receive: (line) => {
      guest ??= line.includes('"node_id":"lin-kv"') ? makeService(host) : makeNode(host);
      guest.receive(line);
    },
    wake: () => guest?.wake(),
  };
}

test.each([1, 2, 3])("a log over lin-kv keeps its promises, seed %i", async (seed) => {
  const { history } = await runVirtual({ ...OPTIONS, seed }, makeEither);
  const { words, validity } = judgeKafka(toHistory(history));
  expect(words.faults).toEqual([]);
  expect(validity).toBe(true);
  expect(history.filter(({ f, type }) => f === "send" && type === "ok").length).toBeGreaterThan(
    200,
  );
});
