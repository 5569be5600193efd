/**
 * Conversations of whole clusters, as texts to read. `UPDATE=1 bun test conversation` writes them again
 * after a change of the protocol; read the difference before you commit it.
 */

import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { play } from "./conversation.ts";

const FOLDER = join(import.meta.dir, "conversations");

describe("conversations", () => {
  test.each(readdirSync(FOLDER))("%s", async (name) => {
    const path = join(FOLDER, name);
    const text = await Bun.file(path).text();
    const played = play(text);
    if (process.env["UPDATE"] !== undefined) await Bun.write(path, played);
    else expect(played).toBe(text);
  });
});
