/**
 * What a schedule does differently from the one of least time. A schedule is written as its
 * deviations, each with the number of the step that it befalls: `tree 3: 12 drop, 17 late`.
 */

/** What is done to a step, and to which kind of step it can be done. */
export const DEVIATIONS = {
  drop: { of: ["message"], text: "the message is lost" },
  twice: { of: ["message"], text: "the message comes again 150 ms later" },
  behind: { of: ["message", "request"], text: "it comes behind the next step of its node" },
  late: { of: ["message", "request", "timer"], text: "it comes 700 ms later, a timer 300 ms" },
  cut: { of: ["message"], text: "this message and others of its direction are lost for 4 s" },
  part: { of: ["message"], text: "the same in both directions" },
  sever: { of: ["message"], text: "these two nodes never hear each other again" },
  kill: { of: ["message", "request", "timer"], text: "the node is killed; back after 50 ms" },
  down: { of: ["message", "request", "timer"], text: "the node is killed; back after 4 s" },
  pause: { of: ["message", "request", "timer"], text: "the node stands still for 700 ms" },
  freeze: { of: ["message", "request", "timer"], text: "the node stands still for 4 s" },
} as const;

export type DeviationKind = keyof typeof DEVIATIONS;

/** A message between nodes, a client's broadcast, or a timer of a node. */
export type StepKind = "message" | "request" | "timer";

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

const ALL: readonly DeviationKind[] = Object.keys(DEVIATIONS).filter(isDeviationKind);

function kindsFor(step: StepKind): readonly DeviationKind[] {
  return ALL.filter((kind) => DEVIATIONS[kind].of.some((of) => of === step));
}

/** All that can be done to a step, by its kind. */
export const KINDS: Readonly<Record<StepKind, readonly DeviationKind[]>> = {
  message: kindsFor("message"),
  request: kindsFor("request"),
  timer: kindsFor("timer"),
};

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
