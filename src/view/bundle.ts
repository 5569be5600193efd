/**
 * What the pages are made of, bundled for a browser. It is called as a macro, so that the executable
 * holds the result, and nothing of this is done when it runs.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Bundle {
  readonly script: string;
  readonly style: string;
}

/** Throws with what the bundler says if the page cannot be bundled. */
export function reportBundle(): Bundle {
  const page = join(import.meta.dir, "page/report.ts");
  const command = [process.execPath, "build", "--target=browser", "--minify", page];
  const { success, stdout, stderr } = Bun.spawnSync(command);
  if (!success) throw new Error(`Cannot bundle ${page}: ${stderr.toString()}`);
  const chart = join(import.meta.dir, "../../node_modules/uplot/dist/uPlot.min.css");
  const styles = [chart, join(import.meta.dir, "page/style.css")];
  return {
    script: stdout.toString(),
    style: styles.map((path) => readFileSync(path, "utf8")).join("\n"),
  };
}
