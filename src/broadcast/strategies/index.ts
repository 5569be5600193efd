/** The strategies by name, in the order of the chapter. */

import { type Verbs } from "../strategy.ts";
import { type TreeOptions } from "../tree/tree.ts";
import { direct } from "./direct.ts";
import { flood } from "./flood.ts";
import { local } from "./local.ts";
import { relay } from "./relay.ts";
import { resend } from "./resend.ts";
import { retry } from "./retry.ts";
import { storm } from "./storm.ts";
import { tree } from "./tree.ts";

export type StrategyName =
  "local" | "storm" | "flood" | "relay" | "retry" | "resend" | "direct" | "tree";

interface NamedStrategy {
  /** The options are those of `tree`; the others ignore them. */
  readonly make: (verbs: Verbs, options?: TreeOptions) => void;
  readonly summary: string;
}

export const STRATEGIES: Readonly<Record<StrategyName, NamedStrategy>> = {
  local: { make: local, summary: "store and read, no communication" },
  storm: { make: storm, summary: "tell all neighbours, always; never falls silent" },
  flood: { make: flood, summary: "tell all neighbours when it is new" },
  relay: { make: relay, summary: "flood, but not back to the sender" },
  retry: { make: retry, summary: "relay by RPC, again until each neighbour answered" },
  resend: { make: resend, summary: "as retry, in the format of the chapter's gossip" },
  direct: { make: direct, summary: "tell every node at once; digests repair" },
  tree: { make: tree, summary: "batches down a tree that heals itself; digests repair" },
};

export const DEFAULT_STRATEGY: StrategyName = "tree";

export function isStrategyName(name: string): name is StrategyName {
  return Object.hasOwn(STRATEGIES, name);
}
