import { resultsOf } from "../../../src/bench/store/results.ts";
import { describe, expect, test } from "bun:test";
import { judge } from "../../../src/bench/verdict/verdict.ts";
import { writeEdn } from "../../../src/bench/edn.ts";
import { historyOf } from "./histories.ts";

function judgeLines(lines: string): string {
  const verdict = judge(historyOf(lines), { workload: "echo" });
  return `${writeEdn(resultsOf(verdict).get("workload") ?? null)} ${verdict.validity}`;
}

describe("echo", () => {
  test("is valid if every answer holds what was sent", () => {
    const lines = `
      0 invoke echo "Please echo 3"
      1 invoke echo {:a 1, :b [2]}
      0 ok echo {:type "echo_ok", :echo "Please echo 3", :in_reply_to 1}
      1 ok echo {:echo {:b [2], :a 1}}`;
    expect(judgeLines(lines)).toBe("{:valid? true, :errors ()} true");
  });

  test("another answer or a failure is an error, a timeout is none", () => {
    const lines = `
      0 invoke echo "a"
      1 invoke echo "b"
      0 info echo "a"
      1 fail echo "b"
      2 invoke echo "c"
      2 ok echo {:echo "C"}
      3 invoke echo "d"`;
    expect(judgeLines(lines)).toBe(
      '{:valid? false, :errors (["Expected a message with :echo" "b" "But received" "b"] ' +
        '["Expected a message with :echo" "c" "But received" {:echo "C"}])} false',
    );
  });

  test("stats want one echo that was ok", () => {
    expect(judgeLines('0 invoke echo "a"\n 0 info echo "a"')).toBe(
      "{:valid? true, :errors ()} false",
    );
  });
});
