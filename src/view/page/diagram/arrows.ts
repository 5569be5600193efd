/** The arrows of a space-time diagram: which of them, and how they are drawn. */

import { Fate } from "../../model/messages.ts";
import { endsOf, startsOf } from "../../model/selection.ts";
import { yOf, type Frame } from "./frame.ts";
import { itemAt } from "../../model/columns.ts";

/** More lines than this in one frame are a blur, and slow. */
const ARROWS_AT_MOST = 3000;

/** Beyond this many, heads are clutter. */
const HEADS_AT_MOST = 1200;

/** The arrows of a frame: each has four coordinates. */
export interface Arrows {
  readonly messages: readonly number[];
  /** x1, y1, x2, y2 of each. */
  readonly points: readonly number[];
  /** One of so many is shown. */
  readonly stride: number;
  /** Messages in the range, shown or not. */
  readonly total: number;
}

export function arrowsIn(frame: Frame): Arrows {
  const { state, x, lanes, left, right } = frame;
  const { selection, run, view } = state;
  const messages: number[] = [];
  const points: number[] = [];
  const columns = run.messages;
  if (columns === undefined) return { messages, points, stride: 1, total: 0 };
  const [from, to] = view.range;
  const [first, end] = selection.placesIn(view.spacing, from, to);
  const total = end - first;
  // A power of two, counted from the start of the run: panning keeps the same arrows.
  const stride = 2 ** Math.max(0, Math.ceil(Math.log2(total / ARROWS_AT_MOST)));
  const [starts, ends] = [startsOf(run, view.spacing), endsOf(run, view.spacing)];
  for (let place = Math.ceil(first / stride) * stride; place < end; place += stride) {
    const message = itemAt(selection.messages, place);
    const x1 = x(itemAt(starts, message));
    const over = itemAt(ends, message);
    const x2 = over === Infinity ? x1 + STUB : x(over);
    if (x2 < left || x1 > right) continue;
    const y1 = yOf(frame, itemAt(lanes.yOfName, itemAt(columns.source, message)));
    const y2 = yOf(frame, itemAt(lanes.yOfName, itemAt(columns.target, message)));
    messages.push(message);
    points.push(x1, y1, x2, over === Infinity ? y1 + Math.sign(y2 - y1) * STUB : y2);
  }
  return { messages, points, stride, total };
}

/** A message that never arrived is a short line. */
const STUB = 12;

export function drawArrows(frame: Frame, arrows: Arrows): void {
  const { state, context } = frame;
  const { colours, run, view } = state;
  const columns = run.messages;
  if (columns === undefined) return;
  const isFew = arrows.messages.length <= HEADS_AT_MOST;
  context.lineWidth = isFew ? 1.4 : 1;
  context.globalAlpha = isFew ? 0.9 : 0.55;
  for (const [kind, colour] of colours.kinds.entries()) {
    context.strokeStyle = colour;
    context.fillStyle = colour;
    drawKind(frame, arrows, (message) => columns.kind[message] === kind, isFew);
  }
  context.globalAlpha = 1;
  drawDrops(frame, arrows);
  drawCopies(frame);
  const marked = new Set([view.selected, view.hovered]);
  for (const [place, message] of arrows.messages.entries()) {
    if (!marked.has(message)) continue;
    context.strokeStyle = colours.text;
    context.fillStyle = colours.text;
    context.lineWidth = 3;
    context.beginPath();
    line(context, arrows.points, place);
    context.stroke();
    context.beginPath();
    head(context, arrows.points, place, 9);
    context.fill();
  }
}

function drawKind(
  { context, state }: Frame,
  { messages, points }: Arrows,
  isOfKind: (message: number) => boolean,
  hasHeads: boolean,
): void {
  context.beginPath();
  for (let place = 0; place < messages.length; place++) {
    if (isOfKind(itemAt(messages, place))) line(context, points, place);
  }
  context.stroke();
  if (!hasHeads) return;
  const fates = state.run.messages?.fate;
  context.beginPath();
  for (let place = 0; place < messages.length; place++) {
    const message = itemAt(messages, place);
    if (isOfKind(message) && fates?.[message] === Fate.received) head(context, points, place, 6);
  }
  context.fill();
}

