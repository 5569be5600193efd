/** The lines of the nodes in messages.svg, with their gaps, and the faults behind them. */

import { cross } from "./arrows.ts";
import { coordinate, hint, tag, text } from "./elements.ts";
import { type Sheet } from "./sheet.ts";
import { itemAt } from "../model/columns.ts";

/** Each node's name and line. While a node is down it has none, while it is paused a dotted one. */
export function drawLines(sheet: Sheet): string[] {
  const { xOf, run, top, bottom, firstMs, lastMs } = sheet;
  return [...xOf].flatMap(([label, x]) => {
    const node = run.nodes.indexOf(label);
    const parts = [text(x, top - 14, "name", label)];
    let from = top;
    for (const { startMs, endMs, kind, nodes } of run.faults) {
      if ((kind !== "kill" && kind !== "pause") || !nodes.includes(node)) continue;
      if (endMs < firstMs || startMs > lastMs) continue;
      const [gap, end] = [sheet.yOfTime(startMs), sheet.yOfTime(endMs)];
      parts.push(segment(x, from, Math.max(from, gap), "6 0"));
      if (kind === "kill") parts.push(startMs < firstMs ? "" : cross(x, gap));
      else parts.push(segment(x, gap, end, "1 5"));
      from = Math.max(from, end);
    }
    parts.push(segment(x, from, bottom, "6 0"));
    return parts.filter((part) => part !== "");
  });
}

function segment(x: number, from: number, to: number, dashes: string): string {
  if (to <= from) return "";
  const d = `M${coordinate(x)} ${coordinate(from)}V${coordinate(to)}`;
  const style = dashes === "6 0" ? {} : { "stroke-dasharray": dashes };
  return tag("path", { d, class: "s-muted", ...style });
}

/** Behind a node that does not hear others, and behind all where messages get lost or doubled. */
export function drawShades(sheet: Sheet): string[] {
  const { run, xOf, width, firstMs, lastMs } = sheet;
  return run.faults.flatMap((fault) => {
    if (fault.endMs < firstMs || fault.startMs > lastMs) return [];
    const [from, to] = [sheet.yOfTime(fault.startMs), sheet.yOfTime(fault.endMs)];
    if (to <= from) return [];
    const shade = (x: number, wide: number, style: string, part: number, words: string): string =>
      tag(
        "rect",
        { x, y: from, width: wide, height: to - from, class: style, "fill-opacity": part },
        hint(words),
      );
    if (fault.kind === "loss" || fault.kind === "duplicate") {
      return [shade(0, width, `f-${fault.kind}`, 0.2, `${fault.kind}, ${fault.detail}`)];
    }
    return [...fault.cuts].map(([node, sources]) => {
      const name = itemAt(run.nodes, node);
      const part = sources.size / Math.max(1, run.nodes.length - 1);
      const names = [...sources].map((source) => itemAt(run.nodes, source)).join(", ");
      const x = (xOf.get(name) ?? 0) - 22;
      return shade(x, 44, "f-cut", 0.1 + 0.4 * part, `${name} does not hear ${names}`);
    });
  });
}
