/** What the folder of a run tells beside its history, a real Maelstrom's or our own. */

import { readFile, readdir, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EdnError, EdnMap, readEdn } from "../edn.ts";
import { HistoryError } from "../history.ts";
import { cutOffIn, type CutOff } from "./maelstrom-log.ts";
import { parseRun, type StoredRun } from "./stored-run.ts";

export interface StoredFolder {
  /** All that is in it. */
  readonly names: readonly string[];
  /** In the order of the test, if that is known. */
  readonly nodes: readonly string[] | undefined;
  readonly results: EdnMap | undefined;
  /** Without results: why there are none, if the log says that. */
  readonly cutOff: CutOff | undefined;
}

/** The folder itself, or, as for `store` and `store/broadcast`, the one behind its `latest`. */
export async function findFolder(path: string): Promise<string> {
  const names = await readdir(path);
  if (names.includes("history.edn")) return path;
  if (names.includes("latest")) return join(path, "latest");
  const run = await readRun(join(path, "history.edn"));
  if (run?.settings.some(([name, text]) => name === "history" && text === "none")) {
    throw new HistoryError("the folder holds no history.edn: the test ran with --history none");
  }
  const cutOff = await readLog(path, names);
  const why = cutOff?.reason === undefined ? "" : `, since the test crashed:\n${cutOff.reason}`;
  throw new HistoryError(`there is no history.edn in the folder${why}`);
}

export async function readFolder(folder: string): Promise<StoredFolder> {
  const names = await readdir(folder);
  const nodes = names.includes("node-logs")
    ? await readNodes(join(folder, "node-logs"))
    : undefined;
  const results = names.includes("results.edn")
    ? readResults(await readFile(join(folder, "results.edn")))
    : undefined;
  const cutOff = results === undefined ? await readLog(folder, names) : undefined;
  return { names, nodes, results, cutOff };
}

/** What eddy test left beside the history. */
export async function readRun(historyPath: string): Promise<StoredRun | undefined> {
  const path = join(dirname(historyPath), "run.json");
  if (!(await readdir(dirname(path))).includes("run.json")) return undefined;
  return parseRun(await readFile(path, "utf8"));
}

/** The name of the folder that holds the one of the run: in a store that of the workload. */
export async function nameAbove(historyPath: string): Promise<string> {
  return basename(dirname(dirname(await realpath(historyPath))));
}

async function readLog(folder: string, names: readonly string[]): Promise<CutOff | undefined> {
  if (!names.includes("jepsen.log")) return undefined;
  return cutOffIn(await readFile(join(folder, "jepsen.log"), "utf8"));
}

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
