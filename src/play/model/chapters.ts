/** Experiments that come with the page: the systems of Maelstrom's chapter on broadcast, and tree. */

import { FIRST_EXPERIMENT, type Experiment } from "./experiment.ts";

export interface Chapter {
  readonly title: string;
  /** What to look at, in two sentences. */
  readonly text: string;
  readonly experiment: Experiment;
}

const SMALL: Experiment = {
  ...FIRST_EXPERIMENT,
  nodeCount: 5,
  rate: 3,
  timeLimitSeconds: 6,
  recoverySeconds: 1,
};

/** The first three nodes of a grid of nine are its first row. */
const PARTITION: Experiment = {
  ...FIRST_EXPERIMENT,
  timeLimitSeconds: 8,
  recoverySeconds: 4,
  steps: [
    { atMs: 2000, action: "cut", nodes: ["n0", "n1", "n2"], from: "rest" },
    { atMs: 5000, action: "heal" },
  ],
};

export const CHAPTERS: readonly Chapter[] = [
  {
    title: "No communication",
    text:
      "A node stores what its clients broadcast, and tells nobody. Play it: each value stays on " +
      "one node, and the verdict calls it lost, since reads at the others never show it.",
    experiment: { ...SMALL, contenders: [{ strategy: "local" }] },
  },
  {
    title: "Storm",
    text:
      "Each node tells all its neighbours what it hears, also what it knows already. One value is " +
      "on all nodes within 300 ms, and has caused thousands of messages before the second is over.",
    experiment: {
      ...SMALL,
      contenders: [{ strategy: "storm" }],
      rate: 0,
      timeLimitSeconds: 1,
      recoverySeconds: 0,
      steps: [{ atMs: 100, action: "broadcast", value: 1000, node: "n0" }],
    },
  },
  {
    title: "Flood",
    text:
      "A node tells its neighbours only what is new to it, so the storm ends. Follow a value in " +
      "the diagram: some nodes still hear it twice, and each tells it to the one it came from.",
    experiment: {
      ...FIRST_EXPERIMENT,
      contenders: [{ strategy: "flood" }],
      rate: 2,
      timeLimitSeconds: 6,
      recoverySeconds: 2,
    },
  },
  {
    title: "Values lost",
    text:
      "Relay sends each value once, and never asks whether it came. Three nodes are cut off for " +
      "three seconds: the values that meet the cut are lost, and no heal brings them back.",
    experiment: { ...PARTITION, contenders: [{ strategy: "relay" }] },
  },
  {
    title: "Retry",
    text:
      "The same cut, but each node sends again until its neighbour has answered, and loses " +
      "nothing. Beside it relay on the same load: compare the verdicts, and what they cost.",
    experiment: { ...PARTITION, contenders: [{ strategy: "retry" }, { strategy: "relay" }] },
  },
  {
    title: "A tree without its root",
    text:
      "Values go up to the root and down in batches, and the root is killed at 3 s. The map " +
      "shows how its children find other parents, and how all go home when it is back at 7 s.",
    experiment: {
      ...FIRST_EXPERIMENT,
      contenders: [{ strategy: "tree", fanout: 3 }],
      nodeCount: 13,
      recoverySeconds: 3,
      timeLimitSeconds: 12,
      steps: [
        { atMs: 3000, action: "kill", nodes: ["n0"] },
        { atMs: 7000, action: "restart", nodes: ["n0"] },
      ],
    },
  },
];
