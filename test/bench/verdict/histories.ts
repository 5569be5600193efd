/** What the tests of the checkers share: histories in short, and questions to a verdict. */

import { resultsOf } from "../../../src/bench/store/results.ts";
import { judge, type JudgeOptions, type Verdict } from "../../../src/bench/verdict/verdict.ts";
import { EdnMap, writeEdn } from "../../../src/bench/edn.ts";
import { readHistory, toHistory, type History } from "../../../src/bench/history.ts";

/**
 * Histories in short: a line is `process type f value`, the process `n` the nemesis. An operation
 * is as many milliseconds after the start as its line is after the first, unless the line begins
 * with `@milliseconds`. What follows the value is put into the map.
 */
export function historyOf(lines: string): History {
  const operations = lines
    .trim()
    .split("\n")
    .filter((line) => line.trim() !== "");
  const maps = operations.map((line, index) => {
    const match = /^\s*(?:@([\d.]+) )?(\S+) (\S+) (\S+) ([^|]*)(?:\|(.*))?$/u.exec(line);
    const [, timeMs = index, process = "", type = "", f = "", value = "nil", more = ""] =
      match ?? [];
    const name = process === "n" ? ":nemesis" : process;
    const time = `:index ${index} :time ${Math.round(Number(timeMs) * 1e6)}`;
    return `{${time} :process ${name} :type :${type} :f :${f} :value ${value} ${more}}`;
  });
  return toHistory(readHistory(maps.join("\n")));
}

export function judgeBroadcast(lines: string, options: Partial<JudgeOptions> = {}): Verdict {
  return judge(historyOf(lines), { workload: "broadcast", ...options });
}

/** A key of a part of the results, as EDN text. */
export function at(verdict: Verdict, part: string, key: string): string {
  const map = resultsOf(verdict).get(part);
  return map instanceof EdnMap ? writeEdn(map.get(key) ?? null) : "no map";
}
