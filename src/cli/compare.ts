/** `eddy compare`: every strategy on the settings of Maelstrom's chapter 3, as one table. */

import { type StrategyName } from "../broadcast/strategies/index.ts";
import { CLEAR_LINE } from "../bench/terminal/progress.ts";
import { beside, wrap } from "../bench/terminal/wrap.ts";
import {
  FIGURES,
  measure,
  optionsOf,
  SETTINGS,
  STORM,
  STORM_LINE_MS,
  STORM_TIME_LIMIT_SECONDS,
  type Figures,
  type Row,
} from "./compare/rows.ts";
import { ExitCode } from "./exit-codes.ts";
import { fail } from "./failure.ts";
import { STRATEGY_NAMES } from "./node-options.ts";
import { Signals } from "./signals.ts";
import { draw, isTerminal, say } from "./terminal.ts";
import { integer, optional, parseOptions, someOf } from "./option-values.ts";

const OPTIONS = {
  seed: { type: "string" },
  strategies: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `usage: eddy compare [options]

Runs every strategy on the settings of Maelstrom's chapter on broadcast, in
virtual time, and prints one table. Latencies are in ms, from the
acknowledgement of a value until every read shows it.

${beside("  --strategies LIST  ", `only these: ${STRATEGY_NAMES.join(", ")}`)}
  --seed N           fixes load, faults and latencies (default: 1)
  --json             a list of rows, each an object with its settings and
                     figures, instead of the table

exit codes: 0 done, 3 a run failed, 64 wrong usage, 129, 130 and 143 on signals
`;

/** Runs `eddy compare` with these arguments and returns its exit code. */
export async function compareCommand(args: readonly string[]): Promise<number> {
  const signals = new Signals();
  try {
    const { values } = parseOptions({ args: [...args], options: OPTIONS });
    if (values.help) {
      say(HELP);
      return ExitCode.valid;
    }
    const strategies =
      optional("strategies", values.strategies, someOf(STRATEGY_NAMES)) ?? STRATEGY_NAMES;
    const seed = optional("seed", values.seed, integer(0, Number.MAX_SAFE_INTEGER)) ?? 1;
    const rows = SETTINGS.flatMap((_, setting) =>
      strategies.map((strategy): Row => ({ setting, strategy, seed })),
    );
    const measured = measureAll(rows, signals.abort);
    if (values.json) await printJson(measured);
    else await printTable(measured, strategies, seed);
    return ExitCode.valid;
  } catch (error) {
    return signals.exitCode ?? fail("compare", error);
  } finally {
    signals.close();
  }
}

interface Measured {
  readonly row: Row;
  readonly figures: Figures;
}

/** One after the other. Throws when the signal comes. */
async function* measureAll(rows: readonly Row[], signal: AbortSignal): AsyncGenerator<Measured> {
  const draws = isTerminal("errors");
  for (const [place, row] of rows.entries()) {
    const { strategy, setting } = row;
    const title = `${strategy} on ${SETTINGS[setting]?.title}`;
    if (draws) draw(`${CLEAR_LINE}row ${place + 1} of ${rows.length}: ${title}`);
    const figures = await measure(row, signal);
    if (draws) draw(CLEAR_LINE);
    signal.throwIfAborted();
    yield { row, figures };
  }
}

async function printTable(
  measured: AsyncIterable<Measured>,
  strategies: readonly StrategyName[],
  seed: number,
): Promise<void> {
  say(`Seed ${seed}`);
  let last = -1;
  for await (const { row, figures } of measured) {
    const { setting, strategy } = row;
    if (setting !== last) say(`\n${SETTINGS[setting]?.title}\n${line(["", ...COLUMNS])}`);
    last = setting;
    say(line([strategy === STORM ? `${strategy} *` : strategy, ...cells(figures)]));
  }
  if (!strategies.includes(STORM)) return;
  const limits = `${STORM_TIME_LIMIT_SECONDS} s only, and ${STORM_LINE_MS} ms a message`;
  say(`\n${wrap(`* ${limits} on a core that up to 25 nodes share`)}`);
}

/** One line. */
async function printJson(measured: AsyncIterable<Measured>): Promise<void> {
  const rows: object[] = [];
  for await (const { row, figures } of measured) {
    rows.push({
      strategy: row.strategy,
      ...settingsOf(row),
      ...(row.strategy === STORM && { "line-ms": STORM_LINE_MS }),
      ...Object.fromEntries(FIGURES.map((name, place) => [name, figures[place]])),
    });
  }
  say(JSON.stringify(rows));
}

/** By the names of the options of `eddy test`. */
function settingsOf(row: Row): object {
  const options = optionsOf(row);
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

/** In the order of FIGURES. */
const COLUMNS = ["msgs/op", "msgs/bcast", "p50", "p95", "p99", "max", "lost", "timed out"];
const WIDTHS = COLUMNS.map((title) => Math.max(title.length + 2, 7));

/** The first two are averages; the others are whole numbers. */
function cells(figures: Figures): readonly string[] {
  return figures.map((figure, place) => {
    if (figure === null) return "–";
    return place < 2 ? figure.toFixed(2) : `${figure}`;
  });
}

function line([name = "", ...figures]: readonly string[]): string {
  const cells = figures.map((figure, place) => figure.padStart(WIDTHS[place] ?? 0));
  return `  ${name.padEnd(8)}${cells.join("")}`;
}
