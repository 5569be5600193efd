/**
 * messages.svg: a Lamport diagram as Maelstrom draws it, each node a line from top to bottom, each
 * event of the network a step down, whatever time lies between two of them.
 */

import { isClient } from "../../node/message.ts";
import { Follower } from "../model/follow.ts";
import { Fate, type Messages } from "../model/messages.ts";
import { type Run } from "../model/run.ts";
import { slotsOf } from "../model/slots.ts";
import { drawArrow, drawCopies } from "./arrows.ts";
import { picture, tag, text } from "./elements.ts";
import { drawLines, drawShades } from "./lines.ts";
import { type Sheet } from "./sheet.ts";
import { itemAt } from "../model/columns.ts";

/** As many as Maelstrom's has: browsers take their time for more. */
const EVENTS_AT_MOST = 10_000;

/** Beyond this many messages their names would lie on top of each other. */
const NAMES_AT_MOST = 150;

/** More clients than this are one line. */
const CLIENTS_AT_MOST = 5;

export interface Wanted {
  /** Since the first operation. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** The number of a value: only what carried it, and the answers to that. */
  readonly value?: number | undefined;
  readonly eventsAtMost?: number | undefined;
}

const TOP = 34;
const LEFT = 74;
const RIGHT = 34;
const FOOT = 30;

/** The run must have a journal. */
export function messagesSvg(run: Run, wanted: Wanted = {}): string {
  const { messages } = run;
  if (messages === undefined) throw new Error("Cannot draw messages without a journal");
  const follower = new Follower(run);
  const { events, total: known } = eventsOf(messages, follower, wanted);
  const { fromMs, toMs, value } = wanted;
  const isWhole = fromMs === undefined && toMs === undefined && value === undefined;
  const total = known + (isWhole ? messages.missingEvents : 0);
  const sheet = layOut(run, messages, follower, events, value);
  const shown = new Set(events.map((at) => messageOf(messages, at)));
  const arrows = [...shown].map((message) => drawArrow(sheet, message));
  const { width, bottom } = sheet;
  const footer = [...legend(sheet, shown), ...note(sheet, events.length, total)];
  return picture(width, bottom + FOOT + (total > events.length ? 18 : 0), titleOf(run, wanted), [
    ...drawShades(sheet),
    ...times(sheet, events),
    ...drawLines(sheet),
    ...arrows,
    ...drawCopies(sheet),
    ...drawMoments(sheet),
    ...footer,
  ]);
}

/** The places of the events to show, in their order, and how many there would be without a limit. */
function eventsOf(
  messages: Messages,
  follower: Follower,
  { fromMs = -Infinity, toMs = Infinity, value, eventsAtMost = EVENTS_AT_MOST }: Wanted,
): { readonly events: readonly number[]; readonly total: number } {
  const only = value === undefined ? undefined : new Set(follower.messagesOf(value));
  const isShown = messages.kinds.map(({ name, isClient }) => !isClient || name !== "init");
  const events: number[] = [];
  let total = 0;
  for (let at = 0; at < messages.events.length; at++) {
    const timeMs = itemAt(messages.eventMs, at);
    const message = messageOf(messages, at);
    const isWanted = only ? only.has(message) : isShown[itemAt(messages.kind, message)] === true;
    if (timeMs < fromMs || timeMs > toMs || !isWanted) continue;
    if (++total <= eventsAtMost) events.push(at);
  }
  return { events, total };
}

function messageOf({ events }: Messages, at: number): number {
  const event = itemAt(events, at);
  return event < 0 ? ~event : event;
}

