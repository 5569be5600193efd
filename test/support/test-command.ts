/** `eddy test` as a process, for tests: the executable, which starts three times as fast as its source. */

import { writeFileSync } from "node:fs";
import { executable } from "./executable.ts";

const MODULE = `${import.meta.dir}/../../src/cli/test.ts`;

/** The same from its source, for tests that put something before it. */
export const SCRIPT: string = `const { testCommand } = await import(${JSON.stringify(MODULE)});
process.exit(await testCommand(process.argv.slice(2)));`;

export interface Run {
  readonly process: Bun.Subprocess<"ignore", "pipe", "pipe">;
  readonly ended: Promise<{ exitCode: number; output: string; errors: string }>;
}

/** `eddy test` with these arguments, its store within the folder; or a script in its place. */
export function startIn(folder: string, args: readonly string[], script?: string): Run {
  const [own, nodeArgs] = args.includes("--")
    ? [args.slice(0, args.indexOf("--")), args.slice(args.indexOf("--"))]
    : [args, []];
  const command = script === undefined ? [executable(), "test"] : scriptIn(folder, script);
  const child = Bun.spawn([...command, ...own, "--store", `${folder}/store`, ...nodeArgs], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const ended = Promise.all([child.exited, child.stdout.text(), child.stderr.text()]).then(
    ([exitCode, output, errors]) => ({ exitCode, output, errors }),
  );
  return { process: child, ended };
}

function scriptIn(folder: string, script: string): string[] {
  const entry = `${folder}/entry.ts`;
  writeFileSync(entry, script);
  return [process.execPath, entry];
}
