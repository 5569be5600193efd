/** What an orphan asks, and what it is answered. The other messages are in replication/wire.ts. */

import { type Body } from "../../node/message.ts";
import { type IsNode, pathText, readPath } from "../replication/wire.ts";

/** An orphan asks for a place in the tree. */
export const SEEK = '{"type":"seek"}';

/** Offers a place below the node that has this path. */
export function offerText(path: readonly string[]): string {
  return `{"type":"offer","path":${pathText(path)}}`;
}

/** The path of the node that offers a place. */
export function parseOffer(body: Body, isNode: IsNode): readonly string[] {
  return readPath(body, isNode);
}
