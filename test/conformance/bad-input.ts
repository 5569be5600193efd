/** The table of bad input of src/node/README.md: its first column, what is played, and what comes of it. */

import { init, INIT_OK, line, message, topology, TOPOLOGY_OK } from "../support/messages.ts";
import { broadcast, broadcastOk, read, readOk, told } from "./cases.ts";

export interface Row {
  /** As on the page. */
  readonly input: string;
  /** As on the page: what the sender gets. */
  readonly answer: string;
  readonly lines: readonly string[];
  readonly output: readonly unknown[];
}

/** Stands for any text. */
export const ANY_TEXT = "(any text)";

function error(code: number, msgId = 7, dest = "c5"): unknown {
  return message(dest, { type: "error", code, text: ANY_TEXT, in_reply_to: msgId });
}

function asked(body: object): string {
  return line("c5", { msg_id: 7, ...body });
}

function raw(src: string, dest: string, body: string): string {
  return `{"src":${src},"dest":${dest},"body":${body}}`;
}

const START = init(["n1", "n2", "n3"]);
const READ = '{"type":"read","msg_id":7}';

/** Rows whose input reaches a node that has been initialized; each ends with a read that is served. */
const AFTER_INIT: readonly Row[] = [
  row("not JSON; a NUL byte", "nothing", [
    "hello",
    '{"src":',
    "{}{}",
    "\0",
    `\0${asked({ type: "read" })}`,
  ]),
  row("`null`, an array or a number for a message", "nothing", [
    "null",
    "[]",
    "[{}]",
    "7",
    '"x"',
    "true",
  ]),
  row("`src` missing, empty or no string", "nothing", [
    `{"dest":"n1","body":${READ}}`,
    raw('""', '"n1"', READ),
    raw("5", '"n1"', READ),
    raw("null", '"n1"', READ),
  ]),
  row(
    "`dest` missing, no string, or another node's name",
    "error 12",
    [`{"src":"c5","body":${READ}}`, raw('"c5"', "{}", READ), raw('"c5"', '"n2"', READ)],
    [error(12), error(12), error(12)],
  ),
  row("`body` no object", "nothing", [
    `{"src":"c5","dest":"n1"}`,
    raw('"c5"', '"n1"', "null"),
    raw('"c5"', '"n1"', "[1]"),
    raw('"c5"', '"n1"', '"read"'),
  ]),
  row(
    "`type` missing or no string",
    "error 12",
    [asked({}), asked({ type: 5 }), asked({ type: null }), line("c5", {})],
    [error(12), error(12), error(12)],
  ),
  row('`msg_id` 1.5, "1", or beyond 2^53', "nothing: there is no number to answer to", [
    raw('"c5"', '"n1"', '{"type":"read","msg_id":1.5}'),
    raw('"c5"', '"n1"', '{"type":"read","msg_id":"1"}'),
    raw('"c5"', '"n1"', '{"type":"read","msg_id":9007199254740993}'),
    raw('"c5"', '"n1"', '{"type":"read","msg_id":-1e300}'),
    raw('"c5"', '"n1"', '{"type":"read","msg_id":true}'),
  ]),
  row(
    "an unknown type",
    "error 10",
    [
      asked({ type: "x" }),
      asked({ type: "" }),
      asked({ type: "__proto__" }),
      line("n2", { type: "x" }),
    ],
    [error(10), error(10), error(10)],
  ),
  row(
    "`broadcast` without `message`",
    "error 12",
    [asked({ type: "broadcast" }), line("n2", { type: "broadcast" })],
    [error(12)],
  ),
  row(
    "`broadcast` of a value nested a million levels deep",
    "error 12",
    [
      raw(
        '"c5"',
        '"n1"',
        `{"type":"broadcast","msg_id":7,"message":${"[".repeat(1e6)}${"]".repeat(1e6)}}`,
      ),
    ],
    [error(12)],
  ),
  row(
    "`broadcast` of a value of more than 524,288 characters",
    "error 12",
    [asked({ type: "broadcast", message: "x".repeat(2 ** 19 - 1) })],
    [error(12)],
  ),
  row(
    "another message nested more than 1,000 levels deep",
    "error 12",
    [raw('"c5"', '"n1"', `{"type":"x","msg_id":7,"x":${"[".repeat(999)}${"]".repeat(999)}}`)],
    [error(12)],
  ),
  row(
    "`topology` without a map, or with neighbours that are no list of names",
    "error 12",
    [
      asked({ type: "topology" }),
      asked({ type: "topology", topology: ["n2"] }),
      asked({ type: "topology", topology: null }),
      asked({ type: "topology", topology: { n1: "n2" } }),
      asked({ type: "topology", topology: { n1: [2] } }),
      asked({ type: "topology", topology: { n2: null } }),
    ],
    Array.from({ length: 6 }, () => error(12)),
  ),
  row(
    "a second `init` with the same names",
    "`init_ok`; nothing is lost",
    [init(["n3", "n2", "n1"])],
    [INIT_OK],
  ),
  row(
    "a second `init` with other names",
    "error 12; nothing is lost",
    [
      asked({ type: "init", node_id: "n1", node_ids: ["n1", "n2"] }),
      asked({ type: "init", node_id: "n1", node_ids: ["n1", "n2", "n4"] }),
      asked({ type: "init", node_id: "n2", node_ids: ["n1", "n2", "n3"] }),
    ],
    [error(12), error(12), error(12)],
  ),
  row("an answer to a request that was never made", "nothing", [
    line("n2", { type: "broadcast_ok", in_reply_to: 1 }),
    line("c9", { type: "x", in_reply_to: 0, msg_id: 1 }),
    line("n2", { type: "error", in_reply_to: 5, code: 13, text: "x" }),
  ]),
];

