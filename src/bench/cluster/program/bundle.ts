/**
 * A node's program, a TypeScript or JavaScript file with all that it imports, as the body of one
 * function. Calling it runs the program afresh: what it and its modules remember is its own.
 */

import { isBuiltin, SourceMap, type SourceMapPayload } from "node:module";
import { relative } from "node:path";
import { runInThisContext } from "node:vm";

/** The program cannot be made; the text says why. */
export class BrokenProgram extends Error {
  override readonly name = "BrokenProgram";
}

/** What the program finds in place of the machine, by name. */
export type Scope = ReadonlyMap<string, unknown>;

export interface Bundle {
  /** Runs the program until it first waits for something; settles when it has ended. */
  readonly run: (scope: Scope) => Promise<unknown>;
  /** A text in which each place in the bundle is one in the file that it came from. */
  readonly locate: (text: string) => string;
}

/** The names that `run` needs, besides those of `scopeNames`. */
export const IMPORT = "__eddy_import";
export const META = "__eddy_meta";

/** What is imported by these names comes from the scope, by a call of IMPORT. */
const OWN = /^eddy(\/testing)?$/u;

const ENTRY = "eddy:program";

/** The names of files that can be a program or a part of it. */
export const SCRIPT: RegExp = /\.[cm]?[jt]sx?$/u;

const IS_MAIN = "import.meta.main";

/** Bundles the file at this path, whose code finds `scopeNames` in its scope. */
export async function bundleProgram(path: string, scopeNames: readonly string[]): Promise<Bundle> {
  const { code, sourceMap } = await build(path);
  const names = [IMPORT, META, ...scopeNames];
  // The inner block lets a program declare what has the name of a parameter.
  const text = `(async function (${names.join(", ")}) {"use strict"; {\n${code}\n}})`;
  const program: unknown = runInThisContext(text, { filename: path });
  if (typeof program !== "function") throw new Error(`${path} did not become a function`);
  return {
    run: (scope) => Promise.resolve(program(...names.map((name) => scope.get(name)))),
    locate: (text) => locate(text, path, sourceMap),
  };
}

/** For a browser, since only there a bundle leaves no import to the machine that runs it. */
async function build(path: string): Promise<{ code: string; sourceMap: SourceMap }> {
  const { success, logs, outputs } = await Bun.build({
    entrypoints: [ENTRY],
    target: "browser",
    conditions: ["bun", "node"],
    format: "esm",
    sourcemap: "external",
    define: { "import.meta": META },
    plugins: [{ name: "eddy", setup: (builder) => setUp(builder, path) }],
    throw: false,
  });
  if (!success) throw new BrokenProgram(logs.map(describeLog).join("\n"));
  const code = outputs.find(({ kind }) => kind === "entry-point");
  const map = outputs.find(({ kind }) => kind === "sourcemap");
  if (code === undefined || map === undefined) throw new Error(`${path} was bundled to nothing`);
  const payload: SourceMapPayload = JSON.parse(await map.text());
  return { code: await code.text(), sourceMap: new SourceMap(payload) };
}

function setUp(builder: Bun.PluginBuilder, path: string): void {
  builder.onResolve({ filter: /./u }, ({ path: name }) => {
    if (name === ENTRY) return { path: name, namespace: "eddy-entry" };
    if (OWN.test(name) || isBuiltin(name) || name === "bun") {
      return { path: name, namespace: "eddy-import" };
    }
    return undefined;
  });
  // An entry that exports nothing: in a function an export is a syntax error.
  builder.onLoad({ filter: /./u, namespace: "eddy-entry" }, () => ({
    contents: `import ${JSON.stringify(path)};`,
    loader: "js",
  }));
  // A bundle has one import.meta, the entry's; the other modules are not the main one.
  builder.onLoad({ filter: SCRIPT }, async ({ path: module }) => {
    const text = module === path ? "" : await Bun.file(module).text();
    if (!text.includes(IS_MAIN)) return undefined;
    const contents = text.replaceAll(IS_MAIN, "false".padEnd(IS_MAIN.length));
    return { contents, loader: loaderOf(module) };
  });
  builder.onLoad({ filter: /./u, namespace: "eddy-import" }, ({ path: name }) => ({
    contents: `module.exports = ${IMPORT}(${JSON.stringify(name)});`,
    loader: "js",
  }));
}

function loaderOf(path: string): "js" | "jsx" | "ts" | "tsx" {
  if (path.endsWith("x")) return path.endsWith(".tsx") ? "tsx" : "jsx";
  return path.endsWith("ts") ? "ts" : "js";
}

function describeLog({ message, position }: BuildMessage | ResolveMessage): string {
  if (position === null) return message;
  const { file, line, column, lineText } = position;
  return `${relative(".", file)}:${line}:${column}: ${message}\n    ${lineText.trim()}`;
}

/** Places in a text count from 1, those of a source map from 0. The bundle begins on line 2. */
function locate(text: string, path: string, sourceMap: SourceMap): string {
  const places = new RegExp(`${RegExp.escape(path)}:(\\d+):(\\d+)`, "gu");
  return text.replaceAll(places, (place, line, column) => {
    const entry = sourceMap.findEntry(Number(line) - 2, Number(column) - 1);
    if (!("originalSource" in entry)) return place;
    return `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}
