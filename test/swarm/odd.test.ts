/** Half of the seeds, so that two cores share them. */

import { testSeeds } from "./seeds.ts";

testSeeds(Array.from({ length: 60 }, (_, place) => 2 * place + 1));
