/**
 * The types of cycles, as elle.txn names them. Adya (1999) has G0 (writes only), G1c (writes and
 * reads), G-single (one anti-dependency, rw) and G2-item (several). Snapshot isolation allows a cycle
 * only if two of these follow each other (Cerone and Gotsman 2016), hence G-nonadjacent.
 */

import { type Kind } from "./graph.ts";

type DataType = "G0" | "G1c" | "G-single-item" | "G-nonadjacent-item" | "G2-item";

/** With `-process` or `-realtime`, the cycle needs the order of a process or of real time. */
export type CycleType = `${DataType}${"" | "-process" | "-realtime"}`;

export interface CycleSpec {
  readonly type: CycleType;
  /** Of some edge of each such cycle; the search begins with it. */
  readonly start: Kind;
  /** How many anti-dependencies: none, just one, several but no two in a row, two in a row. */
  readonly rw: "none" | "one" | "apart" | "adjacent";
  /** Of the other edges, apart from rw. */
  readonly others: readonly Kind[];
  /** At least one edge must be of this kind. */
  readonly variant: "process" | "realtime" | undefined;
}

/** A type comes after all those that imply it. */
export const CYCLE_SPECS: readonly CycleSpec[] = [
  ...specsOf(undefined),
  ...specsOf("process"),
  ...specsOf("realtime"),
];

function specsOf(variant: "process" | "realtime" | undefined): CycleSpec[] {
  const suffix = variant === undefined ? "" : (`-${variant}` as const);
  const order = variant === undefined ? [] : [variant];
  const others: readonly Kind[] = ["ww", "wr", ...order];
  return [
    { type: `G0${suffix}`, start: variant ?? "ww", rw: "none", others: ["ww", ...order], variant },
    { type: `G1c${suffix}`, start: "wr", rw: "none", others, variant },
    { type: `G-single-item${suffix}`, start: "rw", rw: "one", others, variant },
    { type: `G-nonadjacent-item${suffix}`, start: "rw", rw: "apart", others, variant },
    { type: `G2-item${suffix}`, start: "rw", rw: "adjacent", others, variant },
  ];
}

/** The type of the cycle that has edges of these kinds, in their order. */
export function typeOfCycle(kinds: readonly Kind[]): CycleType {
  const isAdjacent = kinds.some((kind, place) => kind === "rw" && kinds.at(place - 1) === "rw");
  const rwCount = kinds.filter((kind) => kind === "rw").length;
  const suffix = kinds.includes("realtime")
    ? "-realtime"
    : kinds.includes("process")
      ? "-process"
      : "";
  if (rwCount === 1) return `G-single-item${suffix}`;
  if (rwCount > 1) return isAdjacent ? `G2-item${suffix}` : `G-nonadjacent-item${suffix}`;
  if (kinds.includes("wr")) return `G1c${suffix}`;
  if (kinds.includes("ww")) return `G0${suffix}`;
  throw new Error(`No cycle has only edges of ${kinds.join(", ")}`);
}
