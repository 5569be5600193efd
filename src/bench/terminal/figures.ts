/** Figures as a person reads them. */

export function count(amount: number, name: string): string {
  return `${amount} ${name}${amount === 1 ? "" : "s"}`;
}

/** Rounded down, so that what misses a goal never reads as if it met it. */
export function percentBelow(fraction: number): string {
  return `${(Math.floor(fraction * 1000) / 10).toFixed(1)} %`;
}
