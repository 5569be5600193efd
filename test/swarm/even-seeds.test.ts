/** What even seeds draw; odd-seeds.test.ts has the others, so that two cores share them. */

import { testSeeds } from "./seeds.ts";

testSeeds(Array.from({ length: 60 }, (_, place) => 2 * place + 2));

// Round trips of a node that had stood still were those of its standstill.
testSeeds([700_052]);
