/**
 * What a person sees while a test runs: what they asked to have logged, line by line, or else, on a
 * terminal, one line that is drawn again and again.
 */

import { EdnMap, isVector, Keyword, writeEdn, type Edn } from "../edn.ts";
import { FAULT_KINDS } from "../faults/index.ts";
import { SCENARIO_CUT } from "../faults/scenario-player.ts";
import { isClient, toTextLine, type Operation } from "../history.ts";
import { type NetworkEventType, type Packet } from "../network/network.ts";
import { type Phase } from "../run.ts";

export interface ProgressOptions {
  /** Elapsed is what the test's clock says; it stands still when nothing happens. */
  readonly isVirtual: boolean;
  /** Logs each operation. */
  readonly isVerbose: boolean;
  readonly logsNetSend: boolean;
  readonly logsNetRecv: boolean;
  /** Draws the line. */
  readonly isTerminal: boolean;
}

/** Where it writes. */
interface Screen {
  /** Prints a line. */
  note(line: string): void;
  /** Writes without a newline. */
  draw(text: string): void;
}

const REDRAW_MS = 200;

/** A line that the terminal breaks cannot be drawn over. */
const COLUMNS_AT_MOST = 79;

/** Back to the start of the line of a terminal, and clears it. */
export const CLEAR_LINE = "\r\u001b[K";

const PHASES: Readonly<Record<Phase, string>> = {
  start: "starting nodes",
  topology: "topology",
  load: "load",
  heal: "healing",
  recover: "recovery",
  read: "final reads",
  end: "end",
};

/** The entry that ends a fault, by the one that starts it. */
const ENDS: ReadonlyMap<string, string> = new Map(
  [...Object.values(FAULT_KINDS), SCENARIO_CUT].map(({ startName, stopName }) => [
    startName,
    stopName,
  ]),
);

export class Progress {
  readonly #startMs = performance.now();
  readonly #options: ProgressOptions;
  readonly #screen: Screen;
  readonly #redraw: ReturnType<typeof setInterval> | undefined;
  /** By the entry that will end it, and what it hits if a scenario says that. */
  readonly #faults = new Map<string, string>();
  #phase: Phase = "start";
  #operationCount = 0;
  #messageCount = 0;
  /** Of the last thing that happened. */
  #timeMs = 0;
  #isDrawn = false;

  constructor(options: ProgressOptions, screen: Screen) {
    this.#options = options;
    this.#screen = screen;
    if (options.isTerminal) this.#redraw = setInterval(() => this.#draw(), REDRAW_MS);
  }

  phase(phase: Phase, timeMs: number): void {
    this.#timeMs = timeMs;
    this.#phase = phase;
  }

  operation(operation: Operation): void {
    if (isClient(operation)) {
      if (operation.type === "invoke") this.#operationCount++;
    } else this.#noteFault(operation);
    if (this.#options.isVerbose) {
      this.log(`${(operation.timeNs / 1e9).toFixed(3)} s\t${toTextLine(operation)}`);
    }
  }

  network(event: NetworkEventType, { id, src, dest, body }: Packet, timeMs: number): void {
    this.#timeMs = timeMs;
    if (event === "send") this.#messageCount++;
    if (event === "send" ? !this.#options.logsNetSend : !this.#options.logsNetRecv) return;
    const message = `{"id":${id},"src":"${src}","dest":"${dest}","body":${body}}`;
    this.log(`${(timeMs / 1000).toFixed(3)} s\t${event}\t${message}`);
  }

  /** Prints a line above the progress line. */
  log(line: string): void {
    this.#clear();
    this.#screen.note(line);
  }

  close(): void {
    clearInterval(this.#redraw);
    this.#clear();
  }

  /**
   * The first of the two entries names the kind of a fault that starts, or, if it is a step of a
   * scenario, its nodes or its words.
   */
  #noteFault({ f, value }: Operation): void {
    if (isSecond(value)) return;
    const [end, targets] = [ENDS.get(f), targetsOf(value)];
    if (end === undefined) {
      this.#forgetFaults(f, targets);
      return;
    }
    const label = f.replace("start-", "");
    for (const target of targets ?? []) {
      const isCut = f === SCENARIO_CUT.startName;
      this.#faults.set(`${end} ${target}`, isCut ? target : `${label} ${target}`);
    }
    if (targets !== undefined || this.#faults.has(end)) return;
    const named = value instanceof Keyword ? value.name : writeEdn(value);
    this.#faults.set(end, `${label} (${value === null ? "some" : named})`);
  }

  /** An end that names no nodes is for all. */
  #forgetFaults(end: string, targets: readonly string[] | undefined): void {
    for (const key of this.#faults.keys()) {
      const isMeant = targets?.some((target) => key === `${end} ${target}`);
      if (isMeant ?? (key === end || key.startsWith(`${end} `))) this.#faults.delete(key);
    }
  }

  #draw(): void {
    const elapsedMs = this.#options.isVirtual ? this.#timeMs : performance.now() - this.#startMs;
    const seconds = (elapsedMs / 1000).toFixed(1);
    const faults = this.#faults.size === 0 ? "no fault" : [...this.#faults.values()].join(", ");
    const counts = `${this.#operationCount} operations  ${this.#messageCount} messages`;
    const line = `${seconds} s  ${PHASES[this.#phase]}  ${counts}  ${faults}`;
    this.#screen.draw(CLEAR_LINE + line.slice(0, COLUMNS_AT_MOST));
    this.#isDrawn = true;
  }

  #clear(): void {
    if (this.#isDrawn) this.#screen.draw(CLEAR_LINE);
    this.#isDrawn = false;
  }
}

/** The nodes that a step of a scenario names, or its words; undefined for what the nemesis draws. */
function targetsOf(value: Edn): readonly string[] | undefined {
  if (typeof value === "string") return [value];
  const names = isVector(value) ? value.filter((item) => typeof item === "string") : [];
  return names.length > 0 ? names : undefined;
}

/** Whether an entry says what was done, not what is to be done. */
function isSecond(value: Edn): boolean {
  return value instanceof EdnMap || (isVector(value) && value[1] instanceof EdnMap);
}
