import { describe, expect, test } from "bun:test";
import { cutOffIn } from "../../../src/bench/store/maelstrom-log.ts";

const BEFORE = `2026-01-01 12:00:00,000{GMT}	INFO	[jepsen test runner] jepsen.core: Running test
2026-01-01 12:00:20,000{GMT}	INFO	[node n1] maelstrom.process: Test crashed!
`;
const CRASH = "2026-01-01 12:00:20,100{GMT}	WARN	[jepsen test runner] jepsen.core: Test crashed!\n";
const STACK = `	at slingshot.support$stack_trace.invoke(support.clj:201)
	at maelstrom.process$stop_node_BANG_.invoke(process.clj:245)
Caused by: java.lang.Exception: something else
	... 24 common frames omitted
2026-01-01 12:00:20,200{GMT}	INFO	[main] jepsen.store: Wrote
`;

function reasonOf(exception: string): string | undefined {
  return cutOffIn(`${BEFORE}${CRASH}${exception}`)?.reason;
}

describe("a log of Maelstrom's", () => {
  test("that names no crash tells nothing, whatever a node logged", () => {
    expect(cutOffIn("")).toBeUndefined();
    expect(cutOffIn(BEFORE)).toBeUndefined();
  });

  test("that names a crash has the message of the exception, without its class and its stack", () => {
    const log = `${BEFORE}${CRASH}java.util.concurrent.ExecutionException: clojure.lang.ExceptionInfo: Node n1 is\nno node\n${STACK}`;
    expect(cutOffIn(log)).toEqual({ end: "failed", reason: "Node n1 is\nno node" });
  });

  test("keeps the stack that a node wrote before it crashed", () => {
    const message = `Node n1 crashed with exit status 1. Before crashing, it wrote to STDOUT:

Starting
	at once: 10:00

And to STDERR:

Exception in thread "main" java.lang.NullPointerException
	at Node.main(Node.java:7)

Full STDERR logs are available in /tmp/node-logs/n1.log`;
    expect(reasonOf(`clojure.lang.ExceptionInfo: ${message}\n${STACK}`)).toBe(message);
  });

  test("is read in its former form as well", () => {
    const log = `WARN [2021-02-07 16:33:25,180] main - jepsen.core Test crashed!
java.lang.RuntimeException: timed out
INFO [2021-02-07 16:33:26,180] main - jepsen.store Wrote
`;
    expect(cutOffIn(log)).toEqual({ end: "failed", reason: "timed out" });
  });

  test("may end in the middle, or with a message that is too long to be shown", () => {
    expect(cutOffIn(`${BEFORE}${CRASH}`)).toEqual({ end: "failed", reason: undefined });
    expect(reasonOf("x".repeat(10_000))).toBe(`${"x".repeat(4000)}…`);
  });

  test("tells that somebody ended the test", () => {
    const line =
      "2026-01-01 12:00:09,000{GMT}	INFO	[Thread-2] jepsen.core: SIGTERM caught; aborting...\n";
    expect(cutOffIn(BEFORE + line)).toEqual({ end: "aborted", reason: undefined });
  });
});
