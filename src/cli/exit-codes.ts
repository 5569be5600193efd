/** How a command ends. A signal ends it with 128 and the signal's number. */
export const ExitCode = {
  valid: 0,
  invalid: 1,
  unknown: 2,
  failed: 3,
  /** EX_USAGE of sysexits.h. */
  usage: 64,
} as const;
