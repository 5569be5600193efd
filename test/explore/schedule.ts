/**
 * Runs one schedule: a cluster from its start, step by step in the order of least time but for the
 * deviations, until all nodes agree and then long enough to see that they fall silent. The nodes are
 * deterministic, so the list of deviations says everything.
 */

import { MISTAKES } from "../support/mistakes.ts";
import { Demands } from "./demands.ts";
import {
  CUT_MS,
  type Deviation,
  type DeviationKind,
  DOWN_MS,
  FREEZE_MS,
  isFor,
  KILL_MS,
  LATE_MS,
  LATE_TIMER_MS,
  mistakeOf,
  PAUSE_MS,
  type StepKind,
  TWICE_MS,
} from "./deviations.ts";
import { Member, type Surroundings } from "./member.ts";
import { type Scenario } from "./scenarios.ts";

/** Something that will come to a node. */
interface Coming {
  timeMs: number;
  /** Of two at the same time the lower comes first. */
  order: number;
  readonly kind: StepKind | "start";
  readonly member: Member;
  readonly source: string;
  readonly line: string;
}

/** A step that may be deviated from. */
export interface Choice {
  readonly step: number;
  readonly kind: StepKind;
}

/** What happened, for a person to read. */
export interface Shown {
  readonly timeMs: number;
  /** Undefined for what is no step. */
  readonly step: number | undefined;
  readonly kind: StepKind | "start";
  readonly node: string;
  readonly source: string;
  readonly line: string;
  readonly deviation: DeviationKind | undefined;
}

export interface Run {
  /** What is wrong with it, undefined if nothing is. */
  readonly failure: string | undefined;
  /** Whether every deviation found a step of its kind, soon after the last one. */
  readonly isPossible: boolean;
  /** The steps behind the last deviation. */
  readonly choices: readonly Choice[];
  readonly members: readonly Member[];
  /** From the time at which the network was fair until all nodes agreed. */
  readonly agreedAfterMs: number;
}

/** So long after a link was severed, or a node started again, clients read all nodes. */
const CLIENT_MS = 5000;

/** A schedule of more steps is endless. */
const STEPS_AT_MOST = 20_000;

/** A timer of a node comes behind all messages of the same time, as in a process. */
const TIMER = "";

/** Runs a schedule. Each step is shown to `show` as it happens. */
export function runSchedule(
  scenario: Scenario,
  deviations: readonly Deviation[],
  show?: (shown: Shown) => void,
): Run {
  return new Schedule(scenario, deviations, show).run();
}

class Schedule implements Surroundings {
  nowMs = 0;
  readonly #scenario: Scenario;
  readonly #deviations: readonly Deviation[];
  readonly #show: ((shown: Shown) => void) | undefined;
  readonly #members: readonly Member[];
  readonly #byName: ReadonlyMap<string, Member>;
  readonly #coming: Coming[] = [];
  readonly #choices: Choice[] = [];
  readonly #demands: Demands;
  /** Until when messages from one node to another are lost, by both names. */
  readonly #cuts = new Map<string, number>();
  #isSevered = false;
  #order = 0;
  #step = 0;
  #deviationsDone = 0;
  #isPossible = true;
  /** From now on nothing happens to the cluster but what it does itself. */
  #fairMs: number;

