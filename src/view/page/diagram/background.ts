/** Behind the arrows: the axis, the lines of the nodes with their gaps, the faults. */

import { type Fault } from "../../model/run.ts";
import { timeText } from "../dom.ts";
import { cross } from "./arrows.ts";
import { xOfBoth, xOfTime, yOf, type Frame } from "./frame.ts";
import { type Lane } from "./lanes.ts";

export function drawBackground(frame: Frame): void {
  const { context, left, right, top, bottom } = frame;
  drawAxis(frame);
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  drawPointed(frame);
  for (const fault of frame.state.run.faults) drawFault(frame, fault);
  drawLines(frame);
  drawHoldings(frame);
  context.restore();
}

function drawAxis({ context, state, x, left, right, top, bottom }: Frame): void {
  const { colours, view } = state;
  const ticks = x.ticks(Math.max(2, Math.floor((right - left) / 110)));
  const [first = 0, second = 0] = ticks;
  const step = second - first;
  context.font = `11px ${colours.font}`;
  context.fillStyle = colours.muted;
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.beginPath();
  for (const tick of ticks) {
    const place = Math.round(x(tick)) + 0.5;
    const isBetween = view.spacing === "events" && !Number.isInteger(tick);
    if (place < left || place > right || isBetween) continue;
    context.moveTo(place, top - 4);
    context.lineTo(place, bottom);
    const text = view.spacing === "time" ? tickText(tick, step) : `event ${Math.round(tick)}`;
    context.fillText(text, Math.min(right - 22, Math.max(left + 18, place)), top - 12);
  }
  context.stroke();
}

/** As many digits as tell two ticks apart. */
function tickText(timeMs: number, stepMs: number): string {
  if (stepMs < 0.5 || (stepMs < 500 && Math.abs(timeMs) < 10_000)) {
    const digits = stepMs >= 1 || stepMs === 0 ? 0 : Math.ceil(-Math.log10(stepMs));
    return `${timeMs.toFixed(Math.min(3, digits))} ms`;
  }
  const digits = stepMs >= 1000 ? 0 : Math.ceil(-Math.log10(stepMs / 1000));
  return `${(timeMs / 1000).toFixed(digits)} s`;
}

/** A band behind the line of the node that is pointed at. */
function drawPointed(frame: Frame): void {
  const { context, state, lanes, left, right } = frame;
  const lane = lanes.ofNode[state.view.pointed ?? -1];
  if (lane === undefined) return;
  const height = Math.min(lane.height, 26);
  context.globalAlpha = 0.16;
  context.fillStyle = state.colours.accent;
  context.fillRect(left, yOf(frame, lane.y) - height / 2, right - left, height);
  context.globalAlpha = 1;
}

/** Shades the nodes that a fault hit, the more the less they hear. */
function drawFault(frame: Frame, fault: Fault): void {
  const { context, state, lanes, left, right, top, bottom } = frame;
  const [from, to] = [xOfTime(frame, fault.startMs), xOfTime(frame, fault.endMs)];
  if (to < left || from > right) return;
  const width = Math.max(1, to - from);
  const { colours, run } = state;
  if (fault.kind === "loss" || fault.kind === "duplicate") {
    context.globalAlpha = 0.16;
    context.fillStyle = fault.kind === "loss" ? colours.loss : colours.duplicate;
    context.fillRect(from, top, width, bottom - top);
  }
  context.fillStyle = colours.cut;
  for (const [node, sources] of fault.cuts) {
    const lane = lanes.ofNode[node];
    if (lane === undefined) continue;
    context.globalAlpha = 0.08 + 0.34 * (sources.size / Math.max(1, run.nodes.length - 1));
    context.fillRect(from, yOf(frame, lane.y) - lane.height / 2, width, lane.height);
  }
  context.globalAlpha = 1;
}

interface Gap {
  readonly from: number;
  readonly to: number;
  readonly isKill: boolean;
}

function drawLines(frame: Frame): void {
  const { context, state, lanes, left, right, top, bottom } = frame;
  const { colours } = state;
  for (const lane of lanes.lanes) {
    const y = Math.round(yOf(frame, lane.y)) + 0.5;
    if (y < top - lane.height || y > bottom + lane.height) continue;
    context.strokeStyle = lane.node < 0 ? colours.line : colours.muted;
    context.lineWidth = 1;
    let from = left;
    for (const gap of gapsOf(frame, lane)) {
      segment(context, from, Math.min(gap.from, right), y);
      drawGap(frame, gap, y);
      from = Math.max(from, gap.to);
    }
    segment(context, from, right, y);
  }
}

