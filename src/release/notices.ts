/** NOTICES: what an executable holds besides eddy, and under which licenses. */

import { join } from "node:path";
import packageJson from "../../package.json";
import { bundledPackages, manifestOf } from "../view/bundled-packages.ts";

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
