/**
 * run.json: what eddy test knows of a run and no other file of the store tells. With it eddy check
 * and eddy report say the same of a run as the test itself did. A real Maelstrom writes none.
 */

import { isObject } from "../../node/json.ts";

const ENDS = ["complete", "violation", "aborted", "failed"] as const;

export interface StoredRun {
  /** By itself, at a violation, by a signal, or because the bench failed. */
  readonly end: (typeof ENDS)[number];
  /** Of the test: 3 also for a complete one in which a node exited early. */
  readonly exitCode: number;
  /** The first violation, or why the bench failed; undefined if there was neither. */
  readonly reason: string | undefined;
  /** In the order of the test. */
  readonly nodes: readonly string[];
  readonly concurrency: number;
  /** What was asked for, as on the page. */
  readonly settings: readonly (readonly [name: string, text: string])[];
  /** What nodes did wrong, as on the page. */
  readonly remarks: readonly string[];
  /** The command that runs the test again. */
  readonly repeat: string;
  /** Of transactions: what had to hold, by Elle's names. Older runs do not say it. */
  readonly consistencyModels?: readonly string[] | undefined;
}

export function formatRun({ exitCode, consistencyModels, ...run }: StoredRun): string {
  const named = { ...run, "consistency-models": consistencyModels, "exit-code": exitCode };
  return `${JSON.stringify(named, undefined, 2)}\n`;
}

/** Undefined for a stump, as a full disk leaves it, and for whatever else is no such file. */
export function parseRun(text: string): StoredRun | undefined {
  const fields = parse(text);
  if (!isObject(fields)) return undefined;
  const { reason, nodes, concurrency, settings, remarks, repeat, "exit-code": exitCode } = fields;
  const models = fields["consistency-models"];
  const end = ENDS.find((known) => known === fields["end"]);
  if (end === undefined || !isCount(exitCode) || !isCount(concurrency)) return undefined;
  if (typeof repeat !== "string" || !(reason === undefined || typeof reason === "string")) {
    return undefined;
  }
  if (!isTexts(nodes) || !isTexts(remarks) || !isRows(settings)) return undefined;
  if (nodes.length === 0 || concurrency === 0) return undefined;
  const consistencyModels = isTexts(models) ? models : undefined;
  return {
    end,
    exitCode,
    reason,
    nodes,
    concurrency,
    settings,
    remarks,
    repeat,
    consistencyModels,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isRows(value: unknown): value is StoredRun["settings"] {
  return Array.isArray(value) && value.every((row) => isTexts(row) && row.length === 2);
}