/** In the order of time: while a node is down it has no line, while it stands still a dotted one. */
function gapsOf(frame: Frame, { node }: Lane): Gap[] {
  return frame.state.run.faults
    .filter(({ kind, nodes }) => (kind === "kill" || kind === "pause") && nodes.includes(node))
    .map((fault) => ({
      from: xOfTime(frame, fault.startMs),
      to: xOfTime(frame, fault.endMs),
      isKill: fault.kind === "kill",
    }))
    .filter(({ from, to }) => to >= frame.left && from <= frame.right);
}

function drawGap({ context, state }: Frame, { from, to, isKill }: Gap, y: number): void {
  const { colours } = state;
  context.strokeStyle = isKill ? colours.bad : colours.muted;
  if (!isKill) context.setLineDash([1, 5]);
  if (!isKill) segment(context, from, to, y);
  context.setLineDash([]);
  context.lineWidth = 2;
  context.beginPath();
  if (isKill) {
    cross(context, from, y, 5);
  } else {
    context.moveTo(from - 2, y - 5);
    context.lineTo(from - 2, y + 5);
    context.moveTo(from + 2, y - 5);
    context.lineTo(from + 2, y + 5);
  }
  context.stroke();
  context.fillStyle = isKill ? colours.bad : colours.muted;
  context.beginPath();
  context.moveTo(to, y - 5);
  context.lineTo(to + 7, y);
  context.lineTo(to, y + 5);
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = colours.muted;
}

function segment(context: CanvasRenderingContext2D, from: number, to: number, y: number): void {
  if (to <= from) return;
  context.beginPath();
  context.moveTo(from, y);
  context.lineTo(to, y);
  context.stroke();
}

/** Of a value that is followed: a thick line while a node has it. */
function drawHoldings(frame: Frame): void {
  const { context, state, lanes, right } = frame;
  const { colours, view } = state;
  const since = new Map<number, number>();
  context.lineWidth = 4;
  context.lineCap = "round";
  context.strokeStyle = colours.accent;
  const hold = (node: number, from: number, to: number): void => {
    const lane = lanes.ofNode[node];
    if (lane !== undefined) segment(context, from, to, yOf(frame, lane.y));
  };
  for (const { node, timeMs, at, isGain } of state.followedMoments) {
    const x = xOfBoth(frame, view.spacing, timeMs, at);
    const from = since.get(node);
    if (isGain) since.set(node, x);
    else if (from !== undefined && since.delete(node)) hold(node, from, x);
  }
  for (const [node, from] of since) hold(node, from, right + 8);
  context.lineCap = "butt";
}

/** Over the arrows: when each node got the value that is followed. */
export function drawMoments(frame: Frame): void {
  const { context, state, lanes } = frame;
  context.fillStyle = state.colours.accent;
  context.strokeStyle = state.colours.surface;
  context.lineWidth = 1.5;
  for (const { node, timeMs, at, isGain } of state.followedMoments) {
    const lane = lanes.ofNode[node];
    if (lane === undefined || !isGain) continue;
    context.beginPath();
    const x = xOfBoth(frame, state.view.spacing, timeMs, at);
    context.arc(x, yOf(frame, lane.y), 4.5, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

/** Over all: names of lanes, and the moment that the map shows. */
export function drawForeground(frame: Frame): void {
  const { context, state, lanes, left, right, top, bottom } = frame;
  const { colours, view } = state;
  const x = xOfTime(frame, view.cursorMs);
  if (x >= left && x <= right) {
    context.strokeStyle = colours.accent;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x, top - 4);
    context.lineTo(x, bottom);
    context.stroke();
    context.fillStyle = colours.accent;
    context.beginPath();
    context.moveTo(x - 6, top - 9);
    context.lineTo(x + 6, top - 9);
    context.lineTo(x, top);
    context.fill();
    context.font = `600 11px ${colours.font}`;
    context.textAlign = x > right - 60 ? "right" : "left";
    context.fillText(timeText(view.cursorMs), x + (x > right - 60 ? -4 : 4), bottom - 7);
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const lane of lanes.lanes) {
    const y = yOf(frame, lane.y);
    if (y < top || y > bottom) continue;
    const isNamed = view.names.size === 0 || view.names.has(lane.label);
    const isBold = view.names.has(lane.label) || (lane.node >= 0 && lane.node === view.pointed);
    context.font = `${isBold ? "700 " : ""}${lane.height < 18 ? 10 : 12}px ${colours.font}`;
    context.fillStyle = isNamed ? colours.text : colours.muted;
    context.fillText(lane.label, left - 8, y, left - 10);
  }
}
