/** The map of one moment: nodes, their links and cuts, and the messages under way. */

import { Fate } from "../../model/messages.ts";
import { hearingOf, type Hearing } from "../../model/hearing.ts";
import { type State } from "../state.ts";
import { type Point } from "./layout.ts";
import { itemAt } from "../../model/columns.ts";

export interface Scene {
  readonly state: State;
  readonly context: CanvasRenderingContext2D;
  /** The middle of each node, in pixels. */
  readonly points: readonly Point[];
  readonly radius: number;
  readonly timeMs: number;
  /** For how long what happened at an instant stays to be seen. */
  readonly afterglowMs: number;
}

/** A message as it is seen on the map. */
export interface Dot extends Point {
  readonly message: number;
}

/** Dots beyond this many are a cloud. */
const DOTS_AT_MOST = 1500;

/** Cuts beyond this many are a net: then only those of the node that is pointed at are drawn. */
const CUTS_AT_MOST = 60;

/** Links beyond this many are a net: then only those of the node that is pointed at are drawn. */
const LINKS_AT_MOST = 120;

/** Returns the messages that are under way. */
export function drawMap(scene: Scene): readonly Dot[] {
  const { state, timeMs } = scene;
  const faults = state.moments.faultsAt(timeMs);
  const hearing = hearingOf(state.run.nodes.length, faults);
  if (state.view.layout === "tree") drawTree(scene);
  else drawLinks(scene);
  drawCuts(scene, hearing);
  drawMarked(scene);
  const dots = drawMessages(scene);
  for (const node of state.run.nodes.keys()) drawNode(scene, hearing, node);
  for (const dot of dots) drawDot(scene, dot);
  return dots;
}

/** Who talks to whom at any time of the run. */
function drawLinks({ state, context, points }: Scene): void {
  const { links, colours, view } = state;
  let count = 0;
  for (const { length } of links.neighbours) count += length / 2;
  context.strokeStyle = colours.line;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const [node, others] of links.neighbours.entries()) {
    for (const other of others) {
      if (count > LINKS_AT_MOST && node !== view.pointed && other !== view.pointed) continue;
      const [one, two] = [points[node], points[other]];
      if (other < node || one === undefined || two === undefined) continue;
      context.moveTo(one.x, one.y);
      context.lineTo(two.x, two.y);
    }
  }
  context.stroke();
}

function drawTree({ state, context, points, timeMs }: Scene): void {
  context.strokeStyle = state.colours.line;
  context.lineWidth = 2;
  context.beginPath();
  for (const [node, point] of points.entries()) {
    const parent = points[state.moments.parentOf(node, timeMs)];
    if (parent === undefined) continue;
    context.moveTo(point.x, point.y);
    context.lineTo(parent.x, parent.y);
  }
  context.stroke();
}

