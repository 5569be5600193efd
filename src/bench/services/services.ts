/**
 * The services that every test's network has (Maelstrom's service.clj and doc/services.md): nodes
 * that never fail, and cannot be cut off. Each is a state machine; its randomness is injected.
 */

import { type ServiceName } from "../../node/services.ts";
import { type PacketContent } from "../network/network.ts";
import { KeyValues, LWW_KV, PERSISTENT_KV } from "./key-values.ts";

export interface ServiceAnswer {
  readonly body: PacketContent;
  /** The later writes to the key that the answer did not know of. */
  readonly writesBehind: number;
}

/** Answers a request of a node, in its order; undefined where Maelstrom's service says nothing. */
export type Service = (source: string, request: PacketContent) => ServiceAnswer | undefined;

/** Draws an integer from 0 to `limit` − 1. */
export type Draw = (limit: number) => number;

export const SERVICES: Readonly<Record<ServiceName, (draw: Draw) => Service>> = {
  "seq-kv": sequential,
  "lin-kv": linearizable,
  "lww-kv": lastWriteWins,
  "lin-tso": timestamps,
};

/** A store in which each request sees all that were answered before. */
function linearizable(): Service {
  const store = new KeyValues(PERSISTENT_KV);
  return (_source, request) => newest(store, request);
}

/**
 * A store that may answer from one of its last 32 states, but for each node never from an older one
 * than before. What would change that state is done on the newest one instead. A write or cas that
 * would change nothing in the older state is answered as done, whatever the newest state is.
 */
function sequential(draw: Draw): Service {
  const store = new KeyValues(PERSISTENT_KV);
  /** By node the number of the last state that it saw. */
  const seen = new Map<string, number>();
  return (source, request) => {
    // Maelstrom's index into its buffer wraps around for a node that has not asked for longer, which
    // may then go back.
    const first = Math.max(seen.get(source) ?? 0, store.oldest);
    const state = first + draw(store.newest - first + 1);
    const attempt = store.attempt(request, state);
    if (attempt === undefined) return undefined;
    if (attempt.write === undefined) {
      seen.set(source, state);
      return { body: attempt.answer, writesBehind: attempt.writesBehind };
    }
    const answer = newest(store, request);
    seen.set(source, store.newest);
    return answer;
  };
}

/**
 * Two stores, one of which answers, at random. They never learn of each other's writes: Maelstrom
 * computes the merge of the two, and then forgets it.
 */
function lastWriteWins(draw: Draw): Service {
  const replicas = [new KeyValues(LWW_KV), new KeyValues(LWW_KV)];
  return (_source, request) => {
    const replica = replicas[draw(replicas.length)];
    return replica && newest(replica, request);
  };
}

/** A timestamp oracle: each request gets the next integer. */
function timestamps(): Service {
  let next = 0;
  return (_source, { type }) =>
    type === "ts" ? { body: { type: "ts_ok", ts: next++ }, writesBehind: 0 } : undefined;
}

/** Does a request on the newest state. */
function newest(store: KeyValues, request: PacketContent): ServiceAnswer | undefined {
  const attempt = store.attempt(request, store.newest);
  if (attempt === undefined) return undefined;
  store.advance(attempt.write);
  return { body: attempt.answer, writesBehind: 0 };
}
