/** The command line of `eddy test` as values, and what an option is that sets one of them. */

import { type FaultName } from "../bench/faults/index.ts";
import { DEFAULT_OPTIONS, type TestOptions } from "../bench/options.ts";
import { type HistoryForm } from "../bench/store/history-files.ts";
import { type AvailabilityGoal } from "../bench/verdict/availability.ts";
import { type Challenge } from "../bench/verdict/challenge.ts";
import { type Read } from "./option-values.ts";

/** What a test is asked for besides the options of the test itself. */
interface CommandOptions {
  readonly testCount: number;
  readonly isVirtual: boolean;
  /** As given; undefined for eddy itself. */
  readonly bin: string | undefined;
  /** A line for the shell that runs a node; undefined if there is none. */
  readonly shellCommand: string | undefined;
  readonly availability: AvailabilityGoal | undefined;
  /** Whether the nodes promise to lose nothing when they are killed. */
  readonly isDurable: boolean;
  readonly challenge: Challenge | undefined;
  /** The folder that takes the results of all runs. */
  readonly storeFolder: string;
  readonly historyForm: HistoryForm;
  /** Whether standard output is for one JSON object only. */
  readonly isJson: boolean;
  /** Whether the results are printed as EDN before the summary. */
  readonly printsEdn: boolean;
  /** Opens the report in the browser. */
  readonly opensReport: boolean;
  readonly isVerbose: boolean;
  readonly logsStderr: boolean;
  readonly logsNetSend: boolean;
  readonly logsNetRecv: boolean;
}

export interface TestCommand extends CommandOptions {
  /** The first test; each further one has the next seed. */
  readonly test: TestOptions;
  /** What follows `--`. */
  readonly nodeArgs: readonly string[];
  /** The arguments without those that choose among several tests. */
  readonly repeatArgs: readonly string[];
}

export const COMMAND_DEFAULTS: CommandOptions = {
  testCount: 1,
  isVirtual: false,
  bin: undefined,
  shellCommand: undefined,
  availability: undefined,
  isDurable: false,
  challenge: undefined,
  storeFolder: "store",
  historyForm: "full",
  isJson: false,
  printsEdn: false,
  opensReport: false,
  isVerbose: false,
  logsStderr: false,
  logsNetSend: false,
  logsNetRecv: false,
};

/** By name: what was given, once or several times. A flag is given as the empty text. */
export type Given = ReadonlyMap<string, readonly string[]>;

type Mutable<Options> = { -readonly [Field in keyof Options]: Options[Field] };

/** What the options set, row by row. The nodes are known before. */
export interface Draft {
  readonly test: Mutable<TestOptions>;
  readonly command: Mutable<CommandOptions>;
}

/** What an option does. */
interface Setting {
  /** Shown by help if it is a text or a number. */
  readonly default?: unknown;
  /** Whether all of several count, and not only the last. */
  readonly isList?: boolean;
  /** What it tunes. Without that fault it would do nothing, and is refused. */
  readonly fault?: FaultName;
  /** Whether the command that repeats a test leaves it out. */
  readonly isNotRepeated?: boolean;
  /** Throws a UsageError. A flag is given as the empty text. */
  readonly set?: (draft: Draft, given: string, option: string) => void;
}

export interface TestOption extends Setting {
  readonly name: string;
  readonly short: string | undefined;
  readonly isFlag: boolean;
  readonly heading: string;
  readonly help: string;
}

/** A row of the help, `-w, --workload NAME`, and what it does. Without a text help does not show it. */
export function row(heading: string, help: string, setting: Setting = {}): TestOption {
  const [, short, name, value] = /^(?:-(\w), )?--(\S+)(?: (.+))?$/u.exec(heading) ?? [];
  if (name === undefined) throw new Error(`This is no heading of an option: ${heading}`);
  return { name, short, isFlag: value === undefined, heading, help, ...setting };
}

/** Sets a field of the test. */
export function test<Field extends keyof TestOptions>(
  field: Field,
  read: Read<TestOptions[Field]>,
): Setting {
  return {
    default: DEFAULT_OPTIONS[field],
    set: (draft, given, option) => void (draft.test[field] = read(option, given)),
  };
}

/** Sets a field of the command. */
export function command<Field extends keyof CommandOptions>(
  field: Field,
  read: Read<CommandOptions[Field]>,
): Setting {
  return {
    default: COMMAND_DEFAULTS[field],
    set: (draft, given, option) => void (draft.command[field] = read(option, given)),
  };
}
