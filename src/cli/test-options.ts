/** The command line of `eddy test`, read by the rows of its table. */

import { parseArgs, type ParseArgsConfig } from "node:util";
import { checkScenario } from "../bench/faults/scenario-player.ts";
import { checkConcurrency, DEFAULT_OPTIONS, fewestWorkers } from "../bench/options.ts";
import { readNodes } from "./node-names.ts";
import { isNodeOption } from "./node-options.ts";
import { challenge, optional, parseOptions, refusing, UsageError } from "./option-values.ts";
import { quoted } from "../bench/terminal/quoted.ts";
import { scenarioArgs } from "./scenario-option.ts";
import { shellLine } from "./self.ts";
import { COMMAND_DEFAULTS, type Draft, type Given, type TestCommand } from "./test-command.ts";
import { LARGEST_SEED, OPTIONS } from "./test-table.ts";

/** Undefined if the command line asks for help. Throws a UsageError. */
export function parseTestArgs(args: readonly string[]): TestCommand | undefined {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  const nodeArgs = end < 0 ? [] : args.slice(end + 1);
  const words = parse(own);
  const given = toGiven(words);
  if (given.has("help")) return undefined;
  refuseArguments(words, nodeArgs);
  const draft = read(withChallenge(given));
  check(draft);
  const { test, command } = draft;
  const repeated = words.filter(({ name }) => name === undefined || !NOT_REPEATED.has(name));
  return {
    ...command,
    test,
    nodeArgs,
    repeatArgs: [...repeated.flatMap(({ args }) => args), ...scenarioArgs(test.scenario)],
  };
}

const CONFIG: NonNullable<ParseArgsConfig["options"]> = Object.fromEntries(
  OPTIONS.map(({ name, short, isFlag }) => [
    name,
    { type: isFlag ? "boolean" : "string", multiple: true, ...(short !== undefined && { short }) },
  ]),
);

/** A repetition has its own seed, and the scenario itself instead of the name of its file. */
const NOT_REPEATED: ReadonlySet<string> = new Set(
  OPTIONS.filter(({ isNotRepeated }) => isNotRepeated).map(({ name }) => name),
);

/** An option with what it was given, or an argument, which has no name. */
interface Word {
  readonly name: string | undefined;
  /** The empty text for a flag. */
  readonly value: string;
  /** As they stand in the command line. */
  readonly args: readonly string[];
}

function parse(own: readonly string[]): readonly Word[] {
  const config = { args: [...own], options: CONFIG, allowPositionals: true, tokens: true } as const;
  for (const token of parseArgs({ ...config, strict: false }).tokens) {
    if (token.kind === "option" && !Object.hasOwn(CONFIG, token.name)) refuseOption(token.rawName);
  }
  return parseOptions(config).tokens.map((token): Word => {
    const args = own.slice(token.index, token.index + 1);
    if (token.kind !== "option") return { name: undefined, value: args.join(), args };
    const { name, value = "", inlineValue, index } = token;
    return { name, value, args: inlineValue === false ? own.slice(index, index + 2) : args };
  });
}

/** Suggests options that begin alike. */
function refuseOption(given: string): never {
  const name = given.replace(/^-+/u, "");
  const near = OPTIONS.filter(
    ({ help, name: known }) => help !== "" && known.startsWith(name.slice(0, 3)),
  );
  const hint = isNodeOption(name)
    ? "; it is an option of eddy's own node: give it after --"
    : near.length > 0 && `; there is ${near.map(({ name }) => `--${name}`).join(", ")}`;
  throw new UsageError(`there is no option ${given}${hint || ""}`);
}

function toGiven(words: readonly Word[]): Given {
  const given = new Map<string, string[]>();
  for (const { name, value } of words) {
    if (name !== undefined) given.set(name, [...(given.get(name) ?? []), value]);
  }
  return given;
}

/**
 * Maelstrom passes them to the node. Here arguments of the node must follow `--`, so that a
 * mistyped option of the test is noticed.
 */
function refuseArguments(words: readonly Word[], nodeArgs: readonly string[]): void {
  const stray = words.filter(({ name }) => name === undefined).map(({ value }) => value);
  if (stray.length === 0) return;
  const options = words.filter(({ name }) => name !== undefined).flatMap(({ args }) => args);
  const command = shellLine(["test", ...options, "--", ...stray, ...nodeArgs]);
  throw new UsageError(
    `only options may come before --, not ${stray.map(quoted).join(" ")}. ` +
      `To pass that to the node:\n    ${command}`,
  );
}

/** Given options replace those of the challenge; names of nodes replace their number. */
function withChallenge(given: Given): Given {
  const named = optional("challenge", given.get("challenge")?.at(-1), challenge);
  const set = new Map(toGiven(parse(named?.args ?? [])));
  if (["node", "nodes", "nodes-file"].some((name) => given.has(name))) set.delete("node-count");
  return new Map([...set, ...given]);
}

/** In the order of the rows: those that come later may look at what earlier ones have set. */
function read(given: Given): Draft {
  const nodes = readNodes(given) ?? DEFAULT_OPTIONS.nodes;
  const draft: Draft = {
    test: { ...DEFAULT_OPTIONS, nodes, seed: drawSeed() },
    command: { ...COMMAND_DEFAULTS },
  };
  for (const { name, isList, fault, set } of OPTIONS) {
    const texts = given.get(name);
    const text = isList ? texts?.join(",") : texts?.at(-1);
    if (text === undefined) continue;
    if (fault !== undefined && !draft.test.faults.includes(fault)) {
      throw new UsageError(`--${name} needs --nemesis ${fault}`);
    }
    set?.(draft, text, name);
  }
  const { test } = draft;
  if (!given.has("concurrency")) test.concurrency = fewestWorkers(test.workload, nodes);
  return draft;
}

/** Short enough to be typed again. */
function drawSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

/** Throws a UsageError if options do not go together. */
function check({ test, command }: Draft): void {
  const { isVirtual, isDurable, bin, shellCommand, testCount } = command;
  if (shellCommand !== undefined && bin !== undefined) {
    throw new UsageError("--bin and --command both name the node; give only one of them");
  }
  if (shellCommand !== undefined && isVirtual) {
    throw new UsageError("--command runs processes; leave out --virtual");
  }
  if (isDurable && isVirtual && bin !== undefined) {
    throw new UsageError(
      "--durable with --virtual is for eddy's own nodes only: a program of --bin gets no disk there",
    );
  }
  if (!test.hasJitter && !isVirtual) {
    throw new UsageError("--no-jitter needs --virtual: in real time the machine itself has jitter");
  }
  refusing("", () => checkConcurrency(test));
  refusing("--scenario: ", () => checkScenario(test));
  if (test.seed > LARGEST_SEED - testCount + 1) {
    throw new UsageError(
      `--test-count ${testCount} from seed ${test.seed} would need seeds above ${LARGEST_SEED}`,
    );
  }
}
