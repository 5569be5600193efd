/** One of the tests that a command asks for, and where it is told about. */

import { type TestOptions } from "../../bench/options.ts";
import { type Paint } from "../../bench/terminal/summary.ts";
import { shellLine } from "../self.ts";
import { note, painter, say } from "../terminal.ts";
import { type TestCommand } from "../test-command.ts";

export interface OneTest {
  readonly command: TestCommand;
  /** From 1. */
  readonly count: number;
  /** With the seed of this test. */
  readonly test: TestOptions;
  readonly paint: Paint;
  /** Tells a person; with --json standard output is not for people. */
  tell(text: string): void;
}

export function oneTest(command: TestCommand, count: number): OneTest {
  const { isJson } = command;
  return {
    command,
    count,
    test: { ...command.test, seed: command.test.seed + count - 1 },
    paint: painter(isJson ? "errors" : "output"),
    tell: isJson ? note : say,
  };
}

/** The command that runs this one test again. */
export function repetition({ repeatArgs, nodeArgs }: TestCommand, seed: number): string {
  const own = nodeArgs.length > 0 ? ["--", ...nodeArgs] : [];
  return shellLine(["test", ...repeatArgs, "--seed", `${seed}`, ...own]);
}
