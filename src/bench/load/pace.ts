/**
 * When operations of the load are due, and how far the load fell behind what was asked for. As in
 * Maelstrom, what could not begin in time is put off together with all that follows (Jepsen's
 * `stagger`), so a slow node, or a slow bench, means fewer operations.
 */

import { ednMap, Float, singleFloat, type EdnMap } from "../edn.ts";
import { type Random } from "../random.ts";

/** As late as the platform's timers may be without putting off all that follows. */
const TIMER_LAG_MS = 10;

/** Below this part of the rate that was asked for, the test is not the one that was meant. */
const ENOUGH = 0.9;

/** What became of the rate that was asked for. */
export interface Pace {
  /** Operations a second. */
  readonly askedRate: number;
  readonly reachedRate: number;
  /** The part of the time, 0 to 1, in which an operation was due and every worker was busy. */
  readonly busyFraction: number;
  /** The part in which an operation was due, a worker was free, and the bench did not get to it. */
  readonly lateFraction: number;
}

export class Schedule {
  readonly #random: Random;
  readonly #rate: number;
  readonly #startMs: number;
  readonly #endMs: number;
  #nextMs: number;
  #wasAnyFree = true;
  #count = 0;
  #busyMs = 0;
  #lateMs = 0;

  /** `rate` is in operations a second; 0 for none. */
  constructor(random: Random, rate: number, startMs: number, endMs: number) {
    this.#random = random;
    this.#rate = rate;
    this.#startMs = startMs;
    this.#endMs = endMs;
    this.#nextMs = rate > 0 ? startMs : endMs;
  }

  /** When the next operation is due. */
  get nextMs(): number {
    return this.#nextMs;
  }

  /** What was due while no worker was free begins when one is again. */
  noteWorkers(isAnyFree: boolean, nowMs: number): void {
    const isFreeAgain = isAnyFree && !this.#wasAnyFree;
    this.#wasAnyFree = isAnyFree;
    if (!isFreeAgain || nowMs <= this.#nextMs) return;
    this.#busyMs += Math.max(0, Math.min(nowMs, this.#endMs) - this.#nextMs);
    this.#nextMs = nowMs;
  }

  /** An operation begins; draws when the next is due. */
  dispatched(nowMs: number): void {
    const lateMs = nowMs - this.#nextMs;
    if (lateMs > TIMER_LAG_MS) {
      this.#lateMs += lateMs;
      this.#nextMs = nowMs;
    }
    this.#nextMs += (this.#random.float() * 2000) / this.#rate;
    this.#count++;
  }

  /** Undefined if nothing was asked for. */
  get pace(): Pace | undefined {
    const durationMs = this.#endMs - this.#startMs;
    if (this.#rate === 0 || durationMs === 0) return undefined;
    return {
      askedRate: this.#rate,
      reachedRate: (this.#count * 1000) / durationMs,
      busyFraction: this.#busyMs / durationMs,
      lateFraction: this.#lateMs / durationMs,
    };
  }
}

/**
 * Says that the load fell behind, and why; undefined if it did not. A short load may have fewer
 * operations than asked for by chance: only what was put off counts.
 */
export function describeLag(pace: Pace, canNodesBeDown: boolean): string | undefined {
  const { askedRate, reachedRate, busyFraction, lateFraction } = pace;
  const missing = 1 - reachedRate / askedRate;
  if (missing <= 1 - ENOUGH || busyFraction + lateFraction < missing / 2) return undefined;
  const causes: string[] = [];
  if (busyFraction >= lateFraction / 4) {
    const down = canNodesBeDown ? " Those that are killed or paused answer late or never." : "";
    causes.push(
      `For ${percent(busyFraction)} of the time every worker was waiting for an answer: the nodes ` +
        `are slow, or more workers are needed (--concurrency 4n: four a node).${down}`,
    );
  }
  if (lateFraction >= busyFraction / 4) {
    causes.push(
      `For ${percent(lateFraction)} of the time the bench itself was late, though workers were ` +
        "free: the machine is too busy for so many nodes or messages.",
    );
  }
  const rates = `${figure(reachedRate)} operations a second began of the ${askedRate} asked for.`;
  return [`Only ${rates}`, ...causes].join(" ");
}

/** The line about the rate in the summary. */
export function paceText({ askedRate, reachedRate }: Pace): string {
  return `${figure(reachedRate)} operations a second (asked for: ${askedRate})`;
}

export function paceToEdn({ askedRate, reachedRate, busyFraction, lateFraction }: Pace): EdnMap {
  return ednMap({
    "asked-rate": singleFloat(askedRate),
    "reached-rate": singleFloat(reachedRate),
    "busy-fraction": singleFloat(busyFraction),
    "late-fraction": singleFloat(lateFraction),
  });
}

/** As it was written into `:eddy`; undefined if it was not. */
export function paceOf(map: EdnMap): Pace | undefined {
  const [askedRate, reachedRate] = [numberAt(map, "asked-rate"), numberAt(map, "reached-rate")];
  const busyFraction = numberAt(map, "busy-fraction");
  const lateFraction = numberAt(map, "late-fraction");
  if (askedRate === undefined || reachedRate === undefined) return undefined;
  if (busyFraction === undefined || lateFraction === undefined) return undefined;
  return { askedRate, reachedRate, busyFraction, lateFraction };
}

function numberAt(map: EdnMap, name: string): number | undefined {
  const value = map.get(name);
  return value instanceof Float ? value.value : undefined;
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`;
}

function figure(value: number): string {
  return value.toFixed(value < 10 ? 2 : 1);
}
