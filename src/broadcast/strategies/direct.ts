import { type Site } from "../strategy.ts";
import { Direct } from "../tree/direct.ts";

/** Direct mail to every node, digests repair what was lost: the lowest latency. */
export const direct = (site: Site): Direct => new Direct(site);
