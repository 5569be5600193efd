/** The state of a cluster at one moment: what each node has, hears, and takes for its parent. */

import { NO_PLACE, ROOT, type Messages } from "./messages.ts";
import { type Fault, type Run } from "./run.ts";
import { firstWhere } from "./selection.ts";
import { itemAt } from "./columns.ts";

export class Moments {
  readonly #run: Run;
  /** For each node when it gained or lost a value, and how many it then had. */
  readonly #counts: readonly Steps[];
  /** For each node when it said who its parent is. */
  readonly #parents: readonly Steps[];
  readonly #broadcasts: Float64Array;

  constructor(run: Run) {
    this.#run = run;
    this.#counts = countsOf(run);
    this.#parents = parentsOf(run);
    this.#broadcasts = run.broadcastMs.filter((timeMs) => !Number.isNaN(timeMs)).toSorted();
  }

  /** How many values a node has. */
  valuesOf(node: number, timeMs: number): number {
    return this.#counts[node]?.at(timeMs) ?? 0;
  }

  /** How many values had been broadcast. */
  broadcastsAt(timeMs: number): number {
    return firstWhere(this.#broadcasts.length, (place) => itemAt(this.#broadcasts, place) > timeMs);
  }

  /** Whether any node ever told its place in a tree. */
  get hasTree(): boolean {
    return this.#run.messages?.parent.some((parent) => parent !== NO_PLACE) ?? false;
  }

  /** The number of the node that this one takes for its parent; ROOT or NO_PLACE if there is none. */
  parentOf(node: number, timeMs: number): number {
    return this.#parents[node]?.at(timeMs) ?? NO_PLACE;
  }

  faultsAt(timeMs: number): Fault[] {
    return this.#run.faults.filter(({ startMs, endMs }) => startMs <= timeMs && timeMs < endMs);
  }
}

/** A figure that changes at times. */
class Steps {
  readonly #timeMs: number[] = [];
  readonly #values: number[] = [];

  get last(): number | undefined {
    return this.#values.at(-1);
  }

  add(timeMs: number, value: number): void {
    this.#timeMs.push(timeMs);
    this.#values.push(value);
  }

  /** The last value up to this time, undefined if there is none. */
  at(timeMs: number): number | undefined {
    const after = firstWhere(this.#timeMs.length, (place) => itemAt(this.#timeMs, place) > timeMs);
    return this.#values[after - 1];
  }
}

/** Only values that were broadcast: what nobody broadcast would make a node have too many. */
function countsOf({ holdings, nodes, broadcastMs }: Run): Steps[] {
  const steps = nodes.map(() => new Steps());
  for (let place = 0; place < holdings.count; place++) {
    if (Number.isNaN(itemAt(broadcastMs, itemAt(holdings.value, place)))) continue;
    const own = steps[itemAt(holdings.node, place)];
    own?.add(
      itemAt(holdings.timeMs, place),
      (own.last ?? 0) + (holdings.isGain[place] === 1 ? 1 : -1),
    );
  }
  return steps;
}

function parentsOf({ messages, nodes, faults }: Run): Steps[] {
  const steps = nodes.map(() => new Steps());
  if (messages === undefined) return steps;
  const places = new Map(nodes.map((name, node) => [name, node]));
  const nodeOfName = messages.names.map((name) => places.get(name) ?? NO_PLACE);
  for (const { timeMs, node, parent } of claims(messages, nodeOfName, faults)) {
    const own = steps[node];
    if (own !== undefined && own.last !== parent) own.add(timeMs, parent);
  }
  return steps;
}

interface Claim {
  readonly timeMs: number;
  readonly node: number;
  readonly parent: number;
}

/** What nodes said of their places, in the order of time; a killed node has none. */
function claims(
  messages: Messages,
  nodeOfName: readonly number[],
  faults: readonly Fault[],
): Claim[] {
  const found: Claim[] = [];
  for (let message = 0; message < messages.count; message++) {
    const parent = messages.parent[message] ?? NO_PLACE;
    if (parent === NO_PLACE) continue;
    found.push({
      timeMs: itemAt(messages.sendMs, message),
      node: nodeOfName[itemAt(messages.source, message)] ?? NO_PLACE,
      parent: parent === ROOT ? ROOT : (nodeOfName[parent] ?? NO_PLACE),
    });
  }
  const kills = faults.filter(({ kind }) => kind === "kill");
  if (kills.length === 0) return found;
  for (const { startMs, nodes } of kills) {
    for (const node of nodes) found.push({ timeMs: startMs, node, parent: NO_PLACE });
  }
  return found.toSorted((one, other) => one.timeMs - other.timeMs);
}
