/**
 * The npm packages: `eddy` with the library as JavaScript, its declarations and the command, and a
 * package with the executable for each platform, of which npm installs the one that fits.
 */

import { isolatedDeclarationSync } from "oxc-transform";
import { readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import packageJson from "../../package.json";
import { type ArchiveFile } from "./archive.ts";
import { examples } from "./examples.ts";
import { executableName, type Target } from "./targets.ts";

const SOURCES = join(import.meta.dir, "..");
const ENTRIES = ["index", "testing"] as const;

const { name: NAME, version: VERSION, license, description } = packageJson;

/** Papers that each package has, such as the license. */
type Papers = readonly ArchiveFile[];

/** The files of a package, as npm packs them. */
export interface Package {
  /** As npm names its archive. */
  readonly archive: string;
  readonly files: readonly ArchiveFile[];
}

/** Of the platform's executable. */
export function platformPackage(target: Target, executable: Uint8Array, papers: Papers): Package {
  const file = executableName(target);
  return pack({
    manifest: {
      name: `${NAME}-${target.name}`,
      version: VERSION,
      description: `The executable of ${NAME} for ${target.name}; install ${NAME} instead.`,
      license,
      os: [target.os],
      cpu: [target.cpu],
      ...(target.libc && { libc: [target.libc] }),
      preferUnplugged: true,
      files: [file],
    },
    files: [{ path: file, bytes: executable, isExecutable: true }, ...papers],
  });
}

/** Of the library and the command. */
export async function mainPackage(targets: readonly Target[], papers: Papers): Promise<Package> {
  const exports = Object.fromEntries(
    ENTRIES.map((entry) => [
      entry === "index" ? "." : `./${entry}`,
      { types: `./lib/${entry}.d.ts`, default: `./lib/${entry}.js` },
    ]),
  );
  return pack({
    manifest: {
      name: NAME,
      version: VERSION,
      description,
      license,
      keywords: ["maelstrom", "gossip", "broadcast", "distributed-systems", "simulation"],
      type: "module",
      bin: { [NAME]: "bin/eddy.js" },
      exports,
      files: ["bin", "lib", "examples", "NOTICES"],
      engines: { bun: `>=${packageJson.packageManager.split("@")[1]}` },
      optionalDependencies: Object.fromEntries(
        targets.map(({ name }) => [`${NAME}-${name}`, VERSION]),
      ),
    },
    files: [
      await bundleLauncher(),
      ...(await bundleLibrary()),
      ...declarations(),
      ...examples(),
      ...papers,
    ],
  });
}

interface Content {
  readonly manifest: { readonly name: string; readonly [key: string]: unknown };
  readonly files: readonly ArchiveFile[];
}

function pack({ manifest, files }: Content): Package {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const all = [{ path: "package.json", bytes: Buffer.from(text) }, ...files];
  return {
    archive: `${manifest.name}-${VERSION}.tgz`,
    files: all.map((file) => ({ ...file, path: `package/${file.path}` })),
  };
}

async function bundleLauncher(): Promise<ArchiveFile> {
  const entrypoints = [join(import.meta.dir, "launcher.ts")];
  const { outputs } = await Bun.build({ entrypoints, target: "node", format: "esm" });
  const [launcher] = outputs;
  if (launcher === undefined) throw new Error("The launcher was bundled to nothing");
  return { path: "bin/eddy.js", bytes: await bytesOf(launcher), isExecutable: true };
}

async function bundleLibrary(): Promise<readonly ArchiveFile[]> {
  const { outputs } = await Bun.build({
    entrypoints: ENTRIES.map((entry) => join(SOURCES, `${entry}.ts`)),
    target: "bun",
    format: "esm",
    splitting: true,
  });
  return Promise.all(
    outputs.map(async (output) => ({
      path: `lib/${normalize(output.path)}`,
      bytes: await bytesOf(output),
    })),
  );
}

/** What the bundler makes has no `bytes`, whatever its type says. */
async function bytesOf(output: Blob): Promise<Uint8Array> {
  return new Uint8Array(await output.arrayBuffer());
}

/** Those of the entries and of what they name, in the folders of the sources. */
function declarations(): readonly ArchiveFile[] {
  const files = new Map<string, string>();
  const waiting = ENTRIES.map((entry) => `${entry}.ts`);
  for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
    if (files.has(source)) continue;
    const text = declarationOf(source);
    files.set(source, text);
    for (const [, name = ""] of text.matchAll(RELATIVE_IMPORT)) {
      waiting.push(normalize(join(source, "..", `${name}.ts`)));
    }
  }
  return [...files].toSorted().map(([source, text]) => ({
    path: `lib/${source.replace(/\.ts$/u, ".d.ts")}`,
    bytes: Buffer.from(text.replace(RELATIVE_IMPORT, '"$1.js"')),
  }));
}

const RELATIVE_IMPORT = /"(\.{1,2}\/[^"]+)\.ts"/gu;

function declarationOf(source: string): string {
  const text = readFileSync(join(SOURCES, source), "utf8");
  const { code, errors } = isolatedDeclarationSync(source, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${source}: ${error.message}`);
  return code;
}
