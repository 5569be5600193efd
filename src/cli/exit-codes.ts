import { type Validity } from "../bench/verdict/validity.ts";

/** How a command ends. A signal ends it with 128 and the signal's number. */
export const ExitCode = {
  valid: 0,
  invalid: 1,
  unknown: 2,
  failed: 3,
  /** EX_USAGE of sysexits.h. */
  usage: 64,
} as const;

/** That of a verdict, or of an error in its place. */
export function exitCodeOf(outcome: Validity | Error): number {
  if (outcome instanceof Error) return ExitCode.failed;
  if (outcome === "unknown") return ExitCode.unknown;
  return outcome ? ExitCode.valid : ExitCode.invalid;
}
