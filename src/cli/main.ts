/** The command line: options of a node, `--help` and `--version`. */

import { parseArgs } from "node:util";
import { isStrategyName, STRATEGIES } from "../broadcast/strategies/index.ts";
import { isLogLevel, LOG_LEVELS } from "../node/host.ts";
import { DEFAULTS, serve } from "./serve.ts";
import { help, print, refuse, version } from "./usage.ts";

const OPTIONS = {
  strategy: { type: "string", default: DEFAULTS.strategy },
  log: { type: "string", default: DEFAULTS.logLevel },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", short: "V", default: false },
} as const;

/** Does what `args`, the arguments after the executable's name, ask for. */
export async function main(args: readonly string[]): Promise<void> {
  const options = parse(args);
  if (options.help) return print(help());
  if (options.version) return print(`${version}\n`);
  const { strategy, log } = options;
  if (!isStrategyName(strategy)) {
    refuse(`--strategy must be one of ${Object.keys(STRATEGIES).join(", ")}, not "${strategy}"`);
  }
  if (!isLogLevel(log)) refuse(`--log must be one of ${LOG_LEVELS.join(", ")}, not "${log}"`);
  await serve({ strategy, logLevel: log });
}

function parse(
  args: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"] {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}
