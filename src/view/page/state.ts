/** What the page shows now. Its parts hear of each change, once a frame. */

import { Follower, type Moment } from "../model/follow.ts";
import { linksOf, type Links } from "../model/links.ts";
import { Fate, type Kind } from "../model/messages.ts";
import { Moments } from "../model/moment.ts";
import { type Run } from "../model/run.ts";
import { placeOf, Selection, timeOf, type Spacing } from "../model/selection.ts";
import { coloursOf, type Colours } from "./colours.ts";
import { itemAt } from "../model/columns.ts";

export interface View {
  readonly spacing: Spacing;
  /** What of the axis is shown: times or places of events, as the spacing has it. */
  readonly range: readonly [from: number, to: number];
  /** The moment that the map shows. */
  readonly cursorMs: number;
  /** The number of a value. */
  readonly followed: number | undefined;
  readonly selected: number | undefined;
  readonly hovered: number | undefined;
  readonly hiddenKinds: ReadonlySet<number>;
  readonly names: ReadonlySet<string>;
  readonly isUnfolded: boolean;
  /** The number of the node that is pointed at, in whichever picture. */
  readonly pointed: number | undefined;
  /** Of the map. */
  readonly layout: Layout;
  /** Of the tape. */
  readonly isPlaying: boolean;
  readonly speed: number;
}

/** How the nodes lie: as the tree that they form, as Maelstrom's grid, or in a circle. */
export type Layout = "tree" | "grid" | "circle";

/** A hop of 100 ms takes a second: slow enough for the eye to follow. */
const FIRST_SPEED = 0.1;

export type Changed = (state: State, before: View | undefined) => void;

export class State {
  readonly run: Run;
  readonly moments: Moments;
  readonly links: Links;
  /** Changes with the theme. */
  colours: Colours;
  #view: View;
  /** Of the view that parts were last told of. */
  #shown: View | undefined;
  #selection: Selection;
  readonly #follower: Follower;
  readonly #listeners: Changed[] = [];
  #isScheduled = false;

