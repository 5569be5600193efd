/** A run is kept in columns: arrays of the same length, one for each property of what they hold. */

/** The item at a place that a column is meant to have. Throws where a default would hide a mistake. */
export function itemAt<Item>(column: ArrayLike<Item>, place: number): Item {
  const item = column[place];
  if (item !== undefined) return item;
  throw new RangeError(`There is no item ${place} in a column of ${column.length}`);
}
