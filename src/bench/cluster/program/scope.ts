/**
 * What a node's program finds in place of the machine: clock, timers, random numbers, standard
 * output and the end of the process are its host's, so that a seed repeats them. The rest is left to
 * the machine, is not repeated and does not wait for virtual time: files, network, other processes,
 * workers, node:crypto, and whatever the program reaches through `globalThis`.
 */

import { basename, dirname } from "node:path";
import { format } from "node:util";
import { IMPORT, META, type Scope } from "./bundle.ts";
import { type Machine, stdioHostOf } from "./machine.ts";

/** Any fixed moment will do. */
const START_OF_TIME_MS = Date.UTC(2000, 0, 1);

/** The machine's own, but for what was changed. */
type Changes = Readonly<Record<string, unknown>>;

/** The names that `makeScope` gives besides those that every bundle has. */
export const SCOPE_NAMES: readonly string[] = [
  "Bun",
  "Date",
  "Math",
  "console",
  "crypto",
  "performance",
  "process",
  ...["Immediate", "Interval", "Timeout"].flatMap((name) => [`set${name}`, `clear${name}`]),
];

/** `own` is what the imports of eddy's entries give in a process, by their names. */
export function makeScope(
  machine: Machine,
  path: string,
  args: readonly string[],
  own: Readonly<Record<"eddy" | "eddy/testing", object>>,
): Scope {
  const timers = makeTimers(machine);
  const sleep = (delayMs: number, value?: unknown): Promise<unknown> =>
    new Promise((resolve) => timers.setTimeout(resolve, delayMs, value));
  const argv = [process.execPath, path, ...args];
  const performance = changed(globalThis.performance, { now: () => machine.now() });
  const globals = {
    ...timers,
    Bun: changed(Bun, {
      argv,
      main: path,
      nanoseconds: () => machine.now() * 1e6,
      sleep,
      stdout: undefined,
    }),
    Date: makeDate(() => START_OF_TIME_MS + Math.floor(machine.now())),
    Math: changed(Math, { random: () => machine.random() / 2 ** 32 }),
    console: makeConsole(machine),
    crypto: makeCrypto(machine),
    performance,
    process: makeProcess(machine, argv),
  };
  const imports = new Map<string, unknown>([
    ["eddy", { ...own.eddy, StdioHost: stdioHostOf(machine) }],
    ["eddy/testing", own["eddy/testing"]],
    ["bun", globals.Bun],
    ["console", globals.console],
    ["process", globals.process],
    ["timers", timers],
    ["timers/promises", { setTimeout: sleep }],
    ["perf_hooks", { performance }],
  ]);
  const find = (name: string): unknown =>
    imports.get(name.replace(/^node:/u, "")) ?? process.getBuiltinModule(name);
  const meta = {
    dir: dirname(path),
    dirname: dirname(path),
    file: basename(path),
    filename: path,
    main: true,
    path,
    url: Bun.pathToFileURL(path).href,
  };
  return new Map<string, unknown>([...Object.entries(globals), [IMPORT, find], [META, meta]]);
}

/** Functions of the machine insist on being called on what they belong to. */
function changed(target: object, changes: Changes): object {
  return new Proxy(target, {
    get(_, key) {
      if (typeof key === "string" && Object.hasOwn(changes, key)) return changes[key];
      const value: unknown = Reflect.get(target, key, target);
      const isFixed = Reflect.getOwnPropertyDescriptor(target, key)?.configurable === false;
      return typeof value === "function" && !isFixed ? value.bind(target) : value;
    },
  });
}

type Callback = (...args: readonly unknown[]) => void;

interface Timers {
  setTimeout(callback: Callback, delayMs?: number, ...args: readonly unknown[]): object;
  readonly [name: string]: unknown;
}

/** Those of the machine take less than 1 ms for 1 ms. */
function makeTimers(machine: Machine): Timers {
  const set = (
    period: number,
    callback: Callback,
    delayMs = 0,
    args: readonly unknown[],
  ): object => {
    const waitMs = Math.max(1, Number(delayMs) || 0);
    const timer = machine.setTimer(waitMs, waitMs * period, () => callback(...args));
    const handle = {
      cancel: () => timer.cancel(),
      ref: () => handle,
      unref: () => handle,
      hasRef: () => true,
    };
    return handle;
  };
  return {
    setTimeout: (callback, delayMs, ...args) => set(0, callback, delayMs, args),
    setInterval: (callback: Callback, delayMs?: number, ...args: readonly unknown[]) =>
      set(1, callback, delayMs, args),
    setImmediate: (callback: Callback, ...args: readonly unknown[]) => set(0, callback, 0, args),
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
  };
}

function clear(handle?: { cancel?: () => void } | null): void {
  handle?.cancel?.();
}

function makeDate(now: () => number): object {
  return new Proxy(Date, {
    construct: (target, args, derived) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, derived),
    apply: () => new Date(now()).toString(),
    get: (target, key) => (key === "now" ? now : Reflect.get(target, key, target)),
  });
}

/** What is printed on standard output is a message to the network, as in a process. */
function makeConsole(machine: Machine): object {
  const print = (...args: readonly unknown[]): void => machine.write(format(...args));
  const log = (...args: readonly unknown[]): void => machine.log("info", format(...args));
  return changed(console, {
    log: print,
    info: print,
    debug: print,
    error: log,
    warn: log,
    trace: log,
  });
}

/** Of 32 digits two give way to the version, 4, and the variant. */
const UUID = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/u;

function makeCrypto(machine: Machine): object {
  const getRandomValues = (array: ArrayBufferView): ArrayBufferView => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let index = 0; index < bytes.length; index++) bytes[index] = machine.random();
    return array;
  };
  const randomUUID = (): string => {
    const bytes = new Uint8Array(16);
    getRandomValues(bytes);
    return bytes.toHex().replace(UUID, "$1-$2-4$3-8$4-$5");
  };
  return changed(crypto, { getRandomValues, randomUUID });
}

/** Listeners would hear of the bench: no signal comes to a node in virtual time. */
function makeProcess(machine: Machine, argv: readonly string[]): object {
  const write = (text: unknown): boolean => {
    machine.write(String(text).replace(/\n$/u, ""));
    return true;
  };
  const log = (text: unknown): boolean => {
    machine.log("info", String(text).replace(/\n$/u, ""));
    return true;
  };
  const listen = (): object => simulated;
  const simulated = changed(process, {
    argv,
    stdout: { write },
    stderr: { write: log },
    on: listen,
    once: listen,
    off: listen,
    nextTick: (callback: Callback, ...args: readonly unknown[]) =>
      queueMicrotask(() => callback(...args)),
    uptime: () => machine.now() / 1000,
    hrtime: Object.assign(() => [Math.floor(machine.now() / 1000), (machine.now() % 1000) * 1e6], {
      bigint: () => BigInt(Math.round(machine.now() * 1e6)),
    }),
    exit(code: number = 0): never {
      machine.end(code);
      throw new Error(`The process has ended with exit code ${code}`);
    },
  });
  return simulated;
}
