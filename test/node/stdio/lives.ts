/** Lives of a node on a data file, for the tests of data-file.ts. */

import { Database } from "bun:sqlite";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { DataFile } from "../../../src/node/stdio/data-file.ts";
import { type Title } from "../../../src/node/stdio/title.ts";

export const TITLE: Title = { node: "n1", nodes: ["n1", "n2"], run: "7" };

/** In memory, where there is such a folder: hundreds of syncs take no time there. */
const TEMPORARY = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

interface Found {
  readonly records: readonly string[];
  readonly warnings: readonly string[];
}

/** A data file in a folder of its own. */
export class Lives {
  readonly folder: string = mkdtempSync(`${TEMPORARY}/eddy-data-`);
  path: string = `${this.folder}/in/n1.sqlite`;

  /** Opens the file as the next life of the node does. */
  open(title: Partial<Title> = {}): Found & { readonly file: DataFile } {
    const records: string[] = [];
    const warnings: string[] = [];
    const file = DataFile.open(
      this.path,
      { ...TITLE, ...title },
      (record) => records.push(record),
      (warning) => warnings.push(warning),
    );
    return { file, records, warnings };
  }

  /** A life that keeps these, a list a commit. Returns what it found. */
  keep(...commits: readonly (readonly string[])[]): Found {
    const { file, ...found } = this.open();
    for (const records of commits) {
      for (const record of records) file.append(record);
      file.commit();
    }
    file.close();
    return found;
  }

  /** Changes the file behind eddy's back. */
  change(...statements: readonly string[]): void {
    const database = new Database(this.path);
    try {
      for (const each of statements) database.run(each);
    } finally {
      database.close();
    }
  }

  get bytes(): Buffer {
    return readFileSync(this.path);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
