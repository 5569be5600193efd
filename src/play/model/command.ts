/** The command that repeats a run in a terminal. */

import { formatScenario } from "../../bench/faults/scenario.ts";
import { quoted } from "../../bench/terminal/quoted.ts";
import { type Contender, type Experiment } from "./experiment.ts";

/** The arguments of eddy. */
export function argsOf(experiment: Experiment, contender: Contender): readonly string[] {
  const { faults, steps } = experiment;
  const nemesis =
    faults.length === 0
      ? []
      : [
          ["--nemesis", faults.join(",")],
          ["--nemesis-interval", experiment.nemesisIntervalSeconds],
        ];
  const scenario = steps.length === 0 ? [] : [["--scenario", formatScenario(steps)]];
  const { strategy, flushMs, fanout } = contender;
  return [
    ["test", "--virtual"],
    experiment.hasDisks ? ["--durable"] : [],
    ["--node-count", experiment.nodeCount],
    ["--topology", experiment.topology],
    ["--latency", experiment.latencyMs],
    ["--latency-dist", experiment.latencyDistribution],
    ["--rate", experiment.rate],
    ["--time-limit", experiment.timeLimitSeconds],
    ["--recovery", experiment.recoverySeconds],
    ...nemesis,
    ["--seed", experiment.seed],
    ...scenario,
    ["--", "--strategy", strategy],
    flushMs === undefined ? [] : ["--flush-ms", flushMs],
    fanout === undefined ? [] : ["--fanout", fanout],
  ]
    .flat()
    .map(String);
}

/** The words of a command to be pasted into a shell. */
export function commandOf(experiment: Experiment, contender: Contender): readonly string[] {
  return ["eddy", ...argsOf(experiment, contender)].map(quoted);
}
