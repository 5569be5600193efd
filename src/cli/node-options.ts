/** The options of a node, given to the executable itself or behind the `--` of `eddy test`. */

import { SERVED_WORKLOADS } from "../broadcast/server.ts";
import { isStrategyName, STRATEGIES, type StrategyName } from "../broadcast/strategies/index.ts";
import { LOG_LEVELS, type LogLevel } from "../node/host.ts";
import { type DataOptions } from "../node/stdio/data-folder.ts";
import { NODE_DEFAULTS, type NodeOptions } from "../broadcast/make-node.ts";
import { integer, number, oneOf, optional, parseOptions, UsageError } from "./option-values.ts";
import { DEFAULT_LOG_LEVEL } from "./serve.ts";

export const STRATEGY_NAMES: readonly StrategyName[] =
  Object.keys(STRATEGIES).filter(isStrategyName);

/** A window of an hour is a mistake. */
const FLUSH_MS_AT_MOST = 3_600_000;

const OPTIONS = {
  strategy: { type: "string" },
  "flush-ms": { type: "string" },
  fanout: { type: "string" },
  workload: { type: "string" },
  log: { type: "string" },
  "data-dir": { type: "string" },
  "run-id": { type: "string" },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", short: "V", default: false },
} as const;

export function isNodeOption(name: string): boolean {
  return Object.hasOwn(OPTIONS, name);
}

interface NodeCommand {
  readonly node: NodeOptions;
  readonly logLevel: LogLevel;
  /** Where values outlive the process, if they do. */
  readonly data: DataOptions | undefined;
  readonly isHelp: boolean;
  readonly isVersion: boolean;
}

/** Throws a UsageError. */
export function parseNodeArgs(args: readonly string[]): NodeCommand {
  const { values } = parseOptions({ args: [...args], options: OPTIONS });
  return {
    node: {
      strategy:
        optional("strategy", values.strategy, oneOf(STRATEGY_NAMES)) ?? NODE_DEFAULTS.strategy,
      flushMs: optional("flush-ms", values["flush-ms"], number(0, FLUSH_MS_AT_MOST)),
      workload: optional("workload", values.workload, oneOf(SERVED_WORKLOADS)),
      fanout: optional("fanout", values.fanout, integer(1)),
    },
    logLevel: optional("log", values.log, oneOf(LOG_LEVELS)) ?? DEFAULT_LOG_LEVEL,
    data: readData(values["data-dir"], values["run-id"]),
    isHelp: values.help,
    isVersion: values.version,
  };
}

function readData(folder: string | undefined, runId: string | undefined): DataOptions | undefined {
  if (folder === undefined && runId === undefined) return undefined;
  if (folder === undefined) throw new UsageError("--run-id needs --data-dir");
  if (folder === "") throw new UsageError("--data-dir must name a folder");
  if (runId !== undefined && runId !== "") return { folder, runId };
  throw new UsageError(
    "--data-dir needs a --run-id that is new for each test, or values of an earlier test would come " +
      'back. Try: --run-id "$(date +%s)"',
  );
}
