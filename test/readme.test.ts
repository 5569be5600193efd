/** The README's program is run as it stands there: what a reader copies must work. */

import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { INIT_OK, init, line, message } from "./support/messages.ts";

const ROOT = join(import.meta.dir, "..");
const readme = await Bun.file(join(ROOT, "README.md")).text();

test("the README's echo node echoes", async () => {
  const program = /```ts\n(import .* from "eddy";[^]*?)```/.exec(readme)?.[1];
  if (program === undefined) throw new Error("The README shows no program");
  expect(program.trim().split("\n").length).toBeLessThanOrEqual(12);
  const folder = mkdtempSync(join(tmpdir(), "eddy-readme-"));
  try {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(ROOT, join(folder, "node_modules/eddy"));
    await Bun.write(join(folder, "echo.ts"), program);
    const echo = line("c1", { type: "echo", echo: "Please echo 35", msg_id: 2 });
    const child = Bun.spawn([process.execPath, "echo.ts"], {
      cwd: folder,
      stdin: Buffer.from(`${init(["n1"])}\n${echo}\n`),
      stdout: "pipe",
    });
    const lines = (await new Response(child.stdout).text()).trim().split("\n");
    expect(lines.map((text): unknown => JSON.parse(text))).toEqual([
      INIT_OK,
      message("c1", { type: "echo_ok", echo: "Please echo 35", in_reply_to: 2 }),
    ]);
    expect(await child.exited).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the README's make targets are those of the Makefile", async () => {
  const makefile = await Bun.file(join(ROOT, "Makefile")).text();
  const targets = new Set([...makefile.matchAll(/^([a-z]+):/gm)].map(([, target]) => target));
  const named = [...readme.matchAll(/`make ([a-z]+)`/g)].map(([, target]) => target);
  expect(named.length).toBeGreaterThan(3);
  for (const target of named) expect(targets).toContain(target);
});
