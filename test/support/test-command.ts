/** `eddy test` as a process, for tests. */

import { writeFileSync } from "node:fs";

const MODULE = `${import.meta.dir}/../../src/cli/test.ts`;

/** What the process runs. */
export const SCRIPT: string = `const { testCommand } = await import(${JSON.stringify(MODULE)});
process.exit(await testCommand(process.argv.slice(2)));`;

export interface Run {
  readonly process: Bun.Subprocess<"ignore", "pipe", "pipe">;
  readonly ended: Promise<{ exitCode: number; output: string; errors: string }>;
}

/** `eddy test` with these arguments, its store within the folder. */
export function startIn(folder: string, args: readonly string[], script: string = SCRIPT): Run {
  const [own, nodeArgs] = args.includes("--")
    ? [args.slice(0, args.indexOf("--")), args.slice(args.indexOf("--"))]
    : [args, []];
  const entry = `${folder}/entry.ts`;
  writeFileSync(entry, script);
  const child = Bun.spawn(
    [process.execPath, entry, ...own, "--store", `${folder}/store`, ...nodeArgs],
    { stdin: "ignore", stdout: "pipe", stderr: "pipe" },
  );
  const ended = Promise.all([child.exited, child.stdout.text(), child.stderr.text()]).then(
    ([exitCode, output, errors]) => ({ exitCode, output, errors }),
  );
  return { process: child, ended };
}
