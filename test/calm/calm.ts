/**
 * Clusters of `tree` in which nothing fails: nobody is to give up a parent, whatever the latency. They
 * may stand still for a moment, which is to cost little.
 */

import { type TestOptions, completeOptions, nodeNames } from "../../src/bench/options.ts";
import { runVirtual } from "../../src/bench/virtual.ts";
import { BroadcastServer } from "../../src/broadcast/server.ts";
import { Layouts } from "../../src/broadcast/tree/layout.ts";
import { Tree } from "../../src/broadcast/tree/tree.ts";
import { type Host } from "../../src/node/host.ts";
import { NameLists } from "../../src/node/names.ts";
import { Node } from "../../src/node/node.ts";
import { unservedAmong } from "../support/unserved.ts";
import { type Lateness, roughen } from "../swarm/surroundings.ts";

export interface CalmOptions extends Partial<TestOptions> {
  readonly nodeCount: number;
  readonly flushMs?: number;
  readonly lateness?: Lateness;
}

export interface CalmRun {
  readonly failovers: number;
  readonly seeks: number;
  /** Of one node in ten seconds. */
  readonly mostSeeks: number;
  readonly pushes: number;
  /** Pushes that report a gap. */
  readonly reports: number;
  /** Messages of a search, digests and reports. */
  readonly repairs: number;
  /** Between servers. */
  readonly messages: number;
  /** Sentences about nodes that are attached to one that does not serve them. */
  readonly unserved: readonly string[];
}

const WINDOW_MS = 10_000;

const REPAIRS: ReadonlySet<unknown> = new Set(["seek", "offer", "digest"]);

export async function runCalm(options: CalmOptions): Promise<CalmRun> {
  const { nodeCount, flushMs, lateness, ...rest } = options;
  const trees: Tree[] = [];
  const seeks: { readonly name: string; readonly atMs: number }[] = [];
  let pushes = 0;
  let reports = 0;
  let repairs = 0;
  const { net } = await runVirtual(
    completeOptions({
      nodes: nodeNames(nodeCount),
      concurrency: nodeCount,
      // The tree does not use it, and this is the shortest that every node has to read.
      topology: "line",
      timeLimitSeconds: 20,
      ...rest,
    }),
    roughen(makeGuestsOf(trees, flushMs), {
      slowMs: new Map(),
      cuts: [],
      jumps: [],
      hasPayloads: false,
      ...(lateness && { lateness }),
    }),
    {
      observer: {
        network(event, { src, content }, atMs) {
          if (event !== "send") return;
          if (content["type"] === "seek") seeks.push({ name: src, atMs });
          if (content["type"] === "push") pushes++;
          if (content["gap"] === true) reports++;
          if (REPAIRS.has(content["type"])) repairs++;
        },
      },
    },
  );
  return {
    failovers: trees.reduce((sum, { counters }) => sum + counters.failover, 0),
    seeks: seeks.length,
    mostSeeks: Math.max(
      0,
      ...seeks.map(
        ({ name, atMs }) =>
          seeks.filter(
            (other) => other.name === name && other.atMs >= atMs && other.atMs < atMs + WINDOW_MS,
          ).length,
      ),
    ),
    pushes,
    reports,
    repairs: repairs + reports,
    messages: net.servers.messages,
    unserved: unservedAmong(trees),
  };
}

function makeGuestsOf(trees: Tree[], flushMs: number | undefined): (host: Host) => Node {
  const layouts = new Layouts();
  const nameLists = new NameLists();
  return (host) => {
    const node = new Node(host, nameLists);
    new BroadcastServer(node, (context) => {
      const tree = new Tree(context, { flushMs, layouts });
      trees.push(tree);
      return tree;
    });
    return node;
  };
}
