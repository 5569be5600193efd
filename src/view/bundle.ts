/**
 * What the pages are made of, bundled for a browser. It is called as a macro, so that the executable
 * holds the result, and nothing of this is done when it runs.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bundledPackages } from "./bundled-packages.ts";
import { STRATEGIES } from "../broadcast/strategies/index.ts";

export interface Bundle {
  readonly script: string;
  readonly style: string;
}

export function reportBundle(): Bundle {
  return { script: bundled("page/report.ts"), style: styles("page/style.css") };
}

export interface PlayBundle extends Bundle {
  readonly worker: string;
  /** By the name of a strategy its source, to be read. */
  readonly code: Readonly<Record<string, string>>;
}

export function playBundle(): PlayBundle {
  return {
    code: Object.fromEntries(Object.keys(STRATEGIES).map((name) => [name, sourceOf(name)])),
    script: bundled("../play/page/play.ts"),
    worker: bundled("../play/page/worker.ts"),
    style: styles("page/style.css", "../play/page/play.css"),
  };
}

function sourceOf(strategy: string): string {
  return readFileSync(join(import.meta.dir, `../broadcast/strategies/${strategy}.ts`), "utf8");
}

/** Of the packages that the pages hold: where a page goes, they have to go as well. */
export async function packageLicenses(): Promise<string> {
  const names = await bundledPackages();
  const together = Map.groupBy(names, licenseOf);
  return [...together].map(([text, group]) => `${group.join(", ")}:\n\n${text}\n`).join("\n");
}

function licenseOf(name: string): string {
  return readFileSync(join(import.meta.dir, "../../node_modules", name, "LICENSE"), "utf8").trim();
}

/** Throws with what the bundler says if it cannot. */
function bundled(path: string): string {
  const page = join(import.meta.dir, path);
  const command = [process.execPath, "build", "--target=browser", "--minify", page];
  const { success, stdout, stderr } = Bun.spawnSync(command);
  if (!success) throw new Error(`Cannot bundle ${page}: ${stderr.toString()}`);
  return stdout.toString();
}

function styles(...paths: readonly string[]): string {
  const chart = "../../node_modules/uplot/dist/uPlot.min.css";
  return [chart, ...paths]
    .map((path) => readFileSync(join(import.meta.dir, path), "utf8"))
    .join("\n");
}
