/** The requests of clients, and how long each waited for its answer. */

import { isClient } from "../../node/message.ts";
import { itemAt } from "./columns.ts";
import { type Messages } from "./messages.ts";

export interface Request {
  readonly message: number;
  /** The number of its kind. */
  readonly kind: number;
  readonly sentMs: number;
  /** Undefined if no answer ever reached the client. */
  readonly latencyMs: number | undefined;
}

const SETTING_UP: ReadonlySet<string> = new Set(["init", "topology"]);

/** In the order in which they were sent, without those that set up the nodes. */
export function requestsOf(messages: Messages): Request[] {
  const answeredMs = new Map<number, number>();
  for (let message = 0; message < messages.count; message++) {
    const request = itemAt(messages.request, message);
    const endMs = itemAt(messages.endMs, message);
    if (request >= 0 && endMs !== Infinity) answeredMs.set(request, endMs);
  }
  const found: Request[] = [];
  for (let message = 0; message < messages.count; message++) {
    const kind = itemAt(messages.kind, message);
    const isRequest = isClient(itemAt(messages.names, itemAt(messages.source, message)));
    if (!isRequest || SETTING_UP.has(itemAt(messages.kinds, kind).name)) continue;
    const sentMs = itemAt(messages.sendMs, message);
    const endMs = answeredMs.get(message);
    found.push({
      message,
      kind,
      sentMs,
      latencyMs: endMs === undefined ? undefined : endMs - sentMs,
    });
  }
  return found;
}
