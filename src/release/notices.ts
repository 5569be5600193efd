/** NOTICES: what an executable holds besides eddy, and under which licenses. */

import { Glob } from "bun";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import packageJson from "../../package.json";

const ROOT = join(import.meta.dir, "../..");

/** The text of the file. Rejects if a package in the pages has no license. */
export async function makeNotices(): Promise<string> {
  const [, bunVersion] = packageJson.packageManager.split("@");
  const bun = await Bun.file(join(ROOT, "node_modules/bun-types/docs/project/license.mdx")).text();
  const lgpl = await Bun.file(join(import.meta.dir, "LGPL-2.1.txt")).text();
  const packages = await Promise.all((await bundledPackages()).map(describePackage));
  return [
    "An executable of eddy contains, besides eddy itself (LICENSE):\n",
    `- Bun ${bunVersion}, with JavaScriptCore and other libraries\n`,
    "- in the pages that it writes: the packages at the end of this file\n",
    "It can be rebuilt with another Bun, and so with another JavaScriptCore: `make build` takes the\n" +
      "Bun of package.json, and `bun build --compile-executable-path` any other.\n",
    section(`Bun ${bunVersion}`),
    withoutFrontMatter(bun),
    section("GNU Lesser General Public License 2.1 (JavaScriptCore, TinyCC)"),
    lgpl,
    ...packages,
  ].join("\n");
}

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

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function manifestOf(name: string): Promise<Manifest> {
  return Bun.file(join(ROOT, "node_modules", name, "package.json")).json();
}

async function describePackage(name: string): Promise<string> {
  const folder = join(ROOT, "node_modules", name);
  const { version } = await manifestOf(name);
  return `${section(`${name} ${version}`)}\n${await Bun.file(join(folder, "LICENSE")).text()}`;
}

function section(title: string): string {
  return `\n${"=".repeat(80)}\n${title}\n${"=".repeat(80)}\n`;
}

function withoutFrontMatter(page: string): string {
  return page.replace(/^---\n[^]*?\n---\n/u, "");
}
