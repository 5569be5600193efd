/**
 * What a schedule does differently from the one of least time. A schedule is written as its
 * deviations, each with the number of the step that it befalls: `tree 3: 12 drop, 17 late`.
 */

import { type MistakeName } from "../support/mistakes.ts";

/** A message between nodes, a client's broadcast, or a timer of a node. */
export type StepKind = "message" | "request" | "timer";

export type DeviationKind =
  | "drop"
  | "twice"
  | "behind"
  | "late"
  | "cut"
  | "part"
  | "sever"
  | "kill"
  | "down"
  | "pause"
  | "freeze"
  | "acked"
  | "unacked"
  | "counted"
  | "ahead"
  | "beyond"
  | "start"
  | "gap"
  | "stranger"
  | "slow"
  | "fast";

interface DeviationRow {
  /** To which steps it can be done. */
  readonly of: readonly StepKind[];
  readonly text?: string;
  /** What the node that gets the message wrongly believes of its sender from then on. */
  readonly mistake?: MistakeName;
}

const ANY: readonly StepKind[] = ["message", "request", "timer"];

/** What can be done to a step. */
const DEVIATIONS: Readonly<Record<DeviationKind, DeviationRow>> = {
  drop: { of: ["message"], text: "the message is lost" },
  twice: { of: ["message"], text: "the message comes again 150 ms later" },
  behind: { of: ["message", "request"], text: "it comes behind the next step of its node" },
  late: { of: ANY, text: "it comes 700 ms later, a timer 300 ms" },
  cut: { of: ["message"], text: "this message and others of its direction are lost for 4 s" },
  part: { of: ["message"], text: "the same in both directions" },
  sever: { of: ["message"], text: "these two nodes never hear each other again" },
  kill: { of: ANY, text: "the node is killed; back after 50 ms" },
  down: { of: ANY, text: "the node is killed; back after 4 s" },
  pause: { of: ANY, text: "the node stands still for 700 ms" },
  freeze: { of: ANY, text: "the node stands still for 4 s" },
  acked: { of: ["message"], mistake: "everything is acknowledged" },
  unacked: { of: ["message"], mistake: "nothing is acknowledged" },
  counted: { of: ["message"], mistake: "a digest has counted everything" },
  ahead: { of: ["message"], mistake: "the position is at the end of the own journal" },
  beyond: { of: ["message"], mistake: "the position is far beyond everything" },
  start: { of: ["message"], mistake: "the position is at the start" },
  gap: { of: ["message"], mistake: "a gap goes on for ever" },
  stranger: { of: ["message"], mistake: "the other side has another incarnation" },
  slow: { of: ["message"], mistake: "round trips take an hour" },
  fast: { of: ["message"], mistake: "round trips take no time" },
};

/** Milliseconds. */
export const TWICE_MS = 150;
export const LATE_MS = 700;
/** Less than what an Alarm takes for a sleep: a longer delay is a pause. */
export const LATE_TIMER_MS = 300;
export const CUT_MS = 4000;
export const KILL_MS = 50;
export const DOWN_MS = 4000;
export const PAUSE_MS = 700;
export const FREEZE_MS = 4000;

export interface Deviation {
  /** The number of the step, counted from 0 in the schedule with all earlier deviations. */
  readonly step: number;
  readonly kind: DeviationKind;
}

function isDeviationKind(name: string): name is DeviationKind {
  return Object.hasOwn(DEVIATIONS, name);
}

/** The mistake that a kind of deviation is, if it is one. */
export function mistakeOf(kind: DeviationKind): MistakeName | undefined {
  return DEVIATIONS[kind].mistake;
}

/** What is done to a step, for people. */
export function deviationText(kind: DeviationKind): string {
  const { text, mistake } = DEVIATIONS[kind];
  return text ?? `from now on it believes of the sender: ${mistake}`;
}

export const KINDS: readonly DeviationKind[] = Object.keys(DEVIATIONS).filter(isDeviationKind);

export function isFor(kind: DeviationKind, step: StepKind): boolean {
  return DEVIATIONS[kind].of.includes(step);
}

/** `12 drop, 17 late`; "nothing" for the schedule of least time. */
export function deviationsText(deviations: readonly Deviation[]): string {
  if (deviations.length === 0) return "nothing";
  return deviations.map(({ step, kind }) => `${step} ${kind}`).join(", ");
}

/** Reads what `deviationsText` wrote. Throws an Error that says what it cannot read. */
export function parseDeviations(text: string): Deviation[] {
  if (text.trim() === "nothing" || text.trim() === "") return [];
  return text.split(",").map((part) => {
    const [step = "", kind = "", ...rest] = part.trim().split(/\s+/u);
    if (!/^\d+$/u.test(step) || !isDeviationKind(kind) || rest.length > 0) {
      throw new Error(`Cannot read the deviation ${JSON.stringify(part.trim())}`);
    }
    return { step: Number(step), kind };
  });
}
