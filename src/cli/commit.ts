/**
 * The commit that an executable is built from. It is called as a macro, so that the executable holds
 * the result, and nothing of this is done when it runs.
 */

import { realpathSync } from "node:fs";
import { join } from "node:path";

/** Ends with -dirty if files differ from it. Undefined if the folder is no git repository. */
export function commit(folder: string = join(import.meta.dir, "../..")): string | undefined {
  const root = realpathSync(folder);
  const git = (...args: readonly string[]): string => {
    const { stdout } = Bun.spawnSync(["git", "-C", root, ...args], { stderr: "ignore" });
    return stdout.toString().trim();
  };
  if (Bun.which("git") === null) return undefined;
  // The sources may lie within somebody else's repository.
  if (git("rev-parse", "--show-toplevel") !== root) return undefined;
  const described = git("describe", "--always", "--dirty", "--abbrev=10", "--exclude=*");
  return described === "" ? undefined : described;
}
