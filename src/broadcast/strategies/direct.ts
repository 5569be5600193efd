import { type StrategyContext } from "../strategy.ts";
import { Direct } from "../tree/direct.ts";

/** Direct mail to every node, digests repair what was lost: the lowest latency. */
export const direct = (context: StrategyContext): Direct => new Direct(context);
