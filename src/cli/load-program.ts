/**
 * A node's program in virtual time: a TypeScript or JavaScript file that exports `makeNode(host)`. What
 * it imports as `eddy` is this very copy, so the executable runs it without npm.
 */

import { readFileSync, statSync } from "node:fs";
import * as eddy from "../index.ts";
import { type Guest } from "../node/host.ts";
import * as testing from "../testing.ts";
import { type MakeGuest } from "../bench/cluster/in-process.ts";
import { CannotStart } from "../bench/cluster/processes.ts";

/** The names of files that can be a program. */
const SCRIPT = /\.[cm]?[jt]sx?$/u;

const WHAT_TO_WRITE = `In virtual time a program exports what makes a node:
    import { type Host, Node, StdioHost } from "eddy";
    export function makeNode(host: Host): Node {
      const node = new Node(host);
      node.on("echo", (request) => { … });
      return node;
    }
    if (import.meta.main) await new StdioHost().run(makeNode);
Leave out --virtual to test any other program: then it runs as a process`;

/** Why the file at this path cannot be a program; undefined if it can be. */
export function whyNotProgram(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return `${path} does not exist`;
  if (stats.isDirectory()) return `${path} is a folder; it must be a file`;
  if (SCRIPT.test(path)) return undefined;
  return (
    `--virtual runs only TypeScript and JavaScript, and by its name ${path} is neither. Leave out ` +
    "--virtual to test it as a process"
  );
}

/**
 * Returns its `makeNode`. Rejects with a CannotStart that says what is wrong if the file at this
 * absolute path has none.
 */
export async function loadProgram(path: string): Promise<MakeGuest> {
  // Without this word it is another kind of program, which might wait for standard input at once.
  if (!readFileSync(path, "utf8").includes("makeNode")) throw broken(`${path} has no makeNode`);
  const { makeNode } = await importProgram(path);
  if (typeof makeNode !== "function") throw broken(`${path} does not export makeNode`);
  return (host) => {
    const node: unknown = makeNode(host);
    if (isGuest(node)) return node;
    throw broken(
      `makeNode of ${path} returns ${Bun.inspect(node, { depth: 0 })}, which is not a node`,
    );
  };
}

async function importProgram(path: string): Promise<{ readonly makeNode?: unknown }> {
  Bun.plugin({
    name: "eddy",
    setup(build) {
      const exports = { ...eddy, StdioHost: NoStdioHost };
      build.module("eddy", () => ({ loader: "object", exports }));
      build.module("eddy/testing", () => ({ loader: "object", exports: { ...testing } }));
    },
  });
  try {
    return await import(path);
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    // Inspected, an error of Bun's shows the place in the file, which its text does not.
    throw new CannotStart(`${path} cannot be imported:\n${Bun.inspect(error).trimEnd()}`);
  }
}

/** The bench's standard input is not the node's. */
class NoStdioHost extends eddy.StdioHost {
  override run(): never {
    throw broken("new StdioHost().run may only be called after: if (import.meta.main)");
  }
}

function broken(why: string): CannotStart {
  return new CannotStart(`${why}.\n${WHAT_TO_WRITE}`);
}

function isGuest(node: unknown): node is Guest {
  return typeof node === "object" && node !== null && "receive" in node && "wake" in node;
}
