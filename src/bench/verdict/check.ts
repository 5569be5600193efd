/**
 * `eddy check FILE`: the verdict on a stored history, of a real Maelstrom or of our own. FILE is a
 * history.edn, or a folder of the store that holds one; symbolic links such as `latest` are
 * followed.
 */

import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { judgeChallenge, type ChallengeVerdict } from "./challenge.ts";
import { type AvailabilityGoal } from "./availability.ts";
import { faultCountsOf } from "./fault-sums.ts";
import { picturesAmong, type Pictures } from "./pictures.ts";
import { netCountsOf } from "./net.ts";
import { mergeValidity, validityOfEdn, type Validity } from "./validity.ts";
import { judge, type JudgeOptions, type Verdict } from "./verdict.ts";
import { EdnError, itemsOf, type EdnMap } from "../edn.ts";
import { HistoryError, toHistory, type History } from "../history.ts";
import { paceOf } from "../load/pace.ts";
import { readHistoryFile, type ReadingProgress } from "../store/history-reader.ts";
import { type CutOff } from "../store/maelstrom-log.ts";
import { findFolder, nameAbove, readFolder, readRun } from "../store/stored-folder.ts";
import { type StoredRun } from "../store/stored-run.ts";
import { staleReadsOf } from "../services/stale-reads.ts";
import { type WorkloadName } from "../workloads/index.ts";
import { recognize } from "../workloads/recognition.ts";
import { printable } from "../network/violations.ts";

/** There is no history to judge: the file is missing, is no EDN, or makes no sense. */
export class BrokenInput extends Error {
  override readonly name = "BrokenInput";
}

interface CheckOptions {
  /** If not the one that the history and its folder show. */
  readonly workload?: WorkloadName | undefined;
  /** Of transactions, by Elle's names: if not what the stored run asked for. */
  readonly consistencyModels?: readonly string[] | undefined;
  /** Neither a history nor results.edn says what the test asked for. */
  readonly availability?: AvailabilityGoal | undefined;
  readonly concurrency?: number | undefined;
  /** Hears how far the history was read. */
  readonly progress?: ReadingProgress | undefined;
  /** The name of the challenge whose limits count, in place of that of the stored run. */
  readonly challenge?: string | undefined;
}

export interface Check {
  readonly verdict: Verdict;
  /** With the limits of the challenge. */
  readonly validity: Validity;
  /** The path of the history that was read. */
  readonly path: string;
  readonly history: History;
  /** Their names in the order of the test, if the folder tells. */
  readonly nodes: readonly string[] | undefined;
  /** If there is one with limits. */
  readonly challenge: ChallengeVerdict | undefined;
  /** Those of the folder; undefined for a bare history. */
  readonly pictures: Pictures | undefined;
  /** Undefined if eddy test has not stored it. */
  readonly run: StoredRun | undefined;
  /** Undefined if the test came to its end; else the verdict is worth nothing. */
  readonly cutOff: CutOff | undefined;
  /** What the folder's own results.edn says, if it has one. */
  readonly recorded: Validity | undefined;
}

/** Throws BrokenInput, whose message names the path and what is wrong with it. */
export async function checkFile(path: string, options: CheckOptions = {}): Promise<Check> {
  try {
    return await check(path, options);
  } catch (error) {
    throw toBrokenInput(path, error);
  }
}

async function check(path: string, options: CheckOptions): Promise<Check> {
  const folder = (await stat(path)).isDirectory() ? await findFolder(path) : undefined;
  const stored = folder === undefined ? undefined : await readFolder(folder);
  const historyPath = folder === undefined ? path : join(folder, "history.edn");
  const run = basename(historyPath) === "history.edn" ? await readRun(historyPath) : undefined;
  const nodes = run?.nodes ?? stored?.nodes;
  const operations = await readHistoryFile(historyPath, {
    nodeOf: nodeOf(nodes, options.concurrency ?? run?.concurrency),
    progress: options.progress,
  });
  const history = toHistory(operations);
  const results = stored?.results;
  const toldBy = toldIn(results);
  const verdict = judge(history, {
    ...toldBy,
    nodes,
    workload: recognize(operations, await nameAbove(historyPath), options.workload),
    consistencyModels: options.consistencyModels ?? run?.consistencyModels,
    availability: options.availability ?? toldBy.availability,
    concurrency: options.concurrency ?? run?.concurrency,
  });
  const challenge = judgeChallenge(options.challenge ?? challengeIn(results), verdict);
  return {
    verdict,
    validity: mergeValidity([verdict.validity, challenge?.validity ?? true]),
    challenge,
    pictures: stored && picturesAmong(stored.names),
    path: historyPath,
    history,
    nodes,
    run,
    cutOff: run === undefined ? stored?.cutOff : cutOffOf(run),
    recorded: results && validityOfEdn(results.get("valid?")),
  };
}

function cutOffOf({ end, reason }: StoredRun): CutOff | undefined {
  return end === "complete" ? undefined : { end, reason };
}

/** Whose reads are like each other: those of a node, or of a process where its node is unknown. */
function nodeOf(
  nodes: readonly string[] | undefined,
  concurrency: number | undefined,
): (process: number) => number {
  if (nodes === undefined || concurrency === undefined) return (process) => process;
  return (process) => (process % concurrency) % nodes.length;
}

/** What only the results of a run tell of it. */
function toldIn(results: EdnMap | undefined): Partial<JudgeOptions> {
  const [net, eddy] = [results?.mapAt("net"), results?.mapAt("eddy")];
  const [load, nemesis] = [eddy?.mapAt("load"), eddy?.mapAt("nemesis")];
  return {
    net: net && netCountsOf(net),
    faultCounts: nemesis && faultCountsOf(nemesis),
    availability: results?.mapAt("availability")?.get("valid?") === false ? MISSED : undefined,
    lostWithNode: itemsOf(eddy?.get("lost-with-node") ?? null),
    isDurable: eddy?.get("durable?") === true,
    pace: load && paceOf(load),
    staleReads: staleReadsOf(eddy?.get("stale-reads") ?? null),
  };
}

function challengeIn(results: EdnMap | undefined): string | undefined {
  const name = results?.mapAt("challenge")?.get("name");
  return typeof name === "string" ? name : undefined;
}

// The goal of a stored run is not stored, but whether it was reached: no run reaches this one.
const MISSED: AvailabilityGoal = Number.POSITIVE_INFINITY;

/** Anything else is a fault of this program, and thrown as it is. */
function toBrokenInput(path: string, error: unknown): BrokenInput {
  if (error instanceof EdnError || error instanceof HistoryError || isSystemError(error)) {
    return new BrokenInput(printable(`Cannot check ${path}: ${error.message}`), { cause: error });
  }
  throw error;
}

/** ENOENT, EACCES and the like. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
