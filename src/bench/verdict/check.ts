/**
 * `eddy check FILE`: the verdict on a stored history, of a real Maelstrom or of our own. FILE is a
 * history.edn, or a folder of the store that holds one; symbolic links such as `latest` are
 * followed.
 */

import { readFile, readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { challengeOf, judgeLimits, withLimits, type LimitVerdict } from "./challenge.ts";
import { type AvailabilityGoal } from "./availability.ts";
import { picturesAmong, withPictures, type Pictures } from "./pictures.ts";
import { netCountsOf } from "./net.ts";
import { judge, type JudgeOptions, type Verdict } from "./verdict.ts";
import { EdnError, EdnMap, itemsOf, readEdn } from "../edn.ts";
import { HistoryError, isClient, readHistory, toHistory, type History } from "../history.ts";
import { paceOf } from "../load/pace.ts";
import { parseRun, type StoredRun } from "../store/stored-run.ts";
import { WORKLOAD_NAMES, WORKLOADS, type WorkloadName } from "../workloads/index.ts";
import { printable } from "../network/violations.ts";

/** There is no history to judge: the file is missing, is no EDN, or makes no sense. */
export class BrokenInput extends Error {
  override readonly name = "BrokenInput";
}

interface CheckOptions {
  /** Neither a history nor results.edn says what the test asked for. */
  readonly availability?: AvailabilityGoal | undefined;
  readonly concurrency?: number | undefined;
}

export interface Check extends Verdict {
  /** The path of the history that was read. */
  readonly path: string;
  readonly history: History;
  /** Their names in the order of the test, if the folder tells. */
  readonly nodes: readonly string[] | undefined;
  /** That of the stored run, if it had one with limits. */
  readonly challenge:
    { readonly name: string; readonly limits: readonly LimitVerdict[] } | undefined;
  /** Undefined if eddy test has not stored it. The verdict on a run that was cut off is worth nothing. */
  readonly run: StoredRun | undefined;
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
  const stored = folder === undefined ? undefined : await readStored(folder);
  const historyPath = folder === undefined ? path : join(folder, "history.edn");
  const run = basename(historyPath) === "history.edn" ? await readRun(historyPath) : undefined;
  const nodes = run?.nodes ?? stored?.options.nodes;
  const history = toHistory(readHistory(textOf(await readFile(historyPath))));
  const verdict = judge(history, {
    ...stored?.options,
    nodes,
    workload: workloadOf(history),
    availability: options.availability ?? stored?.options.availability,
    concurrency: options.concurrency ?? run?.concurrency,
  });
  const judged = withChallenge(verdict, stored?.challenge);
  const results = stored ? withPictures(judged.results, stored.pictures) : judged.results;
  return { ...judged, results, path: historyPath, history, nodes, run };
}

/** As the test itself did: its limits belong to the verdict. */
function withChallenge(
  verdict: Verdict,
  name: string | undefined,
): Verdict & Pick<Check, "challenge"> {
  const given = name === undefined ? undefined : challengeOf(name)?.limits;
  if (name === undefined || given === undefined) return { ...verdict, challenge: undefined };
  const limits = judgeLimits(given, verdict.summary);
  return { ...withLimits(verdict, name, limits), challenge: { name, limits } };
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const GZIP_MAGIC = [0x1f, 0x8b];

/** The bytes without the mark that some editors put before a text. */
function textOf(bytes: Uint8Array): Uint8Array {
  const beginsWith = (start: readonly number[]): boolean =>
    start.every((byte, place) => bytes[place] === byte);
  if (beginsWith(GZIP_MAGIC)) throw new HistoryError("it is compressed; unpack it with gunzip");
  return beginsWith(BYTE_ORDER_MARK) ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
}

/** The folder itself, or, as for `store` and `store/broadcast`, the one behind its `latest`. */
async function findFolder(path: string): Promise<string> {
  const names = await readdir(path);
  if (names.includes("history.edn")) return path;
  if (names.includes("latest")) return join(path, "latest");
  throw new HistoryError("the folder holds no history.edn");
}

/** What only the other files of a run tell. */
interface Stored {
  readonly options: Omit<JudgeOptions, "workload">;
  /** The name of the challenge, if it was one with limits. */
  readonly challenge: string | undefined;
  readonly pictures: Pictures;
}

async function readStored(folder: string): Promise<Stored> {
  const names = await readdir(folder);
  const nodes = names.includes("node-logs")
    ? await readNodes(join(folder, "node-logs"))
    : undefined;
  const results = names.includes("results.edn")
    ? readResults(await readFile(join(folder, "results.edn")))
    : undefined;
  const [net, eddy] = [results?.mapAt("net"), results?.mapAt("eddy")];
  const load = eddy?.mapAt("load");
  const challenge = results?.mapAt("challenge")?.get("name");
  const options = {
    nodes,
    net: net && netCountsOf(net),
    availability: results?.mapAt("availability")?.get("valid?") === false ? MISSED : undefined,
    lostWithNode: itemsOf(eddy?.get("lost-with-node") ?? null),
    isDurable: eddy?.get("durable?") === true,
    pace: load && paceOf(load),
  };
  return {
    options,
    challenge: typeof challenge === "string" ? challenge : undefined,
    pictures: picturesAmong(names),
  };
}

/** What eddy test left beside the history. */
async function readRun(historyPath: string): Promise<StoredRun | undefined> {
  const path = join(dirname(historyPath), "run.json");
  if (!(await readdir(dirname(path))).includes("run.json")) return undefined;
  return parseRun(await readFile(path, "utf8"));
}

// The goal of a stored run is not stored, but whether it was reached: no run reaches this one.
const MISSED: AvailabilityGoal = Number.POSITIVE_INFINITY;

/** A run that was cut off may leave a stump; the history is judged without it. */
function readResults(bytes: Uint8Array): EdnMap | undefined {
  try {
    const results = readEdn(bytes);
    return results instanceof EdnMap ? results : undefined;
  } catch (error) {
    if (error instanceof EdnError) return undefined;
    throw error;
  }
}

/**
 * Every node has a log. Only for the names that a test gives by itself, n0 or n1 and so on without
 * a gap, sorted so that n2 comes before n10: the order of other names is known from run.json only.
 */
async function readNodes(folder: string): Promise<readonly string[] | undefined> {
  const logs = (await readdir(folder)).filter((name) => name.endsWith(".log"));
  const names = logs.map((name) => name.slice(0, -".log".length));
  if (names.length === 0 || !names.every((name) => /^n\d+$/u.test(name))) return undefined;
  const sorted = names.toSorted((left, right) => Number(left.slice(1)) - Number(right.slice(1)));
  const first = sorted[0] === "n0" ? 0 : 1;
  return sorted.every((name, place) => name === `n${place + first}`) ? sorted : undefined;
}

/** A history without a client's operation can be of any workload, and is unknown as a broadcast. */
function workloadOf({ operations }: History): WorkloadName {
  const kinds = new Set(operations.filter(isClient).map(({ f }) => f));
  const found = WORKLOAD_NAMES.find((name) =>
    [...kinds].every((kind) => WORKLOADS[name].operations.includes(kind)),
  );
  if (found !== undefined) return found;
  const known = WORKLOAD_NAMES.map((name) => `${name} (${listed(WORKLOADS[name].operations)})`);
  throw new HistoryError(`its operations are ${listed(kinds)}; known are ${known.join(" and ")}`);
}

function listed(names: Iterable<string>): string {
  return [...names].map((name) => `:${name}`).join(", ");
}

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
