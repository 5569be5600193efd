/**
 * What a node does when there is too much, or for long: `bun test/figures/overload.ts`, or with one of
 * reader, flood and hour for that alone. All three take some ten minutes, most of them the hour.
 */

import { measureFlood } from "./overload/flood.ts";
import { measureHour } from "./overload/hour.ts";
import { measureReader } from "./overload/reader.ts";

const PARTS = { reader: measureReader, flood: measureFlood, hour: measureHour };

const chosen = process.argv.slice(2);
for (const [name, measure] of Object.entries(PARTS)) {
  if (chosen.length === 0 || chosen.includes(name)) await measure();
}
