/** The verdict on the unique-ids workload: no id may come twice. After jepsen.checker/unique-ids. */

import { EdnMap, areComparable, compare, ednMap, keyOf, writeEdn, type Edn } from "../edn.ts";
import { isClient, type History } from "../history.ts";
import { printable } from "../network/violations.ts";
import { count } from "./texts.ts";
import { type Validity } from "./validity.ts";
import { timesOf, type NameOfNode } from "./words.ts";

/** A node answered a request with this id. */
export interface GeneratedId {
  readonly id: Edn;
  readonly process: number;
  /** The place of the request in the history. */
  readonly invoked: number;
}

export interface UniqueIdsVerdict {
  readonly validity: Validity;
  readonly attemptedCount: number;
  readonly acknowledgedCount: number;
  /** Each id that came more than once, with all that got it in the order of their answers. */
  readonly duplicates: readonly (readonly [GeneratedId, ...GeneratedId[]])[];
  /** The lowest and the highest id, nil apart; undefined without any. */
  readonly range: readonly [Edn, Edn] | undefined;
  /** Two ids of which Clojure cannot tell which is lower: then Maelstrom has no verdict. */
  readonly incomparable: readonly [Edn, Edn] | undefined;
}

export function judgeUniqueIds({ operations, counterparts }: History): UniqueIdsVerdict {
  const generated: GeneratedId[] = [];
  let attemptedCount = 0;
  for (const [place, operation] of operations.entries()) {
    if (!isClient(operation)) continue;
    const { type, process, value: id } = operation;
    if (type === "invoke") attemptedCount++;
    if (type !== "ok" || typeof process !== "number") continue;
    generated.push({ id, process, invoked: counterparts[place] ?? place });
  }
  return { attemptedCount, ...judgeIds(generated) };
}

function judgeIds(generated: readonly GeneratedId[]): Omit<UniqueIdsVerdict, "attemptedCount"> {
  const byId = new Map<number | string, [GeneratedId, ...GeneratedId[]]>();
  let range: readonly [Edn, Edn] | undefined;
  let incomparable: readonly [Edn, Edn] | undefined;
  for (const one of generated) {
    const same = byId.get(keyOf(one.id));
    if (same === undefined) byId.set(keyOf(one.id), [one]);
    else same.push(one);
    if (one.id === null) continue;
    const [lowest, highest] = range ?? [one.id, one.id];
    // The first id is compared with none, and any other with what is the lowest so far.
    if (range !== undefined && !areComparable(lowest, one.id)) incomparable ??= [lowest, one.id];
    range = [
      compare(one.id, lowest) < 0 ? one.id : lowest,
      compare(one.id, highest) > 0 ? one.id : highest,
    ];
  }
  const duplicates = [...byId.values()].filter(({ length }) => length > 1);
  const validity = duplicates.length === 0;
  return { validity, acknowledgedCount: generated.length, duplicates, range, incomparable };
}

/** Jepsen lists this many duplicates. */
const LISTED_AT_MOST = 48;

/** As in results.edn: the ids that came most often, of those as often the higher, sorted by id. */
export function uniqueIdsToEdn(verdict: UniqueIdsVerdict): EdnMap {
  const { attemptedCount, acknowledgedCount, duplicates, range } = verdict;
  const listed = duplicates
    .toSorted((one, other) => other.length - one.length || compare(other[0].id, one[0].id))
    .slice(0, LISTED_AT_MOST)
    .toSorted((one, other) => compare(one[0].id, other[0].id));
  return ednMap({
    "valid?": duplicates.length === 0,
    "attempted-count": attemptedCount,
    "acknowledged-count": acknowledgedCount,
    "duplicated-count": duplicates.length,
    duplicated: new EdnMap(listed.map((same) => [same[0].id, same.length])),
    range: range ?? [null, null],
  });
}

/** Duplicates that are told, and answers that are told of each. */
const TOLD_AT_MOST = 3;

/** The duplicates with their requests and nodes, in words, the first that came first. */
export function uniqueIdsMessages(
  { duplicates }: UniqueIdsVerdict,
  history: History,
  nameOfNode: NameOfNode,
): string[] {
  const told = duplicates.slice(0, TOLD_AT_MOST).map((same) => {
    const answers = same
      .slice(0, TOLD_AT_MOST)
      .map(({ process, invoked }) => `by ${nameOfNode(process)} (${timesOf(history, invoked)})`);
    const more = same.length > answers.length ? `, and ${same.length - answers.length} more` : "";
    const times = same.length === 2 ? "twice" : `${same.length} times`;
    const id = printable(writeEdn(same[0].id));
    return `id ${id} was given ${times}: ${answers.join(" and ")}${more}`;
  });
  const more = duplicates.length - told.length;
  return more > 0 ? [...told, `${count(more, "more id")} came more than once`] : told;
}

/** Why Maelstrom has no verdict on these ids, if it has none. */
export function uniqueIdsRemark({ incomparable }: UniqueIdsVerdict): string | undefined {
  if (incomparable === undefined) return undefined;
  const [one, other] = incomparable.map((id) => printable(writeEdn(id)));
  return (
    `its checker breaks where it cannot tell whether id ${one} or ${other} is lower. ` +
    "Let all ids be numbers, or all strings"
  );
}
