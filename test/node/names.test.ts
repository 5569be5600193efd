import { expect, test } from "bun:test";
import { NameLists } from "../../src/node/names.ts";

test("names are a list of different ones, in its order", () => {
  const names = new NameLists().namesOf(["n2", "n10", "n1"]);
  expect(names?.list).toEqual(["n2", "n10", "n1"]);
  expect(names?.has("n10")).toBe(true);
  expect(names?.has("n3")).toBe(false);
});

test("what is no list of different names gives none", () => {
  const wrong = [undefined, "n1", {}, [], ["n1", 2], ["n1", ""], ["n1", "n2", "n1"]];
  for (const list of wrong) expect(new NameLists().namesOf(list)).toBeUndefined();
});

test("nodes of one cluster in one process share its names, those of others do not", () => {
  const lists = new NameLists();
  const names = lists.namesOf(["n1", "n2"]);
  expect(lists.namesOf(["n1", "n2"])).toBe(names);
  expect(new NameLists().namesOf(["n1", "n2"])).not.toBe(names);
  const others = lists.namesOf(["n2", "n1"]);
  expect(others).not.toBe(names);
  expect(others?.list).toEqual(["n2", "n1"]);
  expect(lists.namesOf(["n1", 2])).toBeUndefined();
  expect(names?.list).toEqual(["n1", "n2"]);
});

test("names are the same in any order", () => {
  const names = new NameLists().namesOf(["n1", "n2"]);
  for (const [list, isSame] of [
    [["n2", "n1"], true],
    [["n1"], false],
    [["n1", "n3"], false],
    [["n1", "n2", "n3"], false],
  ] as const) {
    const others = new NameLists().namesOf(list);
    expect(others !== undefined && names?.hasSame(others)).toBe(isSame);
  }
});
