/** What a node may wrongly believe of another, by a mistake or because somebody spoke in its name. */

import { Incoming } from "../../src/broadcast/replication/incoming.ts";
import { type Link } from "../../src/broadcast/replication/link.ts";
import { Outgoing } from "../../src/broadcast/replication/outgoing.ts";
import { type Sender } from "../../src/broadcast/replication/sender.ts";

export interface Belief {
  readonly link: Link;
  readonly sender: Sender;
  readonly nowMs: number;
}

/** Makes a belief wrong. */
export type Mistake = (belief: Belief) => void;

/** An `outgoing` that believes that the other side has acknowledged everything up to a position. */
function acknowledged({ sender }: Belief, position: number): Outgoing {
  const outgoing = new Outgoing(sender.journal);
  outgoing.cover(position, new Map());
  return outgoing;
}

function receivedUpTo(position: number): Incoming {
  const incoming = new Incoming();
  incoming.receive(0, position);
  return incoming;
}

function measure({ sender }: Belief, roundTripMs: number): void {
  for (let sample = 0; sample < 1000; sample++) sender.roundTrips.add(roundTripMs);
}

/** What becomes wrong. */
export type MistakeName =
  | "everything is acknowledged"
  | "nothing is acknowledged"
  | "a digest has counted everything"
  | "the position is at the end of the own journal"
  | "the position is far beyond everything"
  | "the position is at the start"
  | "a gap goes on for ever"
  | "the other side has another incarnation"
  | "round trips take an hour"
  | "round trips take no time";

export const MISTAKES: Readonly<Record<MistakeName, Mistake>> = {
  "everything is acknowledged": (belief) =>
    Object.assign(belief.link, { outgoing: acknowledged(belief, belief.sender.journal.end) }),
  "nothing is acknowledged": (belief) =>
    Object.assign(belief.link, { outgoing: acknowledged(belief, 0) }),
  "a digest has counted everything": ({ link, sender }) => {
    const { journal } = sender;
    const known = new Map(Array.from({ length: 100 }, (_, number) => [number, 2 ** 30]));
    link.outgoing.cover(Math.max(0, journal.end - 1), known);
  },
  "the position is at the end of the own journal": ({ link, sender }) =>
    Object.assign(link, { incoming: receivedUpTo(sender.journal.end) }),
  "the position is far beyond everything": ({ link }) =>
    Object.assign(link, { incoming: receivedUpTo(2 ** 40) }),
  "the position is at the start": ({ link }) => Object.assign(link, { incoming: new Incoming() }),
  "a gap goes on for ever": ({ link }) => link.incoming.missed(2 ** 40),
  "the other side has another incarnation": ({ link, nowMs }) => link.hear(999, nowMs),
  "round trips take an hour": (belief) => measure(belief, 3_600_000),
  "round trips take no time": (belief) => measure(belief, 0),
};
