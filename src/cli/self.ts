/** How this executable is run: as a node by the bench, and again by a person. */

import { basename, dirname, relative, resolve } from "node:path";
import { quoted } from "../bench/terminal/quoted.ts";

/** The command that makes a node of eddy itself: the executable, or Bun with the script. */
export function nodeCommand(): readonly [path: string, ...args: string[]] {
  return Bun.isStandaloneExecutable ? [process.execPath] : [process.execPath, Bun.main];
}

/** A line that a person can paste into a shell to run eddy with these arguments. */
export function shellLine(args: readonly string[]): string {
  const self = Bun.isStandaloneExecutable
    ? [nameOf(process.execPath)]
    : ["bun", relative(".", Bun.main)];
  return [...self, ...args].map(quoted).join(" ");
}

/** As short as the shell allows: a bare name if the PATH leads here. */
function nameOf(path: string): string {
  const name = basename(path);
  const found = Bun.which(name);
  if (found !== null && resolve(found) === path) return name;
  const place = relative(".", dirname(path));
  if (place.startsWith("..")) return path;
  return place === "" ? `./${name}` : `${place}/${name}`;
}
