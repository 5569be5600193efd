/** The values of options: text becomes a typed value here, or an error that says what it must be. */

import { parseArgs, type ParseArgsConfig } from "node:util";
import { type AvailabilityGoal } from "../bench/verdict/availability.ts";
import { ModelError, parseModels } from "../bench/verdict/txn/models.ts";
import { challengeOf, CHALLENGES, type Challenge } from "../bench/verdict/challenge.ts";

/** A command line that cannot be followed; the text says which option, and what it must be. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Node's parseArgs; what it cannot follow is a UsageError. */
export function parseOptions<const Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  return refusing("", () => parseArgs(config));
}

/** What this throws is a UsageError. */
export function refusing<Value>(prefix: string, attempt: () => Value): Value {
  try {
    return attempt();
  } catch (error) {
    throw new UsageError(prefix + (error instanceof Error ? error.message : String(error)));
  }
}

/** What the text of an option means. Throws a UsageError that says what it must be. */
export type Read<Value> = (option: string, given: string) => Value;

/** Of an option that may not be given. */
export function optional<Value>(
  option: string,
  given: string | undefined,
  read: Read<Value>,
): Value | undefined {
  return given === undefined ? undefined : read(option, given);
}

export const text: Read<string> = (_, given) => given;

/** `total`, or a part of the operations. */
export const availability: Read<AvailabilityGoal> = (option, given) =>
  given === "total" ? given : number(0, 1, ' or "total"')(option, given);

/** The challenge of this name. */
export const challenge: Read<Challenge> = (option, name) => {
  const known = challengeOf(name);
  if (known !== undefined) return known;
  const names = CHALLENGES.map((each) => each.name);
  throw new UsageError(mustBeOneOf(option, name, names));
};

export function integer(least: number, most: number = Infinity): Read<number> {
  return (option, given) => {
    const value = Number(given);
    if (/^\d+$/u.test(given) && value >= least && value <= most) return value;
    throw new UsageError(
      `--${option} must be a whole number ${rangeText(least, most)}, not "${given}"`,
    );
  };
}

export function number(least: number, most: number = Infinity, otherwise = ""): Read<number> {
  return (option, given) => {
    const value = Number(given);
    const isInRange = value >= least && value <= most && Number.isFinite(value);
    if (given.trim() !== "" && isInRange) return value;
    throw new UsageError(
      `--${option} must be a number ${rangeText(least, most)}${otherwise}, not "${given}"`,
    );
  };
}

function rangeText(least: number, most: number): string {
  return most === Infinity ? `from ${least} on` : `from ${least} to ${most}`;
}

export function oneOf<Name extends string>(names: readonly Name[]): Read<Name> {
  return (option, given) => {
    const known = names.find((name) => name === given);
    if (known !== undefined) return known;
    throw new UsageError(mustBeOneOf(option, given, names));
  };
}

function mustBeOneOf(option: string, given: string, names: readonly string[]): string {
  return `--${option} must be one of ${names.join(", ")}, not "${given}"`;
}

/** Some of the names, in their order. */
export function someOf<Name extends string>(names: readonly Name[]): Read<readonly Name[]> {
  return (option, given) => {
    const chosen = new Set(list(option, given).map((name) => oneOf(names)(option, name)));
    return names.filter((name) => chosen.has(name));
  };
}

export const list: Read<readonly string[]> = (option, given) => {
  const items = given.split(",").map((item) => item.trim());
  if (items.every((item) => item !== "")) return items;
  throw new UsageError(`--${option} must be a list such as a,b, not "${given}"`);
};

/** Names of Elle's, such as `snapshot-isolation,read-committed`. */
export const models: Read<readonly string[]> = (option, given) => {
  try {
    return parseModels(given);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new UsageError(`--${option}: ${error.message}`);
  }
};