function layOut(
  run: Run,
  messages: Messages,
  follower: Follower,
  events: readonly number[],
  value: number | undefined,
): Sheet {
  const used = new Set<number>();
  for (const at of events) {
    const message = messageOf(messages, at);
    used.add(itemAt(messages.source, message)).add(itemAt(messages.target, message));
  }
  const clients = run.clients.filter((name) => used.has(messages.names.indexOf(name)));
  const isFolded = clients.length > CLIENTS_AT_MOST;
  const labels = [...(isFolded ? ["clients"] : clients), ...run.nodes, ...run.services];
  const gap = labels.length > 12 ? 64 : 110;
  const xOf = new Map(labels.map((label, place) => [label, LEFT + gap / 2 + place * gap]));
  const step = events.length > 400 ? 10 : 15;
  const yOfEvent = new Map(events.map((at, place) => [at, TOP + (place + 1) * step]));
  const bottom = TOP + (events.length + 1) * step;
  return {
    run,
    messages,
    xOfName: messages.names.map((name) => {
      return xOf.get(isClient(name) && isFolded ? "clients" : name) ?? 0;
    }),
    xOf,
    yOfEvent,
    firstMs: messages.eventMs[events[0] ?? -1] ?? Infinity,
    lastMs: messages.eventMs[events.at(-1) ?? -1] ?? -Infinity,
    yOfTime(timeMs) {
      const at = events.find((event) => itemAt(messages.eventMs, event) >= timeMs);
      return at === undefined ? bottom : (yOfEvent.get(at) ?? bottom) - step / 2;
    },
    slots: slotsOf(messages.kinds),
    top: TOP,
    bottom,
    width: LEFT + labels.length * gap + RIGHT,
    hasNames: events.length <= NAMES_AT_MOST * 2,
    follower,
    value,
  };
}

/** On the left, wherever a millisecond begins, as far as there is room. */
function times({ messages, yOfEvent }: Sheet, events: readonly number[]): string[] {
  const found: string[] = [];
  let lastY = -Infinity;
  let lastText = "";
  for (const at of events) {
    const y = yOfEvent.get(at) ?? 0;
    // Adding 0 makes 0 of −0.
    const timeMs = Math.round(itemAt(messages.eventMs, at)) + 0;
    const shown = `${timeMs.toLocaleString("en")} ms`;
    if (shown === lastText || y - lastY < 14) continue;
    found.push(text(LEFT - 12, y + 4, "end", shown));
    [lastY, lastText] = [y, shown];
  }
  return found;
}

/** The moment at which each node had the value that is followed. */
function drawMoments({ run, follower, value, xOf, yOfEvent }: Sheet): string[] {
  if (value === undefined) return [];
  return follower.momentsOf(value).flatMap(({ node, at, isGain }) => {
    const [x, y] = [xOf.get(itemAt(run.nodes, node)), yOfEvent.get(at)];
    if (x === undefined || y === undefined || !isGain) return [];
    return [tag("circle", { cx: x, cy: y, r: 5, class: "f-accent s-surface" })];
  });
}

/** The kinds of what is shown. */
function legend({ messages, slots, bottom }: Sheet, shown: ReadonlySet<number>): string[] {
  const kinds = new Set([...shown].map((message) => itemAt(messages.kind, message)));
  const isAnyDropped = [...shown].some((message) => messages.fate[message] === Fate.dropped);
  let x = LEFT;
  const parts: string[] = [];
  const y = bottom + 18;
  for (const number of [...kinds].toSorted((one, other) => one - other)) {
    const kind = messages.kinds[number];
    const name = `${kind?.name || "(no type)"}${kind?.isClient === true ? ", clients" : ""}`;
    const style = `s-kind-${slots[number]}`;
    parts.push(
      tag("path", { d: `M${x} ${y - 4}h16`, class: style, "stroke-width": 3 }),
      text(x + 21, y, "small", name),
    );
    x += 34 + name.length * 6.2;
  }
  if (isAnyDropped) parts.push(text(x, y, "small", "✕ dropped"));
  return parts;
}

function note({ bottom }: Sheet, shown: number, total: number): string[] {
  if (total === shown) return [];
  const [some, all] = [shown.toLocaleString("en"), total.toLocaleString("en")];
  return [text(LEFT, bottom + 36, "small", `The first ${some} of ${all} events.`)];
}

function titleOf({ values }: Run, { value }: Wanted): string {
  if (value === undefined) return "Messages";
  return `Messages that carried the value ${itemAt(values.texts, value)}, and their answers`;
}
