/** What the lessons run. All of them play at a tenth of the time, so they are short. */

import { FIRST_EXPERIMENT, type Experiment } from "./experiment.ts";

/** The value that a step broadcasts where the lesson follows one. */
export const VALUE = 1000;

/** One value at n0, and nothing else. */
const ONE_VALUE: Experiment = {
  ...FIRST_EXPERIMENT,
  contenders: [{ strategy: "flood" }],
  nodeCount: 5,
  rate: 0,
  timeLimitSeconds: 1,
  recoverySeconds: 0.5,
  steps: [{ atMs: 100, action: "broadcast", value: VALUE, node: "n0" }],
};

export const ALONE: Experiment = {
  ...ONE_VALUE,
  contenders: [{ strategy: "local" }],
  timeLimitSeconds: 2,
  steps: [
    { atMs: 100, action: "broadcast", value: 1, node: "n0" },
    { atMs: 600, action: "broadcast", value: 2, node: "n2" },
    { atMs: 1100, action: "broadcast", value: 3, node: "n4" },
  ],
};

export const STORM: Experiment = {
  ...ONE_VALUE,
  contenders: [{ strategy: "storm" }],
  recoverySeconds: 0,
};

export const FLOOD: Experiment = ONE_VALUE;

export const RELAY: Experiment = { ...ONE_VALUE, contenders: [{ strategy: "relay" }] };

/** The first three nodes of a grid of nine are its first row. */
export const PARTITION: Experiment = {
  ...FIRST_EXPERIMENT,
  contenders: [{ strategy: "relay" }],
  timeLimitSeconds: 8,
  recoverySeconds: 3,
  steps: [
    { atMs: 2000, action: "cut", nodes: ["n0", "n1", "n2"], from: "rest" },
    { atMs: 5000, action: "heal" },
  ],
};

export const RETRY: Experiment = {
  ...PARTITION,
  contenders: [{ strategy: "retry" }, { strategy: "relay" }],
};

export const LATENCY: Experiment = {
  ...FIRST_EXPERIMENT,
  contenders: [{ strategy: "relay" }],
  nodeCount: 25,
  topology: "line",
  rate: 20,
  timeLimitSeconds: 5,
  recoverySeconds: 3,
  steps: [{ atMs: 100, action: "broadcast", value: VALUE, node: "n0" }],
};

export const BATCHING: Experiment = {
  ...FIRST_EXPERIMENT,
  contenders: [
    { strategy: "tree", flushMs: 500 },
    { strategy: "tree", flushMs: 0 },
  ],
  nodeCount: 25,
  rate: 50,
  timeLimitSeconds: 6,
  recoverySeconds: 3,
};

export const ROOT: Experiment = {
  ...FIRST_EXPERIMENT,
  contenders: [{ strategy: "tree", fanout: 3 }],
  nodeCount: 13,
  timeLimitSeconds: 12,
  recoverySeconds: 3,
  steps: [
    { atMs: 3000, action: "kill", nodes: ["n0"] },
    { atMs: 7000, action: "restart", nodes: ["n0"] },
  ],
};

export const DISK: Experiment = {
  ...FIRST_EXPERIMENT,
  nodeCount: 5,
  rate: 2,
  timeLimitSeconds: 6,
  recoverySeconds: 3,
  steps: [
    { atMs: 1000, action: "isolate", nodes: ["n4"] },
    { atMs: 1500, action: "broadcast", value: VALUE, node: "n4" },
    { atMs: 2000, action: "kill", nodes: ["n4"] },
    { atMs: 3000, action: "restart", nodes: ["n4"] },
    { atMs: 4000, action: "heal" },
  ],
};
