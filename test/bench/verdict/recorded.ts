/**
 * Histories of the workloads with what a real Maelstrom's checkers say of them: runs of it, and tiny
 * ones made by hand. A file has a map `{:name :history :result}` on each line.
 */

import { readFileSync } from "node:fs";
import { EdnMap, itemsOf, readAllEdn, writeEdn, type Edn } from "../../../src/bench/edn.ts";
import { readHistory, toHistory, type History } from "../../../src/bench/history.ts";

export interface Recorded {
  readonly name: string;
  readonly history: History;
  readonly result: EdnMap;
}

export function readRecorded(workload: string): readonly Recorded[] {
  const path = `${import.meta.dir}/../../recorded/maelstrom/${workload}.edn.zst`;
  return [...readAllEdn(Bun.zstdDecompressSync(readFileSync(path)))].map((form) => {
    if (!(form instanceof EdnMap)) throw new Error(`No recorded history: ${writeEdn(form)}`);
    const [name, result] = [form.get("name"), form.mapAt("result")];
    if (typeof name !== "string" || result === undefined) throw new Error("No name or result");
    const lines = (itemsOf(form.get("history") ?? null) ?? []).map((one: Edn) => writeEdn(one));
    return { name, history: toHistory(readHistory(lines.join("\n"))), result };
  });
}

/** For the messages: three nodes and six workers. */
export function nameOfNode(process: number): string {
  return `n${(process % 6) % 3}`;
}
