/** Which packages the pages hold. */

import { Glob } from "bun";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import packageJson from "../../package.json";

const ROOT = join(import.meta.dir, "../..");

/** The packages that eddy's code imports, all of it for its pages, and those that they need. */
export async function bundledPackages(): Promise<readonly string[]> {
  const found = new Set<string>();
  const waiting = await importedNames();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    // The examples import eddy by its own name.
    if (found.has(name) || name === packageJson.name) continue;
    found.add(name);
    const { dependencies = {} } = await manifestOf(name);
    waiting.push(...Object.keys(dependencies));
  }
  return [...found].toSorted();
}

async function importedNames(): Promise<string[]> {
  const transpiler = new Bun.Transpiler({ loader: "ts" });
  const names: string[] = [];
  for (const source of new Glob("src/**/*.ts").scanSync(ROOT)) {
    if (source.startsWith("src/release/")) continue;
    for (const { path } of transpiler.scanImports(await Bun.file(join(ROOT, source)).text())) {
      const isPackage = /^[\w@]/u.test(path) && !isBuiltin(path) && path !== "bun";
      if (isPackage) names.push(/^(?:@[^/]+\/)?[^/]+/u.exec(path)?.[0] ?? path);
    }
  }
  return names;
}

export interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

export function manifestOf(name: string): Promise<Manifest> {
  return Bun.file(join(ROOT, "node_modules", name, "package.json")).json();
}
