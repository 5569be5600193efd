/** What the drawing of one frame of the diagram needs. */

import { type ScaleLinear } from "d3-scale";
import { placeOf, type Spacing } from "../../model/selection.ts";
import { type State } from "../state.ts";
import { type Lanes } from "./lanes.ts";

export interface Frame {
  readonly state: State;
  readonly context: CanvasRenderingContext2D;
  readonly lanes: Lanes;
  /** From a place on the axis to a pixel. */
  readonly x: ScaleLinear<number, number>;
  /** The plot, within the canvas. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Pixels that the lanes are scrolled up. */
  readonly scrolled: number;
}

/** The pixel of a time, whatever the axis means. */
export function xOfTime({ state, x }: Frame, timeMs: number): number {
  return x(placeOf(state.run, state.view.spacing, timeMs));
}

/** The pixel of what has both a time and a place in the order of events. */
export function xOfBoth({ x }: Frame, spacing: Spacing, timeMs: number, at: number): number {
  return x(spacing === "time" ? timeMs : at);
}

/** The pixel of a height within the lanes. */
export function yOf({ top, scrolled }: Frame, y: number): number {
  return top + y - scrolled;
}
