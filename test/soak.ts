/**
 * `make soak`: tests with options that a seed draws, in virtual time, one seed after the other. The
 * strategies that promise to lose nothing must not, whatever the faults (but for kills, see below).
 * `SEEDS=1000 make soak` runs more; `FROM=17 SEEDS=1 make soak` runs one again.
 */

import { FAULTS } from "../src/bench/faults/index.ts";
import { judge } from "../src/bench/verdict/verdict.ts";
import { prettyEdn } from "../src/bench/edn.ts";
import { toHistory } from "../src/bench/history.ts";
import { LATENCY_DISTRIBUTIONS } from "../src/bench/network/latency.ts";
import { completeOptions, nodeNames, type TestOptions, TOPOLOGIES } from "../src/bench/options.ts";
import { Random } from "../src/bench/random.ts";
import { runVirtual } from "../src/bench/virtual.ts";
import { type StrategyName } from "../src/broadcast/strategies/index.ts";
import { makeGuestOf } from "../src/cli/make-guest.ts";

/** Those that forget what a neighbour has acknowledged lose it when that neighbour is killed. */
const REFILLING: readonly StrategyName[] = ["direct", "tree"];
const LOSSLESS: readonly StrategyName[] = [...REFILLING, "retry", "resend"];

const from = Number(process.env["FROM"] ?? 1);
const count = Number(process.env["SEEDS"] ?? 200);

function draw(seed: number): { options: TestOptions; strategy: StrategyName } {
  const random = new Random(seed, "soak");
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[random.below(items.length)];
    if (item === undefined) throw new Error("Nothing to pick from");
    return item;
  };
  const nodes = nodeNames(pick([1, 2, 3, 5, 7, 25, 70]));
  const faults = FAULTS.filter(() => random.below(3) === 0);
  return {
    strategy: pick(faults.includes("kill") ? REFILLING : LOSSLESS),
    options: completeOptions({
      nodes,
      timeLimitSeconds: pick([5, 20, 40]),
      rate: pick([1, 10, 50]),
      latencyMs: pick([0, 1, 20, 100, 300]),
      latencyDistribution: pick(LATENCY_DISTRIBUTIONS),
      topology: pick(TOPOLOGIES),
      faults,
      nemesisIntervalSeconds: pick([1, 3, 10]),
      lossProbability: pick([0.05, 0.3]),
      duplicateProbability: pick([0.1, 0.5]),
      recoverySeconds: 20,
      seed,
    }),
  };
}

let failures = 0;
for (let seed = from; seed < from + count; seed++) {
  const { options, strategy } = draw(seed);
  const outcome = await runVirtual(options, makeGuestOf({ strategy }));
  const { nodes, concurrency } = options;
  const { net, lostWithNode } = outcome;
  const verdict = judge(toHistory(outcome.history), {
    workload: "broadcast",
    net,
    nodes,
    concurrency,
    lostWithNode,
  });
  // Faults may stop all broadcasts of a short test: its statistics are invalid, but no more may be.
  const isEmpty = !outcome.history.some(({ f, type }) => f === "broadcast" && type === "ok");
  const { elements, extras } = verdict.summary;
  const isSound = elements?.lostCount === 0 && extras?.validity !== false;
  const isGood = outcome.end === "complete" && (isEmpty ? isSound : verdict.validity !== false);
  const { topology, latencyMs, latencyDistribution } = options;
  const setting = `${strategy}, ${nodes.length} nodes, ${topology}, ${latencyDistribution} ${latencyMs} ms`;
  console.log(
    `${isGood ? "ok  " : "FAIL"} seed ${seed}: ${setting}, faults: ${options.faults.join(" ") || "none"}`,
  );
  if (isGood) continue;
  failures++;
  console.log(
    [...outcome.violations.map(({ message }) => message), prettyEdn(verdict.results)].join("\n"),
  );
}
console.log(`${count - failures} passed, ${failures} failed`);
process.exit(failures > 0 ? 1 : 0);