function drawCuts({ state, context, points }: Scene, { cuts }: Hearing): void {
  const { pointed } = state.view;
  let count = 0;
  for (const sources of cuts.values()) count += sources.size;
  context.strokeStyle = state.colours.bad;
  context.lineWidth = 1;
  context.globalAlpha = 0.55;
  context.setLineDash([4, 4]);
  context.beginPath();
  for (const [receiver, sources] of cuts) {
    for (const source of sources) {
      if (count > CUTS_AT_MOST && receiver !== pointed && source !== pointed) continue;
      const [one, other] = [points[receiver], points[source]];
      if (one === undefined || other === undefined) continue;
      context.moveTo(one.x, one.y);
      context.lineTo(other.x, other.y);
    }
  }
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** The way of the message that is pointed at, be it under way or not. */
function drawMarked({ state, context, points }: Scene): void {
  const { run, view, colours } = state;
  const message = view.hovered ?? view.selected;
  if (message === undefined || run.messages === undefined) return;
  const { names, source, target } = run.messages;
  const from = points[run.nodes.indexOf(itemAt(names, itemAt(source, message)))];
  const to = points[run.nodes.indexOf(itemAt(names, itemAt(target, message)))];
  if (from === undefined || to === undefined) return;
  context.strokeStyle = colours.text;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  context.stroke();
}

/** Draws how messages ended a moment ago, and returns those that are under way. */
function drawMessages(scene: Scene): Dot[] {
  const { state, context, points, timeMs, afterglowMs, radius } = scene;
  const { messages, nodes } = state.run;
  const dots: Dot[] = [];
  if (messages === undefined) return dots;
  const { selection, colours } = state;
  const places = new Map(nodes.map((name, node) => [name, node]));
  const [first, end] = selection.placesIn("time", timeMs - afterglowMs, timeMs);
  let count = 0;
  for (let place = end - 1; place >= first && count < DOTS_AT_MOST; place--) {
    const message = itemAt(selection.messages, place);
    const endMs = itemAt(messages.endMs, message);
    const since = timeMs - endMs;
    if (since > afterglowMs) continue;
    const source =
      points[places.get(itemAt(messages.names, itemAt(messages.source, message))) ?? -1];
    const target =
      points[places.get(itemAt(messages.names, itemAt(messages.target, message))) ?? -1];
    if (target === undefined) continue;
    const colour = colours.kinds[itemAt(messages.kind, message)] ?? colours.muted;
    count++;
    if (source === undefined) {
      if (since >= 0) drawPulse(context, target, radius, since / afterglowMs, colour);
    } else if (since >= 0) {
      const isDrop = messages.fate[message] === Fate.dropped;
      drawEnd(context, source, target, since / afterglowMs, isDrop ? colours.bad : colour, isDrop);
    } else {
      const sentMs = itemAt(messages.sendMs, message);
      // What never arrives fades on its way.
      const part = endMs === Infinity ? 0.3 : (timeMs - sentMs) / (endMs - sentMs);
      dots.push({ ...between(source, target, part), message });
    }
  }
  return dots;
}

function between(one: Point, other: Point, part: number): Point {
  return { x: one.x + (other.x - one.x) * part, y: one.y + (other.y - one.y) * part };
}

function drawDot({ state, context, radius }: Scene, { x, y, message }: Dot): void {
  const { colours, run, view } = state;
  const kind = itemAt(run.messages?.kind ?? [], message);
  const isMarked = message === view.selected || message === view.hovered;
  context.fillStyle = colours.kinds[kind] ?? colours.muted;
  context.beginPath();
  context.arc(x, y, Math.max(2.5, radius / 3.4) + (isMarked ? 2.5 : 0), 0, 2 * Math.PI);
  context.fill();
  context.lineWidth = isMarked ? 2.5 : 1;
  context.strokeStyle = isMarked ? colours.text : colours.surface;
  context.stroke();
}

/** The way that a message took, fading; with a cross where it was dropped. */
function drawEnd(
  context: CanvasRenderingContext2D,
  source: Point,
  target: Point,
  part: number,
  colour: string,
  isDrop: boolean,
): void {
  context.globalAlpha = Math.max(0, 0.7 * (1 - part));
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(source.x, source.y);
  context.lineTo(target.x, target.y);
  if (isDrop) {
    const { x, y } = between(source, target, 0.8);
    context.moveTo(x - 5, y - 5);
    context.lineTo(x + 5, y + 5);
    context.moveTo(x + 5, y - 5);
    context.lineTo(x - 5, y + 5);
  }
  context.stroke();
  context.globalAlpha = 1;
}

/** A client's request that reached a node. */
function drawPulse(
  context: CanvasRenderingContext2D,
  { x, y }: Point,
  radius: number,
  part: number,
  colour: string,
): void {
  context.globalAlpha = Math.max(0, 1 - part);
  context.strokeStyle = colour;
  context.lineWidth = 3;
  context.beginPath();
  context.arc(x, y, radius * (1.1 + part * 0.7), 0, 2 * Math.PI);
  context.stroke();
  context.globalAlpha = 1;
}

function drawNode(scene: Scene, hearing: Hearing, node: number): void {
  const { state, context, points, radius, timeMs } = scene;
  const { colours, run, moments } = state;
  const isPointed = node === state.view.pointed;
  const { x, y } = points[node] ?? { x: 0, y: 0 };
  const isDown = hearing.killed.has(node);
  const hasValue = holdsFollowed(state, node, timeMs);
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = hasValue ? colours.accent : colours.surface;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = isDown ? colours.bad : colours.line;
  if (isDown) context.setLineDash([3, 3]);
  context.stroke();
  context.setLineDash([]);
  const all = moments.broadcastsAt(timeMs);
  const part = all === 0 ? 0 : Math.min(1, moments.valuesOf(node, timeMs) / all);
  if (part > 0 && !isDown) {
    context.strokeStyle = groupColour(state, hearing, node);
    context.lineWidth = Math.max(2, radius / 5);
    context.beginPath();
    context.arc(x, y, radius, -Math.PI / 2, -Math.PI / 2 + part * 2 * Math.PI);
    context.stroke();
  }
  if (isPointed) {
    context.strokeStyle = colours.text;
    context.lineWidth = 2.5;
    context.beginPath();
    context.arc(x, y, radius + 4, 0, 2 * Math.PI);
    context.stroke();
  }
  if (radius < 9) return;
  context.fillStyle = hasValue ? colours.surface : isDown ? colours.bad : colours.text;
  context.font = `600 ${Math.round(Math.min(12, radius * 0.72))}px ${colours.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const mark = isDown ? "✕" : hearing.paused.has(node) ? "‖" : undefined;
  context.fillText(mark ?? itemAt(run.nodes, node), x, y, radius * 1.7);
}

/** Nodes that can talk to each other have one colour. */
function groupColour({ colours }: State, { groups, groupCount }: Hearing, node: number): string {
  const group = itemAt(groups, node);
  if (groupCount <= 1 || group === 0) return colours.good;
  return group % 2 === 1 ? colours.cut : colours.bad;
}

function holdsFollowed({ followedMoments }: State, node: number, timeMs: number): boolean {
  let holds = false;
  for (const moment of followedMoments) {
    if (moment.timeMs > timeMs) break;
    if (moment.node === node) holds = moment.isGain;
  }
  return holds;
}
