/** `:stats`: how many operations of each kind completed, and how. After jepsen.checker/stats. */

import { EdnMap, Keyword, ednMap } from "../edn.ts";
import { isClient, type History, type Operation } from "../history.ts";
import { mergeValidity, validityToEdn, type Validity } from "./validity.ts";

interface Stats {
  readonly result: EdnMap;
  readonly validity: Validity;
}

/** Counts the completions of clients. Invalid if no operation of some `:f` was ever ok. */
export function judgeStats({ operations }: History): Stats {
  const all = new Tally();
  const byF = new Map<string, Tally>();
  for (const operation of operations) {
    if (!isClient(operation) || operation.type === "invoke") continue;
    const tally = byF.get(operation.f) ?? new Tally();
    byF.set(operation.f, tally);
    tally.add(operation);
    all.add(operation);
  }
  const sorted = [...byF].toSorted(([left], [right]) => (left < right ? -1 : 1));
  const validity = mergeValidity(sorted.map(([, tally]) => tally.isValid()));
  const byFEdn = new EdnMap(
    sorted.map(([f, tally]) => [Keyword.of(f), tally.toEdn(tally.isValid())]),
  );
  const result = new EdnMap([...all.toEdn(validity).entries, [Keyword.of("by-f"), byFEdn]]);
  return { result, validity };
}

class Tally {
  #ok = 0;
  #fail = 0;
  #info = 0;

  add({ type }: Operation): void {
    if (type === "ok") this.#ok++;
    else if (type === "fail") this.#fail++;
    else this.#info++;
  }

  isValid(): boolean {
    return this.#ok > 0;
  }

  toEdn(validity: Validity): EdnMap {
    return ednMap({
      "valid?": validityToEdn(validity),
      count: this.#ok + this.#fail + this.#info,
      "ok-count": this.#ok,
      "fail-count": this.#fail,
      "info-count": this.#info,
    });
  }
}
