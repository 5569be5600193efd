/** The test that an experiment is. */

import { completeOptions, type TestOptions } from "../bench/options.ts";
import { nodesOf, type Experiment } from "./model/experiment.ts";

/** The test that `eddy test` runs with what `commandOf` gives. */
export function testOf(experiment: Experiment): TestOptions {
  const { nodeCount, steps, nemesisIntervalSeconds, ...others } = experiment;
  const { contenders: _, hasDisks: __, ...options } = others;
  return completeOptions({
    ...options,
    ...(options.faults.length > 0 && { nemesisIntervalSeconds }),
    nodes: nodesOf({ nodeCount }),
    scenario: steps,
  });
}
