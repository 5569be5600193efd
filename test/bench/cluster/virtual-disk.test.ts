import { expect, test } from "bun:test";
import { Random } from "../../../src/bench/random.ts";
import { VirtualDisk } from "../../../src/bench/cluster/virtual-disk.ts";

/** What is left after a kill of three records, the first `synced` of which were synced. */
function left(synced: number, seed: number): readonly string[] {
  const disk = new VirtualDisk(new Random(seed, "disk"));
  for (const [place, record] of ["a", "b", "c"].entries()) {
    if (place === synced) disk.sync();
    disk.append(record);
  }
  if (synced === 3) disk.sync();
  disk.crash();
  return disk.records;
}

test("a kill leaves what was synced", () => {
  for (let seed = 0; seed < 20; seed++) expect(left(3, seed)).toEqual(["a", "b", "c"]);
});

test("a kill leaves any beginning of what was not synced", () => {
  const found = new Set<string>();
  for (let seed = 0; seed < 100; seed++) found.add(left(1, seed).join(""));
  expect([...found].toSorted()).toEqual(["a", "ab", "abc"]);
});
