/** `eddy compare`: every strategy on the settings of Maelstrom's chapter 3, as one table. */

import { completeOptions, nodeNames, type TestOptions } from "../bench/options.ts";
import { simulate, type Figures } from "../bench/virtual.ts";
import { type StrategyName } from "../broadcast/strategies/index.ts";
import { ExitCode } from "./exit-codes.ts";
import { fail } from "./failure.ts";
import { makeGuestOf } from "./make-guest.ts";
import { STRATEGY_NAMES } from "./node-options.ts";
import { say } from "./terminal.ts";
import { parseOptions, readInteger, readSome } from "./option-values.ts";

const OPTIONS = {
  seed: { type: "string" },
  strategies: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `usage: eddy compare [options]

Runs every strategy on the settings of Maelstrom's chapter on broadcast, in virtual time, and prints
one table. Latencies are in ms, from the acknowledgement of a value until every read shows it.

  --strategies LIST  only these: ${STRATEGY_NAMES.join(", ")}
  --seed N           fixes load, faults and latencies (default: 1)
  --json             a list of rows, each an object with its settings and figures, in place of the
                     table

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
 * `storm` never falls silent, so each message keeps a core, which up to 25 nodes share, busy for ten
 * milliseconds, and the load is short. Its queues still grow, and requests time out behind
 * them, as in the chapter.
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
    const seed = readInteger("seed", values.seed, 0, Number.MAX_SAFE_INTEGER) ?? 1;
    if (values.json) await printJson(strategies, seed);
    else await printTable(strategies, seed);
    return ExitCode.valid;
  } catch (error) {
    return fail("compare", error);
  }
}

async function printTable(strategies: readonly StrategyName[], seed: number): Promise<void> {
  say(`Seed ${seed}`);
  for (const { title, options } of SETTINGS) {
    say(`\n${title}\n${row(["", ...COLUMNS])}`);
    for (const strategy of strategies) {
      const figures = await measure(strategy, optionsFor(strategy, options, seed));
      say(row([strategy === STORM ? `${strategy} *` : strategy, ...cells(figures)]));
    }
  }
  if (strategies.includes(STORM)) {
    say(
      `\n* ${STORM_TIME_LIMIT_SECONDS} s only, and ${STORM_LINE_MS} ms a message on a core that up to 25 nodes share`,
    );
  }
}

/** One line. */
async function printJson(strategies: readonly StrategyName[], seed: number): Promise<void> {
  const rows: object[] = [];
  for (const setting of SETTINGS) {
    for (const strategy of strategies) {
      const options = optionsFor(strategy, setting.options, seed);
      rows.push({
        strategy,
        ...settingsOf(options),
        ...(strategy === STORM && { "line-ms": STORM_LINE_MS }),
        ...figuresOf(await measure(strategy, options)),
      });
    }
  }
  say(JSON.stringify(rows));
}

function optionsFor(
  strategy: StrategyName,
  options: Partial<TestOptions>,
  seed: number,
): TestOptions {
  const shorter = strategy === STORM && { timeLimitSeconds: STORM_TIME_LIMIT_SECONDS };
  return completeOptions({ ...options, ...shorter, seed });
}

function measure(strategy: StrategyName, options: TestOptions): Promise<Figures> {
  return simulate(
    options,
    makeGuestOf({ strategy }),
    strategy === STORM ? { lineMs: STORM_LINE_MS } : {},
  );
}

/** By the names of the options of `eddy test`. */
function settingsOf(options: TestOptions): object {
  return {
    "node-count": options.nodes.length,
    topology: options.topology,
    latency: options.latencyMs,
    "latency-dist": options.latencyDistribution,
    rate: options.rate,
    "time-limit": options.timeLimitSeconds,
    nemesis: options.faults,
    seed: options.seed,
  };
}

/** Without latencies, which are null, if no value was there for good. */
function figuresOf(figures: Figures): object {
  const { p50, p95, p99, max } = figures;
  const latencies = figures.stableLatenciesMs.length > 0 ? [p50, p95, p99, max] : [];
  return {
    "msgs-per-op": figures.perOperation,
    "msgs-per-broadcast": figures.perBroadcast,
    "p50-ms": latencies[0] ?? null,
    "p95-ms": latencies[1] ?? null,
    "p99-ms": latencies[2] ?? null,
    "max-ms": latencies[3] ?? null,
    "lost-count": figures.lost,
    "timeout-count": figures.timedOut,
  };
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
