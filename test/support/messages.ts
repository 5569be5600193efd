/** Short forms of the messages that tests exchange with a node. */

export const FIVE: readonly string[] = ["n1", "n2", "n3", "n4", "n5"];

/** One line: a message to n1. */
export function line(src: string, body: object, dest = "n1"): string {
  return JSON.stringify({ src, dest, body });
}

/** What n1 writes, parsed. */
export function message(dest: string, body: object, src = "n1"): unknown {
  return { src, dest, body };
}

export function init(ids: readonly string[] = FIVE, id = "n1"): string {
  return line("c0", { type: "init", node_id: id, node_ids: ids, msg_id: 1 }, id);
}

export function topology(neighbours: readonly string[], id = "n1"): string {
  return line("c1", { type: "topology", topology: { [id]: neighbours }, msg_id: 1 }, id);
}

export const INIT_OK: unknown = message("c0", { type: "init_ok", in_reply_to: 1 });
export const TOPOLOGY_OK: unknown = message("c1", { type: "topology_ok", in_reply_to: 1 });
