/**
 * What Maelstrom recorded and judged: histories of its own runs (without their times), small ones made
 * by hand, and its verdicts on each under many models.
 */

import {
  EdnMap,
  Keyword,
  itemsOf,
  readAllEdn,
  writeEdn,
  type Edn,
} from "../../../../src/bench/edn.ts";
import { readHistory, toHistory, type History } from "../../../../src/bench/history.ts";

export type TransactionWorkload = "txn-list-append" | "txn-rw-register";

const FOLDER = `${import.meta.dir}/../../../recorded/transactions`;

async function read(name: string): Promise<readonly Edn[]> {
  const packed = await Bun.file(`${FOLDER}/${name}.edn.zst`).bytes();
  return [...readAllEdn(new TextDecoder().decode(Bun.zstdDecompressSync(packed)))];
}

export interface Judged {
  readonly name: string;
  readonly history: History;
  /** Maelstrom's verdict by model. */
  readonly verdicts: readonly (readonly [model: string, verdict: EdnMap])[];
  /** The whole of it under strict serializability, where it is recorded. */
  readonly whole: EdnMap | undefined;
}

/** The runs, with `:valid?`, `:anomaly-types`, `:counts`, `:not` and `:also-not` of each model. */
export async function recordedRuns(workload: TransactionWorkload): Promise<Judged[]> {
  const [verdicts] = await read(`${workload}-verdicts`);
  const [histories] = await read(`${workload}-histories`);
  if (!(verdicts instanceof EdnMap && histories instanceof EdnMap)) throw new Error("No maps");
  return histories.entries.map(([name, operations]) => {
    const [, models] = verdicts.entries.find(([other]) => other === name) ?? [];
    return { ...judged(name, operations, models), whole: undefined };
  });
}

export async function handmade(workload: TransactionWorkload): Promise<Judged[]> {
  const cases = (await read(`${workload}-handmade`)).flatMap((form) => itemsOf(form) ?? [form]);
  return cases.map((form) => {
    if (!(form instanceof EdnMap)) throw new Error("No map");
    const models = form.mapAt("models") ?? form.mapAt("result")?.mapAt("models");
    const whole = form.mapAt("result")?.mapAt("strict-serializable");
    return { ...judged(form.get("name"), form.get("history"), models), whole };
  });
}

function judged(
  name: Edn = null,
  operations: Edn = null,
  models: Edn = null,
): Omit<Judged, "whole"> {
  if (typeof name !== "string" || !(models instanceof EdnMap)) throw new Error("No verdict");
  const verdicts = models.entries.map(([model, verdict]) => {
    if (!(model instanceof Keyword && verdict instanceof EdnMap)) throw new Error("No model");
    return [model.name, verdict] as const;
  });
  return { name, history: toHistory(readHistory(writeEdn(operations))), verdicts };
}

/** The names of keywords, sorted; none for nil. */
export function namesOf(value: Edn | undefined): string[] {
  const names = (itemsOf(value ?? null) ?? []).map((item) =>
    item instanceof Keyword ? item.name : writeEdn(item),
  );
  return names.toSorted();
}
