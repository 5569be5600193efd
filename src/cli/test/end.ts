/** The end of a test, however it came: what is stored, how to repeat it, and what --json prints. */

import { type Store } from "../../bench/store/store.ts";
import { remarksOn } from "../../bench/terminal/remarks.ts";
import { ExitCode } from "../exit-codes.ts";
import { fail } from "../failure.ts";
import { runJson, type RunEnd } from "../run-json.ts";
import { say } from "../terminal.ts";
import { settingsOf } from "./draw.ts";
import { repetition, type OneTest } from "./one-test.ts";

/** How a test ended. */
export type TestEnd = Pick<RunEnd, "end" | "exitCode" | "outcome" | "results" | "error">;

/** Returns the exit code. `store` is undefined if it could not be made. */
export function endTest(one: OneTest, store: Store | undefined, how: TestEnd): number {
  const { command, count, test, tell } = one;
  const { isJson, isVirtual, testCount } = command;
  const { exitCode } = how;
  const isOver = exitCode !== ExitCode.valid;
  const repeat = repetition(command, test.seed);
  keepRun(one, store, how, repeat);
  if (isOver && how.end !== "aborted") {
    tell(`Repeat: ${repeat}${isVirtual ? "" : NOT_THE_TIMING}`);
  }
  if (isJson && (isOver || count === testCount)) {
    say(runJson({ ...how, seed: test.seed, testCount: count, storePath: store?.path, repeat }));
  }
  return exitCode;
}

/** Leaves what eddy check and eddy report could not know. */
function keepRun(
  { command, test }: OneTest,
  store: Store | undefined,
  { end, exitCode, outcome, error }: TestEnd,
  repeat: string,
): void {
  const remarks = outcome === undefined ? [] : remarksOn(outcome);
  try {
    store?.writeRun({
      end,
      exitCode,
      reason: error ?? outcome?.violations[0]?.message,
      nodes: test.nodes,
      concurrency: test.concurrency,
      settings: settingsOf({ command, test }),
      remarks: error === undefined ? remarks : [error, ...remarks],
      repeat,
      consistencyModels: test.consistencyModels,
    });
  } catch (error) {
    // The exit code stands without it.
    fail("test", error);
  }
}

const NOT_THE_TIMING = "\n  (the same load and faults, but for the timing of the nodes)";
