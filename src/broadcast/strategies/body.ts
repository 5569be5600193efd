import { type Value } from "../values.ts";

/** The JSON of a `broadcast` from server to server that wants no answer. */
export function broadcastBody(value: Value): string {
  return `{"type":"broadcast","message":${value}}`;
}