function row(
  input: string,
  answer: string,
  lines: readonly string[],
  output: readonly unknown[] = [],
): Row {
  return {
    input,
    answer,
    lines: [START, topology([]), broadcast(5, 1), ...lines, read(2)],
    output: [INIT_OK, TOPOLOGY_OK, broadcastOk(1), ...output, readOk([5], 2)],
  };
}

const INIT = { type: "init", node_id: "n1", node_ids: ["n1"] };

export const BAD_INPUT: readonly Row[] = [
  ...AFTER_INIT,
  {
    input: "a client's request before `init`",
    answer: "error 11, from the name it was addressed to",
    lines: [
      asked({ type: "read" }),
      line("c6", { type: "read", msg_id: 8 }, "n9"),
      line("c6", { msg_id: 9 }, "n9"),
      init(["n1"]),
    ],
    output: [
      error(11),
      message("c6", { type: "error", code: 11, text: ANY_TEXT, in_reply_to: 8 }, "n9"),
      message("c6", { type: "error", code: 12, text: ANY_TEXT, in_reply_to: 9 }, "n9"),
      INIT_OK,
    ],
  },
  {
    input: "a node's message before `init`",
    answer: "nothing; it is dropped",
    lines: [
      broadcast(5, 1, "n2"),
      broadcast(6, undefined, "n2"),
      line("n2", { msg_id: 3 }),
      START,
      read(2),
    ],
    output: [INIT_OK, readOk([], 2)],
  },
  {
    input: "`init` without `node_id`, or with one that is not in `node_ids`",
    answer: "error 12",
    lines: [
      asked({ ...INIT, node_id: undefined }),
      asked({ ...INIT, node_id: "n2" }),
      asked({ ...INIT, node_id: 1 }),
      init(["n1"]),
    ],
    output: [error(12), error(12), error(12), INIT_OK],
  },
  {
    input: "`init` with `node_ids` missing, empty, with a name twice, or no list of names",
    answer: "error 12",
    lines: [
      ...[undefined, [], ["n1", "n1"], "n1", { n1: true }, ["n1", ""], ["n1", null]].map((ids) =>
        asked({ ...INIT, node_ids: ids }),
      ),
      init(["n1"]),
    ],
    output: [...Array.from({ length: 7 }, () => error(12)), INIT_OK],
  },
  {
    input: "a topology that omits this node",
    answer: "`topology_ok`; it has no neighbours",
    lines: [
      START,
      line("c1", { type: "topology", topology: { n2: ["n1"] }, msg_id: 1 }),
      broadcast(5, 1),
    ],
    output: [INIT_OK, TOPOLOGY_OK, broadcastOk(1)],
  },
  {
    input: "a topology that names this node itself, strangers, or a neighbour twice",
    answer: "`topology_ok`; they are ignored",
    lines: [START, topology(["n1", "n9", "c5", "", "n2", "n2", "__proto__"]), broadcast(5, 1)],
    output: [INIT_OK, TOPOLOGY_OK, broadcastOk(1), told("n2", 5)],
  },
  {
    input: "a `broadcast` with a `g_id` from a client or a stranger",
    answer: "stored; no `gossip_ok` to a name outside the cluster",
    lines: [
      START,
      topology([]),
      line("c5", { type: "broadcast", message: 5, g_id: 1 }),
      line("n9", { type: "broadcast", message: 6, g_id: 1 }),
      read(2),
    ],
    output: [INIT_OK, TOPOLOGY_OK, readOk([5, 6], 2)],
  },
];
