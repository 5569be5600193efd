/** The order of the rooms of src: each may enter those below it, and none goes round in a circle. */

import { expect, test } from "bun:test";
import { Glob } from "bun";
import { dirname, join, normalize } from "node:path";

const ROOT = join(import.meta.dir, "..");

/** From above to below. Beside them: `release` builds what users get, `examples` import eddy by name. */
const ROOMS = ["main.ts", "cli", "play", "view", "testing.ts", "bench", "broadcast", "node"];

/** By file what it imports, both from the root of the repository. */
async function readArrows(): Promise<ReadonlyMap<string, readonly string[]>> {
  const arrows = new Map<string, readonly string[]>();
  for (const file of new Glob("src/**/*.ts").scanSync(ROOT)) {
    const text = await Bun.file(join(ROOT, file)).text();
    const targets = [...text.matchAll(/(?:from|import\()\s*"(\.[^"]*)"/gu)];
    arrows.set(
      file,
      targets.map(([, target = ""]) => normalize(join(dirname(file), target))),
    );
  }
  return arrows;
}

const ARROWS = await readArrows();

function roomOf(file: string): number {
  return ROOMS.indexOf(file.split("/")[1] ?? "");
}

test("no file imports from a room above its own", () => {
  const upwards = [...ARROWS].flatMap(([file, targets]) =>
    targets
      .filter((target) => roomOf(file) >= 0 && roomOf(target) >= 0 && roomOf(target) < roomOf(file))
      .map((target) => `${file} → ${target}`),
  );
  expect(upwards).toEqual([]);
});

test("no room imports from those beside", () => {
  const beside = [...ARROWS].flatMap(([file, targets]) =>
    targets
      .filter((target) => roomOf(file) >= 0 && /^src\/(?:release|examples)\//u.test(target))
      .map((target) => `${file} → ${target}`),
  );
  expect(beside).toEqual([]);
});

test("no import leads back to its own file", () => {
  const reached = new Map<string, ReadonlySet<string>>();
  const reachableFrom = (file: string): ReadonlySet<string> => {
    const known = reached.get(file);
    if (known !== undefined) return known;
    const found = new Set<string>();
    reached.set(file, found);
    for (const target of ARROWS.get(file) ?? []) {
      found.add(target);
      for (const further of reachableFrom(target)) found.add(further);
    }
    return found;
  };
  const circular = [...ARROWS.keys()].filter((file) => reachableFrom(file).has(file));
  expect(circular).toEqual([]);
});