  /** `before` is what another run showed: its view is kept as far as this run has the same. */
  constructor(run: Run, before?: State) {
    this.run = run;
    this.colours = coloursOf(run);
    this.moments = new Moments(run);
    this.links = linksOf(run);
    this.#follower = new Follower(run);
    const spacing = spacingOf(run);
    const hiddenKinds = hiddenAtFirst(run);
    this.#view = {
      spacing,
      range: [0, 1],
      cursorMs: Math.max(0, run.startMs),
      followed: undefined,
      selected: undefined,
      hovered: undefined,
      hiddenKinds,
      names: new Set(),
      isUnfolded: false,
      pointed: undefined,
      layout: this.layouts[0] ?? "circle",
      isPlaying: false,
      speed: FIRST_SPEED,
    };
    if (before !== undefined) this.#view = { ...this.#view, ...this.#keptOf(before) };
    this.#selection = this.#select();
    this.#view = { ...this.#view, range: this.#firstRange() };
    if (before?.view.spacing === this.#view.spacing) {
      this.showRange(...(before.isWhole ? this.extent : before.view.range));
    }
  }

  get view(): View {
    return this.#view;
  }

  get selection(): Selection {
    return this.#selection;
  }

  /** Those that make sense for this run, the best first. */
  get layouts(): readonly Layout[] {
    const { hasTree } = this.moments;
    return [
      ...(hasTree ? (["tree"] as const) : []),
      ...(this.links.isGrid ? (["grid"] as const) : []),
      "circle",
    ];
  }

  /** When the nodes had the value that is followed. */
  get followedMoments(): readonly Moment[] {
    const { followed } = this.#view;
    return followed === undefined ? [] : this.#follower.momentsOf(followed);
  }

  listen(changed: Changed): void {
    this.#listeners.push(changed);
  }

  change(change: Partial<View>): void {
    const before = this.#view;
    this.#view = { ...before, ...change };
    const { hiddenKinds, names, followed } = this.#view;
    const isSelected =
      hiddenKinds === before.hiddenKinds && names === before.names && followed === before.followed;
    if (!isSelected) this.#selection = this.#select();
    this.refresh();
  }

  /** Tells everybody once the browser is about to draw. */
  refresh(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    requestAnimationFrame(() => {
      this.#isScheduled = false;
      const before = this.#shown;
      this.#shown = this.#view;
      for (const changed of this.#listeners) changed(this, before);
    });
  }

  /** After a change of the theme: everything is redrawn. */
  recolour(): void {
    this.colours = coloursOf(this.run);
    this.#shown = undefined;
    this.refresh();
  }

  /** The whole axis. */
  get extent(): readonly [from: number, to: number] {
    return this.extentOf(this.#view.spacing);
  }

  /** Whether all of the axis is shown. */
  get isWhole(): boolean {
    const [[from, to], [first, last]] = [this.#view.range, this.extent];
    return from <= first && to >= last;
  }

  extentOf(spacing: Spacing): readonly [from: number, to: number] {
    const { run } = this;
    if (spacing === "time") return [run.startMs, run.endMs];
    return [-1, Math.max(1, run.messages?.events.length ?? 1)];
  }

  /** Shows this part of the axis, as far as there is one. */
  showRange(from: number, to: number): void {
    const [first, last] = this.extent;
    const width = Math.min(Math.max(to - from, this.narrowest), last - first);
    const start = Math.min(Math.max(from, first), last - width);
    this.change({ range: [start, start + width] });
  }

  /** To another moment. The diagram goes along when it leaves what is shown. */
  moveTo(cursorMs: number): void {
    const { spacing, cursorMs: beforeMs } = this.#view;
    const before = placeOf(this.run, spacing, beforeMs);
    this.change({ cursorMs });
    const [from, to] = this.#view.range;
    const place = placeOf(this.run, spacing, cursorMs);
    const wasIn = before >= from && before <= to;
    if (!wasIn || (place >= from && place <= to)) return;
    this.showRange(place - (to - from) * 0.1, place + (to - from) * 0.9);
  }

  /** Shows these times. */
  showTimes(fromMs: number, toMs: number): void {
    const { spacing } = this.#view;
    this.showRange(placeOf(this.run, spacing, fromMs), placeOf(this.run, spacing, toMs));
  }

  /** The narrowest range: some microseconds, or some events. */
  get narrowest(): number {
    return this.#view.spacing === "time" ? 0.05 : 4;
  }

  setSpacing(spacing: Spacing): void {
    const { range, spacing: before } = this.#view;
    if (spacing === before) return;
    const [from, to] = range.map((place) =>
      placeOf(this.run, spacing, timeOf(this.run, before, place)),
    );
    this.change({ spacing });
    this.showRange(from ?? 0, to ?? 1);
  }

  /** Follows a value, and shows its way; undefined: everything again. */
  follow(value: number | undefined): void {
    this.change({ followed: value, selected: undefined });
    if (value === undefined) return;
    const times = [
      this.run.broadcastMs[value] ?? NaN,
      ...this.#follower.momentsOf(value).map(({ timeMs }) => timeMs),
    ].filter((timeMs) => Number.isFinite(timeMs));
    if (times.length === 0) return;
    const [first, last] = [Math.min(...times), Math.max(...times)];
    const margin = Math.max((last - first) * 0.15, 5);
    this.change({ cursorMs: first });
    this.showTimes(first - margin, last + margin);
  }

  /** Numbers of kinds and values differ from run to run, so both go by their names. */
  #keptOf({ run: old, view, layouts }: State): Partial<View> {
    const { run } = this;
    const wasHidden = new Map(
      old.messages?.kinds.map((kind, number) => [keyOf(kind), view.hiddenKinds.has(number)]),
    );
    const hidden = (run.messages?.kinds ?? []).flatMap((kind, number) =>
      (wasHidden.get(keyOf(kind)) ?? this.#view.hiddenKinds.has(number)) ? [number] : [],
    );
    const followed = view.followed === undefined ? undefined : old.values.texts[view.followed];
    const isChosen = view.layout !== layouts[0] && this.layouts.includes(view.layout);
    return {
      cursorMs: Math.min(view.cursorMs, run.endMs),
      spacing: view.spacing,
      names: new Set([...view.names].filter((name) => run.nodes.includes(name))),
      hiddenKinds: new Set(hidden),
      followed: followed === undefined ? undefined : run.values.find(followed),
      isUnfolded: view.isUnfolded,
      ...(isChosen && { layout: view.layout }),
      speed: view.speed,
    };
  }

  #select(): Selection {
    const { hiddenKinds, names, followed } = this.#view;
    const only = followed === undefined ? undefined : this.#follower.messagesOf(followed);
    return new Selection(this.run, { hiddenKinds, names, only });
  }

  /** As much from the first operation on as can be told apart. */
  #firstRange(): readonly [number, number] {
    const { spacing } = this.#view;
    const [first, last] = this.extent;
    const { messages } = this.#selection;
    const { run } = this;
    const starts = spacing === "time" ? run.messages?.sendMs : run.messages?.sendAt;
    if (starts === undefined) return [first, last];
    const begin = placeOf(run, spacing, -0.5);
    const at = messages.findIndex((message) => itemAt(starts, message) >= begin);
    const end = messages[at + MESSAGES_AT_FIRST];
    if (at < 0) return [first, last];
    const hops = spacing === "time" ? begin + HOPS_AT_FIRST * hopMs(run) : last;
    const furthest = end === undefined ? last : itemAt(starts, end);
    return [Math.max(first, begin), Math.min(last, furthest, Math.max(hops, begin + 500))];
  }
}

const MESSAGES_AT_FIRST = 400;

/** An arrow of one hop is then wide enough to see where it leads. */
const HOPS_AT_FIRST = 25;

function keyOf({ name, isClient }: Kind): string {
  return `${isClient ? "client" : "node"} ${name}`;
}

/** Where messages take no time, all would lie on top of each other. */
function spacingOf(run: Run): Spacing {
  return hopMs(run) < 1 ? "events" : "time";
}

/** How long a message between servers takes that arrives: the median. Infinity if there is none. */
function hopMs({ messages }: Run): number {
  const delays: number[] = [];
  if (messages === undefined) return Infinity;
  for (let message = 0; message < messages.count && delays.length < 1000; message++) {
    const delay = itemAt(messages.endMs, message) - itemAt(messages.sendMs, message);
    const isClient = messages.kinds[itemAt(messages.kind, message)]?.isClient ?? true;
    if (!isClient && messages.fate[message] === Fate.received) delays.push(delay);
  }
  return delays.toSorted((one, other) => one - other)[delays.length >> 1] ?? Infinity;
}

/** What every run has and nobody looks for, unless there is nothing else. */
function hiddenAtFirst({ messages, record }: Run): ReadonlySet<number> {
  const hidden = new Set<number>();
  for (const [number, { name, isClient }] of (messages?.kinds ?? []).entries()) {
    // Of another workload than those that add values a read is as good as any operation.
    const isRead = name === "read" && record.values.texts.length > 0;
    if (isClient && (isRead || name === "init" || name === "topology")) hidden.add(number);
  }
  return hidden.size === messages?.kinds.length ? new Set() : hidden;
}
