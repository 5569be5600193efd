/** Which nodes a test has, as the command line names or counts them. */

import { readFileSync } from "node:fs";
import { nodeNames } from "../bench/options.ts";
import { isClient } from "../node/message.ts";
import { isService } from "../node/services.ts";
import { integer, list, optional, UsageError } from "./option-values.ts";
import { type Given } from "./test-command.ts";

/** Undefined if none are given. Throws a UsageError. */
export function readNodes(given: Given): readonly string[] | undefined {
  const count = optional("node-count", given.get("node-count")?.at(-1), integer(1));
  // In Maelstrom's order: it decides who is a neighbour of whom.
  const names = [
    ...readNodesFile(given.get("nodes-file")?.at(-1)),
    ...(optional("nodes", given.get("nodes")?.at(-1), list) ?? []),
    ...(given.get("node") ?? []),
  ];
  if (count !== undefined && names.length > 0) {
    throw new UsageError(
      "--node-count names the nodes itself: leave out --nodes, --nodes-file and -n",
    );
  }
  if (count !== undefined) return nodeNames(count);
  if (names.length === 0) return undefined;
  for (const name of names) {
    // Each has a log of its name: one that begins with a dot would be hidden, or a folder.
    if (!/^[\w:-][\w.:-]*$/u.test(name))
      throw new UsageError(`"${name}" cannot be the name of a node`);
    if (isClient(name)) {
      throw new UsageError(
        `a node cannot be called "${name}": names with a c are those of clients`,
      );
    }
    if (isService(name)) {
      throw new UsageError(`a node cannot be called "${name}": that is the name of a service`);
    }
  }
  if (new Set(names).size < names.length) throw new UsageError("--nodes names a node twice");
  return names;
}

/** A name a line. */
function readNodesFile(path: string | undefined): readonly string[] {
  if (path === undefined) return [];
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`--nodes-file: ${error instanceof Error ? error.message : error}`);
  }
  const names = text.split("\n").map((line) => line.trim());
  const found = names.filter((name) => name !== "");
  if (found.length > 0) return found;
  throw new UsageError(`--nodes-file: ${path} names no node; it must have one name on each line`);
}
