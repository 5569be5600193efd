/** `:stats`: how many operations of each kind completed, and how. After jepsen.checker/stats. */

import { EdnMap, Keyword, ednMap } from "../edn.ts";
import { isClient, type History } from "../history.ts";
import { validityToEdn, type Validity } from "./validity.ts";

export interface Stats {
  readonly validity: Validity;
  readonly all: Tally;
  /** By the name of the operation, sorted. */
  readonly byF: readonly (readonly [f: string, tally: Tally])[];
}

/** Completions. */
export interface Tally {
  ok: number;
  fail: number;
  info: number;
}

/** What clients do that crash on purpose: never ok (jepsen.tests.kafka, `stats-checker`). */
const CRASH = "crash";

/** Counts the completions of clients. Invalid if no operation of some `:f` was ever ok. */
export function judgeStats({ operations }: History): Stats {
  const all: Tally = { ok: 0, fail: 0, info: 0 };
  const byF = new Map<string, Tally>();
  for (const operation of operations) {
    const { f, type } = operation;
    if (!isClient(operation) || type === "invoke") continue;
    let tally = byF.get(f);
    if (tally === undefined) byF.set(f, (tally = { ok: 0, fail: 0, info: 0 }));
    tally[type]++;
    all[type]++;
  }
  const sorted = [...byF].toSorted(([left], [right]) => (left < right ? -1 : 1));
  return { validity: neverOk(sorted).length === 0, all, byF: sorted };
}

/** The kinds of operation of which none succeeded although it should. */
export function neverOk(byF: Stats["byF"]): string[] {
  return byF.filter(([f, { ok }]) => ok === 0 && f !== CRASH).map(([f]) => f);
}

/** As in results.edn. */
export function statsToEdn({ validity, all, byF }: Stats): EdnMap {
  const parts = byF.map(([f, tally]) => [Keyword.of(f), tallyToEdn(tally, tally.ok > 0)] as const);
  const whole = tallyToEdn(all, validity);
  return new EdnMap([...whole.entries, [Keyword.of("by-f"), new EdnMap(parts)]]);
}

function tallyToEdn({ ok, fail, info }: Tally, validity: Validity): EdnMap {
  return ednMap({
    "valid?": validityToEdn(validity),
    count: ok + fail + info,
    "ok-count": ok,
    "fail-count": fail,
    "info-count": info,
  });
}
