/**
 * What a node does when there is too much, or for long: `bun test/figures/overload.ts`, or with one of
 * reader, flood, hour and half-hour for that alone. All four take some 40 minutes.
 */

import { measureFlood } from "./overload/flood.ts";
import { measureHalfHour } from "./overload/half-hour.ts";
import { measureHour } from "./overload/hour.ts";
import { measureReader } from "./overload/reader.ts";

const PARTS = {
  reader: measureReader,
  flood: measureFlood,
  hour: measureHour,
  "half-hour": measureHalfHour,
};

const chosen = process.argv.slice(2);
for (const [name, measure] of Object.entries(PARTS)) {
  if (chosen.length === 0 || chosen.includes(name)) await measure();
}
