/** The executable under test: built when it is missing or older than its sources. */

import { mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { Glob } from "bun";

const ROOT = join(import.meta.dir, "../..");
const EXECUTABLE = join(ROOT, "dist/eddy");

let isFresh = false;

/** The path of dist/eddy. Throws with the compiler's words if it cannot be built. */
export function executable(): string {
  if (!isFresh && isStale()) build();
  isFresh = true;
  return EXECUTABLE;
}

function isStale(): boolean {
  const built = statSync(EXECUTABLE, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = [...new Glob("src/**/*.ts").scanSync(ROOT), "package.json"];
  return sources.some((source) => statSync(join(ROOT, source)).mtimeMs > built);
}

/** Builds beside the place and moves, since several test files may find it stale at once. */
function build(): void {
  const folder = mkdtempSync(join(ROOT, "node_modules/.eddy-"));
  try {
    const script = ["run", "build", "--outfile", join(folder, "eddy")];
    // The script calls bun by its name, which need not be on the PATH of who runs the tests.
    const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env["PATH"]}` };
    const { exitCode, stderr } = Bun.spawnSync([process.execPath, ...script], { cwd: ROOT, env });
    if (exitCode !== 0) throw new Error(`Cannot build the executable: ${stderr.toString()}`);
    Bun.spawnSync(["mkdir", "-p", join(ROOT, "dist")]);
    renameSync(join(folder, "eddy"), EXECUTABLE);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
