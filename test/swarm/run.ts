/** Runs a test that a seed drew, and says what is wrong with it. */

import { toHistory } from "../../src/bench/history.ts";
import { judge } from "../../src/bench/verdict/verdict.ts";
import { runVirtual } from "../../src/bench/virtual.ts";
import { BroadcastServer } from "../../src/broadcast/server.ts";
import { STRATEGIES } from "../../src/broadcast/strategies/index.ts";
import { type Value } from "../../src/broadcast/values.ts";
import { Layouts } from "../../src/broadcast/tree/layout.ts";
import { Tree } from "../../src/broadcast/tree/tree.ts";
import { type Guest, type Host } from "../../src/node/host.ts";
import { NameLists } from "../../src/node/names.ts";
import { Node } from "../../src/node/node.ts";
import { unservedAmong } from "../support/unserved.ts";
import { AgreementWatch } from "./agreement.ts";
import { type Drawn } from "./draw.ts";
import { isCutNow, roughen } from "./surroundings.ts";

export interface SwarmRun {
  /** Empty if all is well. */
  readonly failures: readonly string[];
  readonly healsMs: readonly number[];
}

export async function runDrawn(drawn: Drawn): Promise<SwarmRun> {
  const { options, roughness, hasDisks, agreeWithinMs } = drawn;
  const servers = new Map<string, BroadcastServer>();
  const trees = new Map<string, Tree>();
  const watch = new AgreementWatch({
    servers,
    withinMs: agreeWithinMs,
    isRough: (timeMs) => isCutNow(roughness, timeMs),
  });
  const errors: string[] = [];
  const outcome = await runVirtual(
    options,
    roughen(makeGuestsOf(drawn, servers, trees), roughness),
    {
      observer: watch.observer,
      hasDisks,
      log: (name, _level, text) => errors.push(`${name} logs an error: ${text}`),
    },
  );
  const { nodes, concurrency } = options;
  const { net, lostWithNode, history, end, violations } = outcome;
  const { values, validity } = judge(toHistory(history), {
    workload: "broadcast",
    net,
    nodes,
    concurrency,
    lostWithNode,
    isDurable: hasDisks,
  });
  const failures = [...errors, ...watch.failures, ...violations.map(({ message }) => message)];
  if (end !== "complete") failures.push(`It ended with ${end}`);
  const apart = namesThatLack(servers);
  if (apart.length > 0) failures.push(`In the end ${apart.slice(0, 5).join(", ")} lack values`);
  failures.push(...unservedAmong([...trees.values()]).slice(0, 5));
  // Faults may stop all broadcasts of a short test: its statistics are invalid, but no more may be.
  const isEmpty = !history.some(({ f, type }) => f === "broadcast" && type === "ok");
  const { elements, extras } = values ?? {};
  if (elements?.lostCount !== 0) failures.push(`${elements?.lostCount} values were lost`);
  if (extras?.validity === false) {
    const { phantoms, duplicates, vanished } = extras;
    const counts = `${phantoms.length} phantoms, ${duplicates.length} duplicates, ${vanished.length} vanished`;
    failures.push(counts);
  }
  if (!isEmpty && validity === false && failures.length === 0) failures.push("It is invalid");
  return { failures, healsMs: watch.healsMs };
}

/** The nodes that lack something that another has. */
function namesThatLack(servers: ReadonlyMap<string, BroadcastServer>): string[] {
  const all = new Set<Value>();
  for (const { values } of servers.values()) for (const value of values) all.add(value);
  return [...servers].flatMap(([name, { values }]) => (values.size < all.size ? [name] : []));
}

function makeGuestsOf(
  { strategy, strategyOptions }: Drawn,
  servers: Map<string, BroadcastServer>,
  trees: Map<string, Tree>,
): (host: Host) => Guest {
  const layouts = new Layouts();
  const nameLists = new NameLists();
  return (host) => {
    const node = new Node(host, nameLists);
    const server = new BroadcastServer(node, (context) => {
      servers.set(node.id, server);
      const options = { ...strategyOptions, layouts };
      if (strategy === "tree") trees.set(node.id, new Tree(context, options));
      else STRATEGIES[strategy].make(context, options);
    });
    return node;
  };
}

/** A drawn test in one line. */
export function drawnText(drawn: Drawn): string {
  const { options, strategy, strategyOptions, roughness, hasDisks } = drawn;
  const { nodes, topology, latencyMs, latencyDistribution, faults, rate } = options;
  const { flushMs, fanout } = strategyOptions;
  const { slowMs, cuts, jumps, hasPayloads } = roughness;
  const words = [
    `${strategy}, ${nodes.length} nodes, ${topology}, ${latencyDistribution} ${latencyMs} ms`,
    `rate ${rate}, faults: ${faults.join(" ") || "none"}`,
  ];
  if (flushMs !== undefined) words.push(`flush ${flushMs} ms`);
  if (fanout !== undefined) words.push(`fanout ${fanout}`);
  if (slowMs.size > 0) words.push(`${slowMs.size} slow nodes`);
  if (cuts.length > 0) words.push(`${cuts.length} cuts`);
  if (jumps.length > 0) words.push(`${jumps.length} clocks jump`);
  if (hasPayloads) words.push("values of all kinds");
  if (hasDisks) words.push("disks");
  return words.join(", ");
}
