import { type StrategyContext, type StrategyOptions } from "../strategy.ts";
import { Tree } from "../tree/tree.ts";

/** Batches down a tree that heals itself, digests repair: see tree/README.md. */
export const tree = (context: StrategyContext, options: StrategyOptions = {}): Tree =>
  new Tree(context, options);
