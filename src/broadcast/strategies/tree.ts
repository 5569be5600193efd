import { type Verbs } from "../strategy.ts";
import { Tree, type TreeOptions } from "../tree/tree.ts";

/** Batches down a tree that heals itself, digests repair: see tree/README.md. */
export const tree = (verbs: Verbs, options: TreeOptions = {}): void =>
  void new Tree(verbs, options);
