/** Where the nodes lie on the map, in a square from −1 to 1. */

import { hierarchy, tree } from "d3-hierarchy";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** From the top, clockwise. */
export function circle(count: number): Point[] {
  return Array.from({ length: count }, (_, node) => at((node / count) * 2 * Math.PI, 1));
}

/** Row by row, on the square of Maelstrom's grid. */
export function square(count: number): Point[] {
  const side = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / side);
  return Array.from({ length: count }, (_, node) => ({
    x: between(node % side, side),
    y: between(Math.floor(node / side), rows),
  }));
}

function between(index: number, among: number): number {
  return among === 1 ? 0 : ((index / (among - 1)) * 2 - 1) * 0.92;
}

interface Item {
  /** −1 for the one above all roots, if there are several. */
  readonly node: number;
  readonly children: Item[];
}

/** Roots in the middle, children around them. `parentOf` gives a negative number for a root. */
export function radialTree(count: number, parentOf: (node: number) => number): Point[] {
  const items = Array.from({ length: count }, (_, node): Item => ({ node, children: [] }));
  const roots: Item[] = [];
  for (const item of items) {
    const parent = items[parentOf(item.node)];
    if (parent === undefined || isInLoop(item.node, count, parentOf)) roots.push(item);
    else parent.children.push(item);
  }
  const [only] = roots;
  const top = roots.length === 1 && only !== undefined ? only : { node: -1, children: roots };
  const root = hierarchy(top);
  const laidOut = tree<Item>()
    .size([2 * Math.PI, 1])
    .separation((one, other) => (one.parent === other.parent ? 1 : 2) / Math.max(1, one.depth))(
    root,
  );
  const points = items.map((): Point => ({ x: 0, y: 0 }));
  for (const { data, x, y } of laidOut) if (data.node >= 0) points[data.node] = at(x, y);
  return points;
}

/** Nodes that take each other for their parents, for a moment. */
function isInLoop(node: number, count: number, parentOf: (node: number) => number): boolean {
  let next = parentOf(node);
  for (let steps = 0; steps < count && next >= 0; steps++) {
    if (next === node) return true;
    next = parentOf(next);
  }
  return false;
}

function at(angle: number, radius: number): Point {
  return { x: Math.sin(angle) * radius, y: -Math.cos(angle) * radius };
}
