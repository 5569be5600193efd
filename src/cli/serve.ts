/** `eddy` without a command: a broadcast node on standard input and output. */

import { BroadcastServer } from "../broadcast/server.ts";
import { DEFAULT_STRATEGY, STRATEGIES, type StrategyName } from "../broadcast/strategies/index.ts";
import { type LogLevel } from "../node/host.ts";
import { Node } from "../node/node.ts";
import { StdioHost } from "../node/stdio/host.ts";

export interface ServeOptions {
  readonly strategy: StrategyName;
  readonly logLevel: LogLevel;
}

/** A line per message costs more than the message, so a node logs nothing but trouble. */
export const DEFAULTS: ServeOptions = { strategy: DEFAULT_STRATEGY, logLevel: "warn" };

/** Runs until the input ends or a signal comes. */
export function serve({ strategy, logLevel }: ServeOptions): Promise<never> {
  const host = new StdioHost(logLevel);
  const node = new Node(host);
  new BroadcastServer(node, STRATEGIES[strategy].make);
  return host.run(node);
}
