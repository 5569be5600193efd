/** `eddy` without a command: a node on standard input and output. */

import { type LogLevel } from "../node/host.ts";
import { StdioHost } from "../node/stdio/host.ts";
import { makeNode, NODE_DEFAULTS, type NodeOptions } from "./make-node.ts";

/** A line per message costs more than the message, so a node logs nothing but trouble. */
export const DEFAULT_LOG_LEVEL: LogLevel = "warn";

/** Runs until the input ends or a signal comes. */
export function serve(
  options: NodeOptions = NODE_DEFAULTS,
  logLevel: LogLevel = DEFAULT_LOG_LEVEL,
): Promise<never> {
  const host = new StdioHost(logLevel);
  return host.run(makeNode(host, options));
}
