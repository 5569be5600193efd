/** `eddy` without a command: a node on standard input and output. */

import { type LogLevel } from "../node/host.ts";
import { StdioHost } from "../node/stdio/host.ts";
import { type DataOptions } from "../node/stdio/data-folder.ts";
import { makeNode, NODE_DEFAULTS, type NodeOptions } from "../broadcast/make-node.ts";

/** A line per message costs more than the message, so a node logs only trouble. */
export const DEFAULT_LOG_LEVEL: LogLevel = "warn";

/** Runs until the input ends or a signal comes. */
export async function serve(
  options: NodeOptions = NODE_DEFAULTS,
  logLevel: LogLevel = DEFAULT_LOG_LEVEL,
  data?: DataOptions,
): Promise<never> {
  const openDisk = data && (await import("../node/stdio/data-folder.ts")).dataFolder(data);
  return new StdioHost(logLevel, openDisk).run((host) => makeNode(host, options));
}
