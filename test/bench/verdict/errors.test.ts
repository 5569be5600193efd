import { expect, test } from "bun:test";
import { assignmentOf } from "../../../src/bench/verdict/assignment.ts";
import { errorsIn } from "../../../src/bench/verdict/errors.ts";
import { historyOf } from "./histories.ts";

test("errors are counted by operation, code and text, the commonest first, with their nodes", () => {
  const history = historyOf(`
    0 invoke read nil
    0 fail read nil |:error [:crash "boom"]
    1 invoke broadcast 0
    1 fail broadcast 0 |:error [:txn-conflict "CAS failed"]
    0 invoke broadcast 1
    0 fail broadcast 1 |:error [:txn-conflict "CAS failed"]
    2 invoke broadcast 2
    2 info broadcast 2 |:error :net-timeout
    5 invoke broadcast 3
    5 info broadcast 3 |:error "indeterminate: Malformed RPC response"
    1000000000 invoke broadcast 4
    1000000000 info broadcast 4 |:error :net-timeout
    0 invoke read nil
    0 ok read []`);
  const told = (nodes?: readonly string[]): unknown[] =>
    errorsIn(history, assignmentOf(history, nodes, 3)).map(
      ({ f, text, isTimeout, count, nodes }) => [f, text, isTimeout, count, nodes],
    );
  expect(told(["n1", "n2", "n3"])).toEqual([
    ["broadcast", 'txn-conflict "CAS failed"', false, 2, ["n1", "n2"]],
    ["broadcast", "net-timeout", true, 2, ["n3"]],
    ["read", 'crash "boom"', false, 1, ["n1"]],
    ["broadcast", "indeterminate: Malformed RPC response", false, 1, ["n3"]],
  ]);
  expect(told()[0]).toEqual(["broadcast", 'txn-conflict "CAS failed"', false, 2, [0, 1]]);
});
