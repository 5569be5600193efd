/** latency.svg: the stable latency of each value over time, with the faults shaded. */

import { scaleLinear, type ScaleLinear } from "d3-scale";
import { type Run } from "../model/run.ts";
import { coordinate, hint, picture, tag, text } from "./elements.ts";
import { itemAt } from "../model/columns.ts";

const WIDTH = 800;
const HEIGHT = 360;
const LEFT = 70;
const RIGHT = 20;
const TOP = 44;
const BOTTOM = 46;

interface Axes {
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;
}

export function latencySvg(run: Run): string {
  const { values } = run.record;
  const latencies = values.latencyMs.filter((latencyMs) => latencyMs !== null);
  const longest = latencies.reduce((one, other) => Math.max(one, other), 1);
  const axes = {
    x: scaleLinear([0, run.endMs / 1000], [LEFT, WIDTH - RIGHT]),
    y: scaleLinear([0, longest], [HEIGHT - BOTTOM, TOP + 14]).nice(),
  };
  return picture(WIDTH, HEIGHT, "Stable latency of each value", [
    text(LEFT, 18, "", "Stable latency of each value"),
    text(LEFT, 34, "small", figuresOf(latencies)),
    ...shades(run, axes),
    ...scales(axes),
    ...points(run, axes),
  ]);
}

/** As in the summary: the element at ⌊n·q⌋, the last at most. */
function figuresOf(latencies: readonly number[]): string {
  if (latencies.length === 0) return "No value became stable.";
  const sorted = latencies.toSorted((one, other) => one - other);
  const at = (part: number): string =>
    `${sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]} ms`;
  const most = `median ${at(0.5)}, 95 % ${at(0.95)}, 99 % ${at(0.99)}, longest ${at(1)}`;
  return `${most}, from the acknowledgement until every read shows it`;
}

function shades({ faults }: Run, { x }: Axes): string[] {
  return faults.map(({ kind, detail, startMs, endMs }) => {
    const from = x(startMs / 1000);
    const style = kind === "kill" ? "bad" : kind === "loss" ? "loss" : "cut";
    return tag(
      "rect",
      {
        x: from,
        y: TOP,
        width: Math.max(1, x(endMs / 1000) - from),
        height: HEIGHT - BOTTOM - TOP,
        class: `f-${style}`,
        "fill-opacity": 0.2,
      },
      hint(`${kind}, ${detail}`),
    );
  });
}

function scales({ x, y }: Axes): string[] {
  const bottom = HEIGHT - BOTTOM;
  const parts: string[] = [];
  for (const tick of y.ticks(6)) {
    const d = `M${LEFT} ${coordinate(y(tick))}H${WIDTH - RIGHT}`;
    parts.push(tag("path", { d, class: "s-line" }));
    parts.push(text(LEFT - 8, y(tick) + 4, "end", `${tick.toLocaleString("en")} ms`));
  }
  for (const tick of x.ticks(10)) {
    parts.push(tag("path", { d: `M${coordinate(x(tick))} ${bottom}v5`, class: "s-muted" }));
    parts.push(text(x(tick), bottom + 18, "middle", `${tick} s`));
  }
  return parts;
}

/** Each a line without length, whose round ends are a dot: a third of the bytes of a circle. */
function points({ record }: Run, { x, y }: Axes): string[] {
  const { values } = record;
  let dots = "";
  let lost = "";
  for (const [place, fate] of values.fates.entries()) {
    const atMs = values.knownMs[place] ?? itemAt(values.broadcastMs, place);
    const latencyMs = values.latencyMs[place] ?? null;
    const across = x(atMs / 1000);
    if (latencyMs !== null) dots += `M${coordinate(across)} ${coordinate(y(latencyMs))}h0`;
    else if (fate === "lost") lost += `M${coordinate(across - 4)} ${TOP + 2}l8 8m0 -8l-8 8`;
  }
  const parts: string[] = [];
  if (dots !== "") {
    const style = { class: "s-kind-0", "stroke-width": 4, "stroke-linecap": "round" };
    parts.push(tag("path", { d: dots, ...style, fill: "none" }));
  }
  if (lost !== "") {
    parts.push(tag("path", { d: lost, class: "s-bad", "stroke-width": 2, fill: "none" }));
    parts.push(text(WIDTH - RIGHT, 34, "end", "✕ lost"));
  }
  return parts;
}
