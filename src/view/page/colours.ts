/**
 * The colours of a page, for what is drawn on a canvas: the style sheet has them, once for light
 * and once for dark. Those of messages are Okabe and Ito's, which the colour-blind can tell apart.
 */

import { type Kind } from "../model/messages.ts";
import { type Run } from "../model/run.ts";

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

/** Slots of the palette, `--kind-0` and so on; the last one is for whatever is left. */
const SLOTS = 7;
const OTHER = SLOTS;

/** The same colours in each report for what eddy's own nodes say. */
const KNOWN: Readonly<Record<string, number>> = {
  push: 0,
  broadcast: 0,
  gossip: 0,
  digest: 1,
  seek: 2,
  offer: 3,
};

const KNOWN_CLIENT: Readonly<Record<string, number>> = {
  broadcast: 4,
  echo: 4,
  read: 5,
  init: 6,
  topology: 6,
};

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

/** Kinds that nobody knows get the slots that are free, in the order in which they came. */
export function slotsOf(kinds: readonly Kind[]): number[] {
  const known = kinds.map(({ name, isClient }) => (isClient ? KNOWN_CLIENT : KNOWN)[name]);
  const taken = new Set(known);
  const free = Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => !taken.has(slot));
  return known.map((slot) => slot ?? free.shift() ?? OTHER);
}
