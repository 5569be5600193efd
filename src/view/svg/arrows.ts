/** The arrows of messages.svg. */

import { Fate, typeOf } from "../model/messages.ts";
import { coordinate, hint, tag, text } from "./elements.ts";
import { type Sheet } from "./sheet.ts";
import { itemAt } from "../model/columns.ts";

/** As much of a body as is shown when an arrow is pointed at. */
const HINT_CHARACTERS = 300;

interface Line {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export function drawArrow(sheet: Sheet, message: number): string {
  const { messages, slots } = sheet;
  const line = lineOf(sheet, message);
  const slot = slots[itemAt(messages.kind, message)];
  const isReply = itemAt(messages.request, message) >= 0;
  const style = { class: `s-kind-${slot}`, "stroke-width": isReply ? 1 : 1.6 };
  const parts = [hint(hintOf(sheet, message)), tag("path", { d: pathOf(line), ...style })];
  const fate = messages.fate[message];
  if (fate === Fate.dropped) parts.push(cross(line.x2, line.y2));
  else if (sheet.yOfEvent.has(itemAt(messages.endAt, message))) {
    parts.push(tag("path", { d: headOf(line), class: `f-kind-${slot}` }));
  }
  if (sheet.hasNames) parts.push(nameOf(sheet, message, line));
  return tag("g", {}, parts.join(""));
}

/** To where it ended, or a piece of the way if that is not shown. */
function lineOf({ messages, xOfName, yOfEvent, top, bottom }: Sheet, message: number): Line {
  const [from, to] = [itemAt(messages.source, message), itemAt(messages.target, message)];
  const [x1, x2] = [itemAt(xOfName, from), itemAt(xOfName, to)];
  const y1 = yOfEvent.get(itemAt(messages.sendAt, message));
  const y2 = yOfEvent.get(itemAt(messages.endAt, message));
  if (y1 !== undefined && y2 !== undefined) return { x1, y1, x2, y2 };
  const [middle, some] = [(x1 + x2) / 2, 20];
  if (y1 !== undefined) return { x1, y1, x2: middle, y2: Math.min(bottom, y1 + some) };
  const y = y2 ?? top;
  return { x1: middle, y1: Math.max(top, y - some), x2, y2: y };
}

function pathOf({ x1, y1, x2, y2 }: Line): string {
  return `M${coordinate(x1)} ${coordinate(y1)}L${coordinate(x2)} ${coordinate(y2)}`;
}

function headOf({ x1, y1, x2, y2 }: Line): string {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [dx, dy] = [((x2 - x1) / length) * 8, ((y2 - y1) / length) * 8];
  const corners = [
    [x2, y2],
    [x2 - dx - dy * 0.4, y2 - dy + dx * 0.4],
    [x2 - dx + dy * 0.4, y2 - dy - dx * 0.4],
  ].map(([x = 0, y = 0]) => `${coordinate(x)} ${coordinate(y)}`);
  return `M${corners.join("L")}z`;
}

export function cross(x: number, y: number): string {
  const d = `M${coordinate(x - 4)} ${coordinate(y - 4)}l8 8m0 -8l-8 8`;
  return tag("path", { d, class: "s-bad", "stroke-width": 2 });
}

/** Along the arrow, and never upside down. */
function nameOf({ messages }: Sheet, message: number, { x1, y1, x2, y2 }: Line): string {
  const name = typeOf(messages, message);
  const angle = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
  const upright = angle > 90 ? angle - 180 : angle < -90 ? angle + 180 : angle;
  // Nearer to the sender, since arrows of a broadcast come from one place and spread.
  const [x, y] = [x1 + (x2 - x1) * 0.42, y1 + (y2 - y1) * 0.42];
  const turned = `translate(${coordinate(x)} ${coordinate(y)}) rotate(${coordinate(upright)})`;
  return tag("g", { transform: turned }, text(0, -3, "on", name || "(no type)"));
}

function hintOf({ messages }: Sheet, message: number): string {
  const source = itemAt(messages.names, itemAt(messages.source, message));
  const target = itemAt(messages.names, itemAt(messages.target, message));
  const body = messages.bodies[message] ?? "its body is not in the journal";
  const shown = body.length > HINT_CHARACTERS ? `${body.slice(0, HINT_CHARACTERS)}…` : body;
  const sent = coordinate(itemAt(messages.sendMs, message));
  const endMs = itemAt(messages.endMs, message);
  const how = messages.fate[message] === Fate.dropped ? "dropped" : "received";
  const end = endMs === Infinity ? "" : `, ${how} ${coordinate(endMs)} ms`;
  return `${source} → ${target}, sent ${sent} ms${end}\n${shown}`;
}

/** Messages that came twice, dashed. */
export function drawCopies({ messages, xOfName, yOfEvent, slots }: Sheet): string[] {
  return messages.copies.flatMap(({ message, endAt, isDropped }) => {
    const [y1, y2] = [yOfEvent.get(itemAt(messages.sendAt, message)), yOfEvent.get(endAt)];
    if (y1 === undefined || y2 === undefined) return [];
    const x1 = itemAt(xOfName, itemAt(messages.source, message));
    const x2 = itemAt(xOfName, itemAt(messages.target, message));
    const line = { x1, y1, x2, y2 };
    const slot = slots[itemAt(messages.kind, message)];
    const dashed = tag("path", {
      d: pathOf(line),
      class: `s-kind-${slot}`,
      "stroke-dasharray": "4 3",
      "stroke-width": 1.2,
    });
    return [
      dashed,
      isDropped ? cross(x2, y2) : tag("path", { d: headOf(line), class: `f-kind-${slot}` }),
    ];
  });
}