  constructor(
    scenario: Scenario,
    deviations: readonly Deviation[],
    show: ((shown: Shown) => void) | undefined,
  ) {
    this.#scenario = scenario;
    this.#deviations = deviations;
    this.#show = show;
    const names = Array.from({ length: scenario.nodes }, (_, place) => `n${place + 1}`);
    this.#members = names.map((_, place) => new Member(place, names, scenario, this));
    this.#byName = new Map(this.#members.map((member) => [member.name, member]));
    this.#demands = new Demands(scenario, this.#members);
    this.#fairMs = Math.max(...scenario.broadcasts.map(({ atMs }) => atMs));
    for (const member of this.#members) member.start();
    const topology = Object.fromEntries(
      names.map((name) => [name, names.filter((other) => other !== name)]),
    );
    for (const member of this.#members) {
      member.receive(request(member.name, { type: "topology", topology, msg_id: 1 }));
    }
    for (const { atMs, node, value } of scenario.broadcasts) {
      const member = this.#members[node];
      if (member === undefined) throw new Error(`Cannot broadcast at node ${node}`);
      const line = request(member.name, { type: "broadcast", message: value, msg_id: 1 + value });
      this.#add(atMs, "request", member, "c1", line);
    }
  }

  run(): Run {
    const demands = this.#demands;
    const { agreeWithinMs, settleMs, silenceMs, horizonMs } = this.#scenario;
    while (!this.#isFair && this.#advance(Infinity));
    if (this.#deviationsDone < this.#deviations.length) this.#isPossible = false;
    if (!this.#isConnected) return this.#result(0);
    const fairMs = Math.max(this.nowMs, this.#fairMs);
    while (!demands.areMet && this.#advance(fairMs + agreeWithinMs(this.#deviations)));
    const agreedAfterMs = Math.max(0, this.nowMs - fairMs);
    if (!demands.areMet) demands.fail(`No agreement after ${agreedAfterMs} ms: ${demands}`);
    const settledMs = Math.max(this.nowMs + settleMs, fairMs + horizonMs);
    while (this.#advance(settledMs));
    demands.watchSilence();
    while (this.#advance(settledMs + silenceMs));
    // Who is cut off goes on asking now and then.
    if (!this.#isSevered) demands.endSilence();
    demands.checkServed();
    demands.read();
    return this.#result(agreedAfterMs);
  }

  #result(agreedAfterMs: number): Run {
    const [choices, members, isPossible] = [this.#choices, this.#members, this.#isPossible];
    const { failure } = this.#demands;
    return { failure, isPossible, choices, members, agreedAfterMs };
  }

  /** Whether each node can reach each other in the end, over others if need be. */
  get #isConnected(): boolean {
    if (!this.#isSevered) return true;
    const reached = new Set<string>();
    const visit = (name: string): void => {
      reached.add(name);
      for (const other of this.#byName.keys()) {
        if (!reached.has(other) && this.#cuts.get(`${name} ${other}`) !== Infinity) visit(other);
      }
    };
    visit(this.#members[0]?.name ?? "");
    return reached.size === this.#members.length;
  }

  wrote(member: Member, lines: string): void {
    for (const line of lines.split("\n")) {
      const start = line.indexOf('"dest":"') + '"dest":"'.length;
      const dest = line.slice(start, line.indexOf('"', start));
      const receiver = this.#byName.get(dest);
      if (receiver === undefined) this.#demands.answered(member, line);
      else {
        this.#demands.said(member, dest, line, this.nowMs);
        this.#add(this.nowMs + this.#scenario.latencyMs, "message", receiver, member.name, line);
      }
    }
  }

  logged(member: Member, text: string): void {
    this.#demands.fail(`${member.name} logs an error: ${text}`);
  }

  get #isFair(): boolean {
    return this.#deviationsDone === this.#deviations.length && this.nowMs >= this.#fairMs;
  }

  /** Does what comes next. False if nothing comes until this time, or if something is wrong. */
  #advance(untilMs: number): boolean {
    if (this.#demands.failure !== undefined) return false;
    const coming = this.#takeNext(untilMs);
    if (coming === undefined) {
      if (untilMs < Infinity) this.nowMs = Math.max(this.nowMs, untilMs);
      return false;
    }
    if (coming.kind === "start") {
      coming.member.start();
      if (this.#isSevered) this.#readAll();
      this.#tell(coming, undefined, undefined);
    } else this.#take(coming, coming.kind);
    if (this.#step > STEPS_AT_MOST) this.#demands.fail(`It goes on after ${STEPS_AT_MOST} steps`);
    return true;
  }

  /** Takes out what comes next, and moves the clock there. */
  #takeNext(untilMs: number): Coming | undefined {
    let place = -1;
    let nextMs = Infinity;
    for (let at = 0; at < this.#coming.length; at++) {
      const timeMs = comesMs(this.#coming[at]);
      if (timeMs >= nextMs && (timeMs > nextMs || !this.#isBefore(at, place))) continue;
      nextMs = timeMs;
      place = at;
    }
    let waking: Member | undefined;
    for (const member of this.#members) {
      const timeMs = wakesMs(member);
      if (timeMs >= nextMs) continue;
      nextMs = timeMs;
      waking = member;
    }
    if (nextMs > untilMs || nextMs === Infinity) return undefined;
    this.nowMs = Math.max(this.nowMs, nextMs);
    if (waking === undefined) return this.#coming.splice(place, 1)[0];
    return { timeMs: nextMs, order: 0, kind: "timer", member: waking, source: TIMER, line: "" };
  }

  #isBefore(one: number, other: number): boolean {
    return (this.#coming[one]?.order ?? 0) < (this.#coming[other]?.order ?? 0);
  }

  #take(coming: Coming, kind: StepKind): void {
    const step = this.#step++;
    const planned = this.#deviations[this.#deviationsDone];
    const deviation = planned?.step === step ? planned.kind : undefined;
    const isSoon = this.nowMs <= this.#fairMs + this.#scenario.horizonMs;
    if (planned === undefined && isSoon) this.#choices.push({ step, kind });
    this.#tell(coming, step, deviation);
    if (deviation === undefined) this.#deliver(coming);
    else {
      this.#deviationsDone++;
      if (!isSoon || !isFor(deviation, kind)) this.#isPossible = false;
      this.#deviate(coming, deviation);
    }
  }

  #deliver({ member, kind, source, line }: Coming): void {
    if (member.isDown) return;
    if (kind === "timer") member.wake();
    else if (!this.#isCut(source, member)) member.receive(line);
    this.#demands.acted(member);
  }

  #isCut(source: string, { name }: Member): boolean {
    return this.nowMs < (this.#cuts.get(`${source} ${name}`) ?? -Infinity);
  }

  #deviate(coming: Coming, deviation: DeviationKind): void {
    const { member } = coming;
    const mistake = mistakeOf(deviation);
    if (mistake !== undefined) {
      member.err(coming.source, MISTAKES[mistake]);
      this.#deliver(coming);
      return;
    }
    switch (deviation) {
      case "drop":
        return;
      case "twice":
        this.#deliver(coming);
        return this.#again(coming, TWICE_MS);
      case "behind":
        return this.#behind(coming);
      case "late":
        if (coming.kind !== "timer") return this.#again(coming, LATE_MS);
        member.timersLateUntilMs = this.#endsIn(LATE_TIMER_MS);
        return;
      case "cut":
      case "part":
        this.#cut(coming.source, member.name, this.#endsIn(CUT_MS));
        if (deviation === "part") this.#cut(member.name, coming.source, this.#endsIn(CUT_MS));
        return;
      case "sever":
        this.#isSevered = true;
        this.#readAll();
        this.#cut(coming.source, member.name, Infinity);
        this.#cut(member.name, coming.source, Infinity);
        return;
      case "kill":
        return this.#kill(member, KILL_MS);
      case "down":
        return this.#kill(member, DOWN_MS);
      case "pause":
      case "freeze":
        member.stillUntilMs = this.#endsIn(deviation === "pause" ? PAUSE_MS : FREEZE_MS);
        if (coming.kind !== "timer") this.#again(coming, 0);
    }
  }

  /** A restarted node may say nothing before it is spoken to, and perhaps no other node does. */
  #readAll(): void {
    for (const member of this.#members) {
      const line = request(member.name, { type: "read", msg_id: 1 });
      this.#add(this.#endsIn(CLIENT_MS), "request", member, "c1", line);
    }
  }

  #cut(source: string, dest: string, untilMs: number): void {
    const way = `${source} ${dest}`;
    this.#cuts.set(way, Math.max(untilMs, this.#cuts.get(way) ?? -Infinity));
  }

  /** The time at which something that begins now is over: the network is not fair before. */
  #endsIn(durationMs: number): number {
    const endMs = this.nowMs + durationMs;
    this.#fairMs = Math.max(this.#fairMs, endMs);
    return endMs;
  }

  #again({ kind, member, source, line }: Coming, delayMs: number): void {
    this.#add(this.#endsIn(delayMs), kind, member, source, line);
  }

  /** Puts a message behind what comes next to its node; if nothing does, a latency later. */
  #behind(coming: Coming): void {
    const { member } = coming;
    let nextMs = wakesMs(member);
    for (const other of this.#coming) {
      if (other.member === member) nextMs = Math.min(nextMs, comesMs(other));
    }
    if (nextMs === Infinity) nextMs = this.nowMs + this.#scenario.latencyMs;
    // A timer comes behind the messages of its time, and this message comes behind the timer.
    this.#again(coming, nextMs - this.nowMs + 1 / 1024);
  }

  #kill(member: Member, durationMs: number): void {
    if (member.isDown) return;
    this.#demands.killed(member);
    member.kill();
    this.#add(this.#endsIn(durationMs), "start", member, "", "");
  }

  #add(timeMs: number, kind: Coming["kind"], member: Member, source: string, line: string): void {
    this.#coming.push({ timeMs, order: this.#order++, kind, member, source, line });
  }

  #tell(coming: Coming, step: number | undefined, deviation: DeviationKind | undefined): void {
    const { kind, member, source, line } = coming;
    this.#show?.({
      timeMs: this.nowMs,
      step,
      kind,
      node: member.name,
      source,
      line,
      deviation,
    });
  }
}

/** When a node takes it in, if that does not stand still for longer. */
function comesMs(coming: Coming | undefined): number {
  if (coming === undefined) return Infinity;
  return Math.max(coming.timeMs, coming.member.stillUntilMs);
}

/** When a node runs its timers. */
function wakesMs({ wakeMs, stillUntilMs, timersLateUntilMs }: Member): number {
  return Math.max(wakeMs, stillUntilMs, timersLateUntilMs);
}

function request(dest: string, body: object): string {
  return JSON.stringify({ src: "c1", dest, body });
}
