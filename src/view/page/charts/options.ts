/** What all charts have in common: their colours, their axes, and what is shaded. */

import uPlot from "uplot";
import { type LimitsRecord } from "../../model/record.ts";
import { timeText } from "../dom.ts";
import { type State } from "../state.ts";

interface SeriesStyle {
  readonly label: string;
  readonly colour: string;
  readonly isPoints?: boolean;
  readonly isStepped?: boolean;
}

interface ChartStyle {
  readonly width: number;
  readonly height: number;
  /** Of the x axis: seconds, or milliseconds. */
  readonly label: string;
  readonly isTime?: boolean;
  readonly unit: string;
  readonly series: readonly SeriesStyle[];
  readonly hooks: uPlot.Hooks.Arrays;
  /** What the x axis has to reach at least. */
  readonly furthest?: number | undefined;
}

export function optionsOf(state: State, style: ChartStyle): uPlot.Options {
  const { colours } = state;
  const isTime = style.isTime ?? true;
  const axis: uPlot.Axis = {
    stroke: colours.muted,
    grid: { stroke: colours.line, width: 1 },
    ticks: { stroke: colours.line, width: 1 },
    font: `11px ${colours.font}`,
  };
  const xText = (x: number): string => (isTime ? timeText(x * 1000) : timeText(x));
  return {
    width: Math.max(200, style.width),
    height: style.height,
    scales: {
      x: {
        time: false,
        range: (_, least, most) => [Math.min(0, least), Math.max(most, style.furthest ?? 0) * 1.01],
      },
      y: { range: (_, __, most) => [0, Math.max(1, most) * 1.08] },
    },
    legend: { live: true },
    cursor: {
      points: { size: 7 },
      // A range that is drawn is shown in the diagram; the chart stays.
      drag: { setScale: false, x: isTime, y: false },
      focus: { prox: 24 },
    },
    axes: [
      {
        ...axis,
        size: 34,
        space: 78,
        values: (_, ticks) => ticks.map((tick) => (isTime ? `${tick} s` : `${tick} ms`)),
      },
      {
        ...axis,
        size: 74,
        values: (_, ticks) => ticks.map((tick) => `${tick.toLocaleString("en")} ${style.unit}`),
      },
    ],
    series: [
      { label: style.label, value: (_, x) => (x === null ? "–" : xText(x)) },
      ...style.series.map((it) => seriesOf(it, style.unit)),
    ],
    hooks: isTime
      ? { ...style.hooks, setSelect: [(plot) => showSelected(plot, state)] }
      : style.hooks,
  };
}

function seriesOf({ label, colour, isPoints, isStepped }: SeriesStyle, unit: string): uPlot.Series {
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  return {
    label,
    stroke: colour,
    fill: isPoints ? colour : `color-mix(in srgb, ${colour} 14%, transparent)`,
    width: isPoints ? 0 : 1.75,
    ...(isPoints && { paths: () => null }),
    ...(isStepped && stepped && { paths: stepped }),
    points: { show: isPoints === true, size: 4, fill: colour, stroke: colour },
    value: (_, y) =>
      y === null ? "–" : `${y.toLocaleString("en", { maximumFractionDigits: 1 })} ${unit}`,
  };
}

function showSelected(plot: uPlot, state: State): void {
  const { left, width } = plot.select;
  if (width < 4) return;
  state.showTimes(plot.posToVal(left, "x") * 1000, plot.posToVal(left + width, "x") * 1000);
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

/** Behind a chart over time: when there was a fault. */
export function shadeFaults(plot: uPlot, { run, colours }: State): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const { kind, startMs, endMs } of run.faults) {
    const from = plot.valToPos(startMs / 1000, "x", true);
    const to = plot.valToPos(endMs / 1000, "x", true);
    ctx.globalAlpha = 0.2;
    ctx.fillStyle = kind === "kill" ? colours.bad : kind === "loss" ? colours.loss : colours.cut;
    ctx.fillRect(from, bbox.top, Math.max(2, to - from), bbox.height);
  }
  ctx.restore();
}

/** The limits of a challenge, as lines with their names. */
export function verticals(plot: uPlot, { colours }: State, limits: LimitsRecord | undefined): void {
  if (limits === undefined) return;
  const { ctx, bbox } = plot;
  const ratio = window.devicePixelRatio || 1;
  const lines = [
    ["median below", limits.medianLatencyMs, 50],
    ["longest below", limits.maxLatencyMs, 100],
  ] as const;
  ctx.save();
  ctx.strokeStyle = colours.bad;
  ctx.fillStyle = colours.text;
  ctx.lineWidth = 1.5 * ratio;
  ctx.font = `${11 * ratio}px ${colours.font}`;
  ctx.textAlign = "right";
  for (const [name, limitMs, percent] of lines) {
    const x = plot.valToPos(limitMs, "x", true);
    const y = plot.valToPos(percent, "y", true);
    ctx.setLineDash([5 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x, y);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillText(`${name} ${limitMs} ms`, x - 6 * ratio, y + 14 * ratio);
  }
  ctx.restore();
}
