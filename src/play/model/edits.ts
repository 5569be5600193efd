/** What was changed, so that it can be undone. */

export interface Edits<Item> {
  readonly past: readonly Item[];
  readonly present: Item;
  /** What was undone, the last first. */
  readonly future: readonly Item[];
}

/** More than anybody goes back. */
const PAST_AT_MOST = 500;

export function begin<Item>(present: Item): Edits<Item> {
  return { past: [], present, future: [] };
}

export function edit<Item>({ past, present }: Edits<Item>, next: Item): Edits<Item> {
  return { past: [...past, present].slice(-PAST_AT_MOST), present: next, future: [] };
}

/** The same if there is nothing to undo. */
export function undo<Item>(edits: Edits<Item>): Edits<Item> {
  const { past, present, future } = edits;
  const before = past.at(-1);
  if (before === undefined) return edits;
  return { past: past.slice(0, -1), present: before, future: [present, ...future] };
}

/** The same if there is nothing to do again. */
export function redo<Item>(edits: Edits<Item>): Edits<Item> {
  const { past, present, future } = edits;
  const [next, ...rest] = future;
  if (next === undefined) return edits;
  return { past: [...past, present], present: next, future: rest };
}
