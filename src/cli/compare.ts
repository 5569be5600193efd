/** `eddy compare`: every strategy on the settings of Maelstrom's chapter 3, as one table. */

import { nodeNames, type TestOptions } from "../bench/options.ts";
import { simulate, type Figures } from "../bench/simulate.ts";
import { type StrategyName } from "../broadcast/strategies/index.ts";
import { ExitCode } from "./exit-codes.ts";
import { fail } from "./failure.ts";
import { makeGuestOf } from "./guest.ts";
import { STRATEGY_NAMES } from "./node-options.ts";
import { say } from "./terminal.ts";
import { parseOptions, readInteger, readSome } from "./option-values.ts";

const OPTIONS = {
  seed: { type: "string" },
  strategies: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `usage: eddy compare [options]

Runs every strategy on the settings of Maelstrom's chapter on broadcast, in virtual time, and prints
one table. Latencies are in ms, from the acknowledgement of a value until every read shows it.

  --strategies LIST  only these: ${STRATEGY_NAMES.join(", ")}
  --seed N           fixes load, faults and latencies (default: 1)

exit codes: 0 done, 3 a run failed, 64 wrong usage
`;

interface Setting {
  readonly title: string;
  readonly options: Partial<TestOptions>;
}

const FIVE: Partial<TestOptions> = { timeLimitSeconds: 20, rate: 10 };
const MANY: Partial<TestOptions> = {
  nodes: nodeNames(25),
  timeLimitSeconds: 20,
  rate: 100,
  latencyMs: 100,
};

const SETTINGS: readonly Setting[] = [
  { title: "5 nodes, grid, no latency, rate 10", options: FIVE },
  { title: "25 nodes, grid, latency 100, rate 100", options: MANY },
  { title: "… line", options: { ...MANY, topology: "line" } },
  { title: "… tree4", options: { ...MANY, topology: "tree4" } },
  { title: "… total", options: { ...MANY, topology: "total" } },
  {
    title: "… tree4, exponential latency",
    options: { ...MANY, topology: "tree4", latencyDistribution: "exponential" },
  },
  {
    title: "… tree4, partitions, 60 s",
    options: { ...MANY, topology: "tree4", faults: ["partition"], timeLimitSeconds: 60 },
  },
];

/**
 * `storm` never falls silent, so each node takes ten milliseconds a message, and the load is short:
 * its queues grow all the same, and requests time out behind them, as in the chapter.
 */
const STORM: StrategyName = "storm";
const STORM_LINE_MS = 10;
const STORM_TIME_LIMIT_SECONDS = 3;

/** Runs `eddy compare` with these arguments and returns its exit code. */
export async function compareCommand(args: readonly string[]): Promise<number> {
  try {
    const { values } = parseOptions({ args: [...args], options: OPTIONS });
    if (values.help) {
      say(HELP);
      return ExitCode.valid;
    }
    const strategies = readSome("strategies", values.strategies, STRATEGY_NAMES) ?? STRATEGY_NAMES;
    await compare(strategies, readInteger("seed", values.seed, 0, Number.MAX_SAFE_INTEGER) ?? 1);
    return ExitCode.valid;
  } catch (error) {
    return fail("compare", error);
  }
}

async function compare(strategies: readonly StrategyName[], seed: number): Promise<void> {
  say(`Seed ${seed}`);
  for (const { title, options } of SETTINGS) {
    say(`\n${title}\n${row(["", ...COLUMNS])}`);
    for (const strategy of strategies) {
      const isStorm = strategy === STORM;
      const figures = await simulate(
        { ...options, ...(isStorm && { timeLimitSeconds: STORM_TIME_LIMIT_SECONDS }), seed },
        makeGuestOf({ strategy }),
        isStorm ? { lineMs: STORM_LINE_MS } : {},
      );
      say(row([isStorm ? `${strategy} *` : strategy, ...cells(figures)]));
    }
  }
  if (strategies.includes(STORM)) {
    say(`\n* ${STORM_TIME_LIMIT_SECONDS} s only, and ${STORM_LINE_MS} ms a message at each node`);
  }
}

const COLUMNS = ["msgs/op", "msgs/bcast", "p50", "p95", "p99", "max", "lost", "timed out"];
const WIDTHS = COLUMNS.map((title) => Math.max(title.length + 2, 8));

function cells(figures: Figures): readonly string[] {
  const { perOperation, perBroadcast, p50, p95, p99, max, lost, timedOut } = figures;
  const latencies =
    figures.stableLatenciesMs.length > 0 ? [p50, p95, p99, max] : ["–", "–", "–", "–"];
  return [perOperation.toFixed(2), perBroadcast.toFixed(2), ...latencies, lost, timedOut].map(
    String,
  );
}

function row([name = "", ...figures]: readonly string[]): string {
  const cells = figures.map((figure, place) => figure.padStart(WIDTHS[place] ?? 0));
  return `  ${name.padEnd(8)}${cells.join("")}`;
}
