/** What odd seeds draw: cluster, load and faults. */

import { testSeeds } from "./seeds.ts";

testSeeds(Array.from({ length: 60 }, (_, place) => 2 * place + 1));