function line(context: CanvasRenderingContext2D, points: readonly number[], place: number): void {
  context.moveTo(itemAt(points, place * 4), itemAt(points, place * 4 + 1));
  context.lineTo(itemAt(points, place * 4 + 2), itemAt(points, place * 4 + 3));
}

function head(
  context: CanvasRenderingContext2D,
  points: readonly number[],
  place: number,
  size: number,
): void {
  const [x1, y1] = [itemAt(points, place * 4), itemAt(points, place * 4 + 1)];
  const [x2, y2] = [itemAt(points, place * 4 + 2), itemAt(points, place * 4 + 3)];
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length < size) return;
  const [dx, dy] = [((x2 - x1) / length) * size, ((y2 - y1) / length) * size];
  context.moveTo(x2, y2);
  context.lineTo(x2 - dx - dy * 0.45, y2 - dy + dx * 0.45);
  context.lineTo(x2 - dx + dy * 0.45, y2 - dy - dx * 0.45);
  context.closePath();
}

/** A cross where the network dropped a message. */
function drawDrops({ context, state }: Frame, { messages, points }: Arrows): void {
  const fates = state.run.messages?.fate;
  context.strokeStyle = state.colours.bad;
  context.lineWidth = 1.8;
  context.beginPath();
  for (const [place, message] of messages.entries()) {
    if (fates?.[message] !== Fate.dropped) continue;
    cross(context, itemAt(points, place * 4 + 2), itemAt(points, place * 4 + 3), 3.5);
  }
  context.stroke();
}

export function cross(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  context.moveTo(x - size, y - size);
  context.lineTo(x + size, y + size);
  context.moveTo(x + size, y - size);
  context.lineTo(x - size, y + size);
}

/** The second arrival of a message that the network doubled, dashed. */
function drawCopies(frame: Frame): void {
  const { context, state, x, lanes, left, right } = frame;
  const { run, view, selection, colours } = state;
  const columns = run.messages;
  if (columns === undefined || columns.copies.length === 0) return;
  const starts = startsOf(run, view.spacing);
  context.setLineDash([3, 3]);
  context.lineWidth = 1.2;
  for (const { message, endMs, endAt, isDropped } of columns.copies) {
    const [x1, x2] = [x(itemAt(starts, message)), x(view.spacing === "time" ? endMs : endAt)];
    if (x2 < left || x1 > right || !selection.has(message)) continue;
    const y1 = yOf(frame, itemAt(lanes.yOfName, itemAt(columns.source, message)));
    const y2 = yOf(frame, itemAt(lanes.yOfName, itemAt(columns.target, message)));
    context.strokeStyle = isDropped
      ? colours.bad
      : itemAt(colours.kinds, itemAt(columns.kind, message));
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  }
  context.setLineDash([]);
}

/** How far from an arrow it is still meant. */
const REACH = 8;

/** The arrow next to a point, undefined if none is near. */
export function arrowAt({ messages, points }: Arrows, x: number, y: number): number | undefined {
  let nearest: number | undefined;
  let least = REACH;
  for (const [place, message] of messages.entries()) {
    const distance = distanceTo(points, place * 4, x, y);
    if (distance < least) {
      least = distance;
      nearest = message;
    }
  }
  return nearest;
}

function distanceTo(points: readonly number[], at: number, x: number, y: number): number {
  const [x1, y1] = [itemAt(points, at), itemAt(points, at + 1)];
  const [dx, dy] = [itemAt(points, at + 2) - x1, itemAt(points, at + 3) - y1];
  const length = dx * dx + dy * dy;
  const part = length === 0 ? 0 : ((x - x1) * dx + (y - y1) * dy) / length;
  const near = Math.min(1, Math.max(0, part));
  return Math.hypot(x - x1 - near * dx, y - y1 - near * dy);
}
