/** Watches whether all nodes agree in time whenever no fault is on. */

import { FAULT_KINDS, type FaultName, FAULTS } from "../../src/bench/faults/index.ts";
import { type Operation } from "../../src/bench/history.ts";
import { type RunObserver } from "../../src/bench/run.ts";
import { Lacks, type Servers } from "../support/lacks.ts";

/** By what the history calls their start and their end. */
const BEGINS = new Map(FAULTS.map((fault) => [FAULT_KINDS[fault].startName, fault]));
const ENDS = new Map(FAULTS.map((fault) => [FAULT_KINDS[fault].stopName, fault]));

interface Heal {
  readonly atMs: number;
  /** What each node lacks of all that some node had at that time. */
  readonly lacks: Lacks;
}

export interface AgreementOptions {
  /** The nodes that run, by name. */
  readonly servers: Servers;
  readonly withinMs: number;
  /** Whether something else than the nemesis does harm at a time. */
  readonly isRough: (timeMs: number) => boolean;
}

export class AgreementWatch {
  readonly observer: RunObserver;
  readonly failures: string[] = [];
  /** How long each heal took that nothing interrupted. */
  readonly healsMs: number[] = [];
  readonly #options: AgreementOptions;
  readonly #on = new Set<FaultName>();
  /** When the load began: the origin of the times of operations. */
  #originMs = 0;
  #nowMs = 0;
  #wasCalm = true;
  #heal: Heal | undefined;

  constructor(options: AgreementOptions) {
    this.#options = options;
    this.observer = {
      phase: (phase, timeMs) => {
        if (phase === "load") this.#originMs = timeMs;
      },
      operation: (operation) => this.#operation(operation),
      network: (_event, _packet, timeMs) => this.#pass(timeMs),
    };
  }

  #operation({ process, f, value, timeNs }: Operation): void {
    if (process === "nemesis") {
      const begun = BEGINS.get(f);
      const ended = ENDS.get(f);
      if (begun !== undefined) this.#on.add(begun);
      // The first of the two entries for an end says what is to be done.
      else if (ended !== undefined && value !== FAULT_KINDS[ended].stopValue) {
        this.#on.delete(ended);
      }
    }
    this.#pass(this.#originMs + timeNs / 1e6);
  }

  #pass(timeMs: number): void {
    const { isRough, servers, withinMs } = this.#options;
    const heal = this.#heal;
    if (heal !== undefined) {
      heal.lacks.look();
      if (heal.lacks.isEmpty) {
        this.healsMs.push(this.#nowMs - heal.atMs);
        this.#heal = undefined;
      } else if (timeMs > heal.atMs + withinMs) {
        const { atMs, lacks } = heal;
        const [at, within] = [Math.round(atMs), Math.round(withinMs)];
        this.failures.push(`${lacks} at ${at} ms and ${within} ms after a heal`);
        this.#heal = undefined;
      }
    }
    this.#nowMs = timeMs;
    const isCalm = this.#on.size === 0 && !isRough(timeMs);
    if (!isCalm) this.#heal = undefined;
    else if (!this.#wasCalm) this.#heal = { atMs: timeMs, lacks: new Lacks(servers) };
    this.#wasCalm = isCalm;
  }
}
