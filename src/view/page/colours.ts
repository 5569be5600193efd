/**
 * The colours of a page, for what is drawn on a canvas: the style sheet has them, once for light
 * and once for dark. Those of messages are Okabe and Ito's, which the colour-blind can tell apart.
 */

import { type Run } from "../model/run.ts";
import { slotsOf } from "../model/slots.ts";

export interface Colours {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly accent: string;
  readonly bad: string;
  readonly good: string;
  readonly cut: string;
  readonly loss: string;
  readonly duplicate: string;
  readonly font: string;
  /** By the number of a kind. */
  readonly kinds: readonly string[];
}

export function coloursOf(run: Run): Colours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const slots = slotsOf(run.messages?.kinds ?? []);
  return {
    text: of("text"),
    muted: of("muted"),
    line: of("line"),
    surface: of("surface"),
    accent: of("accent"),
    bad: of("bad"),
    good: of("good"),
    cut: of("cut"),
    loss: of("loss"),
    duplicate: of("duplicate"),
    font: of("font"),
    kinds: slots.map((slot) => of(`kind-${slot}`)),
  };
}
