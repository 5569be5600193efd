import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { FAULTS } from "../../../src/bench/faults/index.ts";
import { type Scenario } from "../../../src/bench/faults/scenario.ts";
import { LATENCY_DISTRIBUTIONS } from "../../../src/bench/network/latency.ts";
import { TOPOLOGIES } from "../../../src/bench/options.ts";
import { type StrategyName } from "../../../src/broadcast/strategies/index.ts";
import { addressOf, pageAddressOf, readAddress } from "../../../src/play/model/address.ts";
import { LESSONS } from "../../../src/play/model/lessons.ts";
import {
  FIRST_EXPERIMENT,
  RANGES,
  type Contender,
  type Experiment,
  type NumberName,
} from "../../../src/play/model/experiment.ts";
import { ANY_CHARACTER } from "../../support/any-character.ts";

const STRATEGY_NAMES: readonly StrategyName[] = ["local", "retry", "tree"];

function numberOf(name: NumberName | "flushMs" | "fanout"): fc.Arbitrary<number> {
  const { least, most, isWhole } = RANGES[name];
  if (isWhole) return fc.integer({ min: least, max: most });
  return fc
    .double({ min: least, max: most, noNaN: true })
    .map((value) => (value === 0 ? 0 : value));
}

const contender: fc.Arbitrary<Contender> = fc.record(
  {
    strategy: fc.constantFrom(...STRATEGY_NAMES),
    flushMs: numberOf("flushMs"),
    fanout: numberOf("fanout"),
  },
  { requiredKeys: ["strategy"] },
);

const steps: fc.Arbitrary<Scenario> = fc
  .array(
    fc.record({
      atMs: fc.integer({ min: 0, max: 9999 }),
      action: fc.constant("broadcast" as const),
      value: fc.oneof(fc.integer(), fc.string({ unit: ANY_CHARACTER })),
      node: fc.constant("n0"),
    }),
    { maxLength: 4 },
  )
  .map((list) => list.toSorted((one, other) => one.atMs - other.atMs));

const experiment: fc.Arbitrary<Experiment> = fc.record({
  contenders: fc.oneof(fc.tuple(contender), fc.tuple(contender, contender)),
  nodeCount: numberOf("nodeCount"),
  topology: fc.constantFrom(...TOPOLOGIES),
  latencyMs: numberOf("latencyMs"),
  latencyDistribution: fc.constantFrom(...LATENCY_DISTRIBUTIONS),
  rate: numberOf("rate"),
  timeLimitSeconds: numberOf("timeLimitSeconds"),
  recoverySeconds: numberOf("recoverySeconds"),
  faults: fc.subarray([...FAULTS]),
  nemesisIntervalSeconds: fc.constant(FIRST_EXPERIMENT.nemesisIntervalSeconds),
  hasDisks: fc.boolean(),
  seed: numberOf("seed"),
  steps,
});

function read(fragment: string): ReturnType<typeof readAddress> {
  return readAddress(fragment, FIRST_EXPERIMENT);
}

describe("an address", () => {
  test("holds a whole experiment, whatever is in it", () => {
    fc.assert(
      fc.property(experiment, (given) => {
        expect(read(`#${addressOf(given)}`)).toEqual({ experiment: given, problems: [] });
      }),
    );
  });

  test("of a chapter leads back to it", () => {
    for (const { experiment } of LESSONS) {
      expect(read(addressOf(experiment))).toEqual({ experiment, problems: [] });
    }
  });

  test("of a page has the lesson and the moment besides", () => {
    const [lesson] = LESSONS;
    if (lesson === undefined) throw new Error("There is no lesson");
    const { experiment, name } = lesson;
    const place = { lesson: name, atMs: 1234 };
    const address = pageAddressOf({ ...experiment, rate: 7 }, place);
    expect(address).toMatch(/^lesson=alone&strategy=local&.*&at=1234$/u);
    const changed = { ...experiment, rate: 7 };
    expect(read(address)).toEqual({ experiment: changed, ...place, problems: [] });
    expect(read("lesson=alone").experiment).toEqual(experiment);
    expect(read("lesson=none").problems[0]).toStartWith("lesson must be one of alone, storm,");
  });

  test("can be read by people", () => {
    const given: Experiment = {
      ...FIRST_EXPERIMENT,
      contenders: [{ strategy: "tree", flushMs: 50 }, { strategy: "relay" }],
      faults: ["partition", "kill"],
      steps: [
        { atMs: 2000, action: "cut", nodes: ["n1", "n2"], from: "rest" },
        { atMs: 6000, action: "heal" },
      ],
    };
    expect(addressOf(given)).toBe(
      "strategy=tree&flush=50&versus=relay&topology=grid&distribution=constant&nodes=9&latency=100" +
        "&rate=5&time=10&recovery=5&seed=1&faults=partition,kill&interval=3" +
        "&steps=2s+cut+n1,n2+from+rest;+6s+heal",
    );
  });

  test("that is empty is the first experiment", () => {
    for (const fragment of ["", "#"]) {
      expect(read(fragment)).toEqual({ experiment: FIRST_EXPERIMENT, problems: [] });
    }
  });

  test.each([
    ["nodes=0", 'nodes must be a whole number from 1 to 200, not "0".'],
    ["nodes=2.5", 'nodes must be a whole number from 1 to 200, not "2.5".'],
    ["latency=", 'latency must be a number from 0 to 10000, not "".'],
    ["time=1e9", 'time must be a whole number from 1 to 60, not "1e9".'],
    [
      "strategy=gossip",
      'strategy must be one of local, storm, flood, relay, retry, resend, direct, tree, not "gossip".',
    ],
    [
      "topology=ring",
      'topology must be one of grid, line, total, tree, tree2, tree3, tree4, not "ring".',
    ],
    [
      "distribution=normal",
      'distribution must be one of constant, uniform, exponential, not "normal".',
    ],
    ["<img>=1", "<img> is no part of an address."],
    [
      "steps=2s+kill+n77",
      'The steps are left out. Step 1, line 1, column 9: there is no node "n77"; the nodes are n0, n1, n2, n3, n4, n5, n6, n7, n8.',
    ],
  ])("with %s says so, and has the default there", (fragment, problem) => {
    expect(read(fragment)).toEqual({ experiment: FIRST_EXPERIMENT, problems: [problem] });
  });

  test("keeps what makes sense of a list that does not", () => {
    const { experiment, problems } = read("faults=kill,fire&rate=7");
    expect(experiment).toEqual({ ...FIRST_EXPERIMENT, faults: ["kill"], rate: 7 });
    expect(problems).toEqual([
      'faults must be one of partition, kill, pause, one-way, loss, duplicate, not "fire".',
    ]);
  });
});
