/**
 * A node's program in virtual time: a TypeScript or JavaScript file that imports `eddy` (it gets this
 * very copy), makes a Node and calls `host.run(node)`, as it would on standard input and output. Each
 * start of a node runs the file and all that it imports afresh, so a killed node forgets everything.
 * What it finds in place of the machine is told in scope.ts.
 */

import { realpathSync, statSync } from "node:fs";
import { drainMicrotasks } from "bun:jsc";
import * as eddy from "../../../index.ts";
import { describe } from "../../../node/errors.ts";
import * as testing from "../../../testing.ts";
import { type MakeGuest } from "../in-process.ts";
import { bundleProgram, SCRIPT } from "./bundle.ts";
import { Machine } from "./machine.ts";
import { makeScope, SCOPE_NAMES } from "./scope.ts";

export { BrokenProgram } from "./bundle.ts";

/** Why the file at this path cannot be a program; undefined if nothing speaks against it. */
export function whyNotProgram(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return `${path} does not exist`;
  if (stats.isDirectory()) return `${path} is a folder; it must be a file`;
  if (SCRIPT.test(path)) return undefined;
  return (
    `--virtual runs TypeScript and JavaScript within eddy itself, and ${path} is neither by its ` +
    "name. To test it as a process, leave out --virtual"
  );
}

const OWN = { eddy, "eddy/testing": testing };

const HINT =
  'In virtual time a program makes a Node of eddy\'s and runs it (import { Node, StdioHost } from "eddy"). ' +
  "To test any other, leave out --virtual.";

export interface Program {
  readonly makeGuest: MakeGuest;
  /** The text of an error with the places in the files of the program. */
  locate(text: string): string;
}

/** Throws a BrokenProgram if the file at this absolute path cannot be bundled. */
export async function loadProgram(given: string, args: readonly string[]): Promise<Program> {
  // The bundler, and the program's own import.meta, name files as no link does.
  const path = realpathSync(given);
  const { run, locate } = await bundleProgram(path, SCOPE_NAMES);
  return {
    locate,
    makeGuest(host) {
      const machine = new Machine(host, locate);
      start(run(makeScope(machine, path, args, OWN)), machine);
      return machine;
    },
  };
}

/** What it does at once, up to the first thing that really takes time, must lead to `run`. */
function start(ended: Promise<unknown>, machine: Machine): void {
  void watch(ended, machine);
  drainMicrotasks();
  if (machine.isRunning) return;
  machine.neverRan(
    "its program waits for something before host.run(node), and virtual time does not wait for the machine",
    HINT,
  );
}

/** The first end of a machine counts. */
async function watch(ended: Promise<unknown>, machine: Machine): Promise<void> {
  try {
    await ended;
    if (!machine.isRunning) machine.neverRan("its program ended without host.run(node)", HINT);
  } catch (error) {
    if (machine.isRunning) machine.end(1, error);
    else machine.neverRan("its program threw before host.run(node)", describe(error));
  }
}
