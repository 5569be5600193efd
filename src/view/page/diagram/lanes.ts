/** Where the lines of a space-time diagram lie: clients first, all in one or each in its own, services last. */

import { isClient } from "../../../node/message.ts";
import { type Run } from "../../model/run.ts";

export interface Lane {
  readonly label: string;
  /** The number of a node, −1 for clients and services. */
  readonly node: number;
  /** The middle of it, from the top of the first. */
  readonly y: number;
  readonly height: number;
}

export interface Lanes {
  readonly lanes: readonly Lane[];
  readonly height: number;
  /** By the number of a name the middle of its lane. */
  readonly yOfName: Float64Array;
  /** By the number of a node. */
  readonly ofNode: readonly Lane[];
}

/** All of them in one lane. */
export const CLIENTS = "clients";

/** Room that a lane takes if there is enough, and if there is not. */
const HIGH = 64;
const LOW = 15;

export function lanesOf(run: Run, isUnfolded: boolean, heightWanted: number): Lanes {
  const clients = run.clients.length === 0 ? [] : isUnfolded ? run.clients : [CLIENTS];
  const labels = [...clients, ...run.nodes, ...run.services];
  const nodesEnd = clients.length + run.nodes.length;
  const height = Math.max(LOW, Math.min(HIGH, Math.floor(heightWanted / labels.length)));
  const lanes = labels.map((label, place): Lane => ({
    label,
    node: place < clients.length || place >= nodesEnd ? -1 : place - clients.length,
    y: (place + 0.5) * height,
    height,
  }));
  const byLabel = new Map(lanes.map((lane) => [lane.label, lane]));
  const names = run.messages?.names ?? [];
  const yOfName = Float64Array.from(names, (name) => {
    const label = isClient(name) && !isUnfolded ? CLIENTS : name;
    return byLabel.get(label)?.y ?? -height;
  });
  return {
    lanes,
    height: labels.length * height,
    yOfName,
    ofNode: lanes.slice(clients.length, nodesEnd),
  };
}
