/** Histories with one anomaly each, to be planted into others. Their keys are negative. */

export interface Plant {
  readonly type: string;
  readonly write: "append" | "w";
  /** A model that forbids it. */
  readonly model: string;
  /** `process type value` */
  readonly lines: readonly string[];
}

export const PLANTS: readonly Plant[] = [
  lists("G0", "read-uncommitted", [
    "[[:append -1 1] [:append -2 1]]",
    "[[:append -1 2] [:append -2 2]]",
    "[[:r -1 [1 2]] [:r -2 [2 1]]]",
  ]),
  lists("G1b", "read-committed", ["[[:append -1 1] [:append -1 2]]", "[[:r -1 [1]]]"]),
  lists("G1c", "read-committed", ["[[:append -1 1] [:r -2 [1]]]", "[[:append -2 1] [:r -1 [1]]]"]),
  lists("internal", "read-atomic", ["[[:append -1 1] [:r -1 nil]]"]),
  lists("future-read", "read-committed", ["[[:r -1 [1]] [:append -1 1]]", "[[:r -1 [1]]]"]),
  lists("garbage-read", "read-uncommitted", ["[[:append -1 1]]", "[[:r -1 [1 2]]]"]),
  lists("duplicate-elements", "read-uncommitted", ["[[:append -1 1]]", "[[:r -1 [1 1]]]"]),
  lists("incompatible-order", "read-committed", [
    "[[:append -1 1]]",
    "[[:append -1 2]]",
    "[[:r -1 [1 2]]]",
    "[[:r -1 [2 1]]]",
  ]),
  lists("lost-update", "cursor-stability", [
    "[[:r -1 nil] [:append -1 1]]",
    "[[:r -1 nil] [:append -1 2]]",
  ]),
  lists("G-single-item", "snapshot-isolation", [
    "[[:append -1 1] [:append -2 1]]",
    "[[:r -1 [1]] [:r -2 nil]]",
  ]),
  lists("G-nonadjacent-item", "snapshot-isolation", [
    "[[:append -1 1]]",
    "[[:append -2 1]]",
    "[[:r -1 [1]] [:r -2 nil]]",
    "[[:r -1 nil] [:r -2 [1]]]",
  ]),
  lists("G2-item", "serializable", [
    "[[:r -1 nil] [:append -2 1]]",
    "[[:r -2 nil] [:append -1 1]]",
  ]),
  {
    type: "G1a",
    write: "append",
    model: "read-committed",
    lines: [
      "0 invoke [[:append -1 1]]",
      "0 fail [[:append -1 1]]",
      ...reads("[:r -1 nil]", "[:r -1 [1]]"),
    ],
  },
  {
    type: "dirty-update",
    write: "append",
    model: "read-committed",
    lines: [
      "0 invoke [[:append -1 1]]",
      "0 fail [[:append -1 1]]",
      "0 invoke [[:append -1 2]]",
      "0 ok [[:append -1 2]]",
      ...reads("[:r -1 nil]", "[:r -1 [1 2]]"),
    ],
  },
  {
    type: "G-single-item-realtime",
    write: "append",
    model: "strict-serializable",
    lines: [
      "0 invoke [[:append -1 1]]",
      "0 ok [[:append -1 1]]",
      ...reads("[:r -1 nil]", "[:r -1 nil]"),
    ],
  },
  {
    type: "G-single-item-process",
    write: "append",
    model: "strong-session-snapshot-isolation",
    lines: [
      "0 invoke [[:append -1 1]]",
      "0 ok [[:append -1 1]]",
      "0 invoke [[:r -1 nil]]",
      "0 ok [[:r -1 nil]]",
    ],
  },
  registers("internal", "read-atomic", ["[[:w -1 1] [:r -1 2]]"]),
  registers("G1b", "read-committed", ["[[:w -1 1] [:w -1 2]]", "[[:r -1 1]]"]),
  registers("G1c", "read-committed", ["[[:w -1 1] [:r -2 1]]", "[[:w -2 1] [:r -1 1]]"]),
  registers("lost-update", "cursor-stability", [
    "[[:r -1 nil] [:w -1 1]]",
    "[[:r -1 nil] [:w -1 2]]",
  ]),
  registers("cyclic-versions", "read-uncommitted", [
    "[[:r -1 1] [:w -1 2]]",
    "[[:r -1 2] [:w -1 1]]",
  ]),
  registers("G-single-item", "snapshot-isolation", [
    "[[:w -1 1] [:w -2 1]]",
    "[[:r -1 1] [:r -2 nil]]",
  ]),
  registers("G2-item", "serializable", ["[[:r -1 nil] [:w -2 1]]", "[[:r -2 nil] [:w -1 1]]"]),
];

function lists(type: string, model: string, values: readonly string[]): Plant {
  return { type, write: "append", model, lines: atOnce(values) };
}

function registers(type: string, model: string, values: readonly string[]): Plant {
  return { type, write: "w", model, lines: atOnce(values) };
}

/** All begin before any ends. */
function atOnce(values: readonly string[]): string[] {
  return [
    ...values.map((value, process) => `${process} invoke ${value}`),
    ...values.map((value, process) => `${process} ok ${value}`),
  ];
}

/** By another process, later. */
function reads(asked: string, read: string): string[] {
  return [`1 invoke [${asked}]`, `1 ok [${read}]`];
}
