/** The values of options: text becomes a typed value here, or an error that says what it must be. */

import { parseArgs, type ParseArgsConfig } from "node:util";
import { type AvailabilityGoal } from "../bench/verdict/availability.ts";
import { challengeOf, CHALLENGES, type Challenge } from "../bench/verdict/challenge.ts";

/** A command line that cannot be followed; the text says which option, and what it must be. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Node's parseArgs; what it cannot follow is a UsageError. */
export function parseOptions<const Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** `total`, or a part of the operations. */
export function readAvailability(given: string | undefined): AvailabilityGoal | undefined {
  if (given === "total") return "total";
  return readNumber("availability", given, 0, 1, ' or "total"');
}

/** The challenge of this name. */
export function readChallenge(name: string | undefined): Challenge | undefined {
  if (name === undefined) return undefined;
  const challenge = challengeOf(name);
  if (challenge !== undefined) return challenge;
  const names = CHALLENGES.map((known) => known.name).join(", ");
  throw new UsageError(`--challenge must be one of ${names}, not "${name}"`);
}

export function readInteger(
  name: string,
  given: string | undefined,
  least: number,
  most: number = Infinity,
): number | undefined {
  if (given === undefined) return undefined;
  const value = Number(given);
  if (/^\d+$/u.test(given) && value >= least && value <= most) return value;
  throw new UsageError(
    `--${name} must be a whole number ${rangeText(least, most)}, not "${given}"`,
  );
}

export function readNumber(
  name: string,
  given: string | undefined,
  least: number,
  most: number = Infinity,
  otherwise = "",
): number | undefined {
  if (given === undefined) return undefined;
  const value = Number(given);
  const isInRange = value >= least && value <= most && Number.isFinite(value);
  if (given.trim() !== "" && isInRange) return value;
  throw new UsageError(
    `--${name} must be a number ${rangeText(least, most)}${otherwise}, not "${given}"`,
  );
}

function rangeText(least: number, most: number): string {
  return most === Infinity ? `from ${least} on` : `from ${least} to ${most}`;
}

export function readOne<Name extends string>(
  option: string,
  given: string | undefined,
  names: readonly Name[],
): Name | undefined {
  if (given === undefined) return undefined;
  const known = names.find((name) => name === given);
  if (known !== undefined) return known;
  throw new UsageError(`--${option} must be one of ${names.join(", ")}, not "${given}"`);
}

export function readSome<Name extends string>(
  option: string,
  given: string | undefined,
  names: readonly Name[],
): readonly Name[] | undefined {
  if (given === undefined) return undefined;
  const chosen = new Set(readList(option, given));
  for (const name of chosen) readOne(option, name, names);
  return names.filter((name) => chosen.has(name));
}

export function readList(option: string, given: string | undefined): string[] {
  if (given === undefined) return [];
  const items = given.split(",").map((item) => item.trim());
  if (items.every((item) => item !== "")) return items;
  throw new UsageError(`--${option} must be a list such as a,b, not "${given}"`);
}
