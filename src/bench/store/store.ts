/**
 * Where a run leaves what it found: `store/<workload>/<time>/`, laid out as Maelstrom's, with the
 * links `store/<workload>/latest` and `store/latest`.
 */

import {
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { prettyEdn, toJson, type EdnMap } from "../edn.ts";
import { formatRun, type StoredRun } from "./stored-run.ts";
import { HistoryFiles, type HistoryForm } from "./history-files.ts";
import { EventJournal, type JournalTarget } from "./journal.ts";

export class Store {
  /** The folder of this run. */
  readonly path: string;
  /** Takes each node's log as NAME.log. */
  readonly logFolder: string;
  /** Takes what the nodes keep, if they keep anything; it is not made here. */
  readonly dataFolder: string;
  /** What clients and nemesis did. */
  readonly history: HistoryFiles;
  /** The network's events. */
  readonly journal: EventJournal;
  /** What could not be done, for the person who waits for the results. */
  readonly notes: readonly string[];

  /** Makes the folder in `root`, which need not exist, and sets the links to it, if it can. */
  constructor(root: string, workload: string, startedAt: Date, form: HistoryForm = "full") {
    const group = join(root, workload);
    mkdirSync(group, { recursive: true });
    const name = makeFolder(group, startedAt);
    this.path = join(group, name);
    this.logFolder = join(this.path, "node-logs");
    mkdirSync(this.logFolder);
    this.dataFolder = join(this.path, "node-data");
    this.history = new HistoryFiles(this.path, form);
    this.journal = new EventJournal(fileTarget(join(this.path, "journal.jsonl")));
    this.notes = [
      ...link(name, join(group, "latest")),
      ...link(join(workload, name), join(root, "latest")),
    ];
  }

  /** Writes results.edn and results.json. */
  writeResults(results: EdnMap): void {
    writeFileSync(join(this.path, "results.edn"), `${prettyEdn(results)}\n`);
    writeFileSync(
      join(this.path, "results.json"),
      `${JSON.stringify(toJson(results), undefined, 2)}\n`,
    );
  }

  /** Writes run.json. */
  writeRun(run: StoredRun): void {
    writeFileSync(join(this.path, "run.json"), formatRun(run));
  }
}

function fileTarget(path: string): JournalTarget {
  const file = openSync(path, "w");
  return {
    write: (text) => writeSync(file, text),
    close: () => closeSync(file),
  };
}

/** `20261121T103755.768Z`, or the next millisecond that no other run has taken. */
function makeFolder(group: string, startedAt: Date): string {
  for (let timeMs = startedAt.getTime(); ; timeMs++) {
    const name = new Date(timeMs).toISOString().replaceAll(/[-:]/gu, "");
    try {
      mkdirSync(join(group, name));
      return name;
    } catch (error) {
      const isTaken = error instanceof Error && "code" in error && error.code === "EEXIST";
      if (!isTaken) throw error;
    }
  }
}

/**
 * Replaces a link in one step, so that nobody ever finds it missing. On Windows there are none: most
 * users there may not make them. A run is worth having without: a store out of an archive has a
 * folder in the place of the link, and some file systems have no links. Returns what to say of that.
 */
function link(target: string, path: string): string[] {
  if (process.platform === "win32") return [];
  const next = `${path}.${process.pid}`;
  try {
    symlinkSync(target, next);
    renameSync(next, path);
    return [];
  } catch (error) {
    rmSync(next, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    return [`Cannot make the link ${path} to this run: ${reason}`];
  }
}
