/** What an orphan asks, and what it is answered. The other messages are in replication/wire.ts. */

import { type Body } from "../../node/message.ts";
import { type IsNode, pathText, readCount, readPath } from "../replication/wire.ts";

/** An orphan asks for a place in the tree. */
export const SEEK = '{"type":"seek"}';

/** A place below the node that offers it. */
export interface Offer {
  readonly path: readonly string[];
  /** For how long the question was held, until the answer was certain. */
  readonly heldMs: number;
}

export function offerText({ path, heldMs }: Offer): string {
  return `{"type":"offer","path":${pathText(path)},"held":${heldMs}}`;
}

export function parseOffer(body: Body, isNode: IsNode): Offer {
  return { path: readPath(body, isNode), heldMs: readCount(body, "held") };
}
