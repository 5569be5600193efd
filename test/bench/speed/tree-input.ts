/** What a node of the tree strategy receives: as the hub from its children, as a leaf from the hub. */

import { pushText, runText } from "../../../src/broadcast/replication/wire.ts";
import { nodeNames } from "../../../src/bench/options.ts";
import { type Lines } from "./input.ts";

const NODES = nodeNames(25);
const [HUB = "", LEAF = "", ...OTHERS] = NODES;
const CHILDREN = [LEAF, ...OTHERS];

/** Values that the hub collects before it tells a leaf. */
const BATCH = 10;

function initLine(name: string): string {
  const body = { type: "init", node_id: name, node_ids: NODES, msg_id: 1 };
  return `${JSON.stringify({ id: 0, src: "c0", dest: name, body })}\n`;
}

/** Each child in turn pushes one value. */
export const AT_HUB: Lines = {
  start: initLine(HUB),
  line(index) {
    const place = index % CHILDREN.length;
    const name = CHILDREN[place] ?? "";
    const from = Math.floor(index / CHILDREN.length);
    const heading = {
      incarnation: incarnationOf(place),
      clockMs: index,
      from,
      to: from + 1,
      path: [name, HUB],
      ask: false,
      gap: false,
      full: false,
    };
    return pushLine(index, name, HUB, pushText(heading, [run(name, place, from, index)]));
  },
};

/** The hub pushes batches of values that were born all around; a line a batch. */
export const AT_LEAF: Lines = {
  start: initLine(LEAF),
  line(index) {
    const from = index * BATCH;
    const runs = Array.from({ length: BATCH }, (_, offset) => {
      const value = from + offset;
      const place = value % OTHERS.length;
      return run(OTHERS[place] ?? "", place, Math.floor(value / OTHERS.length), value);
    });
    const heading = {
      incarnation: incarnationOf(NODES.length),
      clockMs: index,
      from,
      to: from + BATCH,
      path: [HUB],
      ask: false,
      gap: false,
      full: false,
    };
    return pushLine(index, HUB, LEAF, pushText(heading, runs));
  },
  valuesPerLine: BATCH,
};

function run(name: string, place: number, first: number, value: number): string {
  return runText({ name, incarnation: incarnationOf(place), first, values: [value] });
}

function incarnationOf(place: number): number {
  return 1000 + place;
}

function pushLine(id: number, src: string, dest: string, body: string): string {
  return `{"id":${id},"src":"${src}","dest":"${dest}","body":${body}}\n`;
}
