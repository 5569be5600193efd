/**
 * What any node must answer, whatever runs it: the same cases are played to the in-process node and
 * to the executable.
 */

import { init, INIT_OK, line, message, topology, TOPOLOGY_OK } from "../support/messages.ts";

export interface Case {
  readonly name: string;
  readonly strategy: string;
  readonly input: readonly string[];
  /** All that the node writes, in order. */
  readonly output: readonly unknown[];
}

export function broadcast(value: unknown, msgId?: number, src = "c5"): string {
  return line(src, { type: "broadcast", message: value, msg_id: msgId });
}

export function read(msgId: number): string {
  return line("c5", { type: "read", msg_id: msgId });
}

export function broadcastOk(msgId: number, dest = "c5"): unknown {
  return message(dest, { type: "broadcast_ok", in_reply_to: msgId });
}

export function readOk(messages: readonly unknown[], msgId: number): unknown {
  return message("c5", { type: "read_ok", messages, in_reply_to: msgId });
}

export function told(dest: string, value: unknown): unknown {
  return message(dest, { type: "broadcast", message: value });
}

const STARTED = [init(), topology(["n2", "n3"])];
const STARTED_OK = [INIT_OK, TOPOLOGY_OK];

export const CASES: readonly Case[] = [
  {
    name: "a node alone stores what it is told and reads it back",
    strategy: "flood",
    input: [init(["n1"]), topology([]), broadcast(5, 1), broadcast(5, 2), broadcast(6, 3), read(4)],
    output: [
      INIT_OK,
      TOPOLOGY_OK,
      broadcastOk(1),
      broadcastOk(2),
      broadcastOk(3),
      readOk([5, 6], 4),
    ],
  },
  {
    name: "local tells nobody",
    strategy: "local",
    input: [...STARTED, broadcast(5, 1), read(2)],
    output: [...STARTED_OK, broadcastOk(1), readOk([5], 2)],
  },
  {
    name: "storm tells all neighbours, always",
    strategy: "storm",
    input: [...STARTED, broadcast(5, undefined, "n2"), broadcast(5, undefined, "n2")],
    output: [...STARTED_OK, told("n2", 5), told("n3", 5), told("n2", 5), told("n3", 5)],
  },
  {
    name: "flood tells all neighbours when it is new",
    strategy: "flood",
    input: [...STARTED, broadcast(5, undefined, "n2"), broadcast(5, undefined, "n3")],
    output: [...STARTED_OK, told("n2", 5), told("n3", 5)],
  },
  {
    name: "relay tells all neighbours but the sender",
    strategy: "relay",
    input: [...STARTED, broadcast(5, undefined, "n2"), broadcast(6, 1)],
    output: [...STARTED_OK, told("n3", 5), broadcastOk(1), told("n2", 6), told("n3", 6)],
  },
  {
    name: "retry asks all neighbours but the sender for an answer",
    strategy: "retry",
    input: [
      ...STARTED,
      broadcast(5, 9, "n2"),
      line("n3", { type: "broadcast_ok", in_reply_to: 1 }),
    ],
    output: [
      ...STARTED_OK,
      broadcastOk(9, "n2"),
      message("n3", { type: "broadcast", message: 5, msg_id: 1 }),
    ],
  },
  {
    name: "resend asks all neighbours but the sender for a gossip_ok",
    strategy: "resend",
    input: [
      ...STARTED,
      line("n2", { type: "broadcast", message: 5, g_id: 3 }),
      line("n3", { type: "gossip_ok", g_id: 1 }),
    ],
    output: [
      ...STARTED_OK,
      message("n2", { type: "gossip_ok", g_id: 3 }),
      message("n3", { type: "broadcast", message: 5, g_id: 1 }),
    ],
  },
  {
    name: "a value that comes before the topology is passed on when it comes",
    strategy: "relay",
    input: [init(), broadcast(5, 1), broadcast(6, undefined, "n2"), topology(["n2", "n4"])],
    output: [INIT_OK, broadcastOk(1), told("n2", 5), told("n4", 5), told("n4", 6), TOPOLOGY_OK],
  },
  {
    name: "a second topology brings new neighbours what they may lack",
    strategy: "relay",
    input: [...STARTED, broadcast(5, 1), topology(["n3", "n4"]), broadcast(6, 2)],
    output: [
      ...STARTED_OK,
      broadcastOk(1),
      told("n2", 5),
      told("n3", 5),
      told("n4", 5),
      TOPOLOGY_OK,
      broadcastOk(2),
      told("n3", 6),
      told("n4", 6),
    ],
  },
  {
    name: "a read answers with every kind of value",
    strategy: "local",
    input: [
      init(["n1"]),
      broadcast(null, 1),
      broadcast([1, { a: "é" }], 2),
      broadcast("\0\ud800", 3),
      read(4),
    ],
    output: [
      INIT_OK,
      broadcastOk(1),
      broadcastOk(2),
      broadcastOk(3),
      readOk([null, [1, { a: "é" }], "\0\ud800"], 4),
    ],
  },
];
