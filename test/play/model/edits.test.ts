import { expect, test } from "bun:test";
import { begin, edit, redo, undo } from "../../../src/play/model/edits.ts";

test("each edit can be undone and done again, and there is an end on both sides", () => {
  const edited = edit(edit(begin("a"), "b"), "c");
  const undone = undo(undo(undo(edited)));
  expect(undone).toEqual({ past: [], present: "a", future: ["b", "c"] });
  expect(redo(redo(redo(undone)))).toEqual(edited);
});

test("an edit takes the place of what was undone", () => {
  const edited = edit(undo(edit(begin("a"), "b")), "c");
  expect(edited).toEqual({ past: ["a"], present: "c", future: [] });
});

test("no more than 500 edits are kept", () => {
  let edits = begin(0);
  for (let count = 1; count <= 600; count++) edits = edit(edits, count);
  expect(edits.past).toHaveLength(500);
  expect(edits.past.at(-1)).toBe(599);
});
