/** A clock that jumps by as long as clients wait, so that a test need not wait as long. */

import { existsSync } from "node:fs";
import { STANDSTILL_MS } from "../../../src/node/backlog.ts";

/** It jumps once there is a file of this name. */
export function jumpBy(path: string): void {
  const now = performance.now.bind(performance);
  performance.now = () => now() + (existsSync(path) ? STANDSTILL_MS : 0);
}
