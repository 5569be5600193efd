/** Reads of nodes from a service that was answered from an older state, as seq-kv may do. */

import { ednMap, EdnMap, itemsOf, type Edn } from "../edn.ts";

export interface StaleRead {
  readonly service: string;
  readonly node: string;
  readonly key: Edn;
  /** The later writes to the key that it did not show. */
  readonly writesBehind: number;
}

/** As under `:eddy` of results.edn. */
export function staleReadsToEdn(reads: readonly StaleRead[]): Edn {
  return reads.map(({ service, node, key, writesBehind }) =>
    ednMap({ service, node, key, "writes-behind": writesBehind }),
  );
}

/** Those of a results.edn; what is none is left out. */
export function staleReadsOf(edn: Edn): readonly StaleRead[] {
  return (itemsOf(edn) ?? []).flatMap((item) => {
    if (!(item instanceof EdnMap)) return [];
    const [service, node, key] = ["service", "node", "key"].map((name) => item.get(name) ?? null);
    const writesBehind = item.get("writes-behind");
    if (typeof service !== "string" || typeof node !== "string") return [];
    return typeof writesBehind === "number"
      ? [{ service, node, key: key ?? null, writesBehind }]
      : [];
  });
}
