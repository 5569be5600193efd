/**
 * A run as the viewer shows it: its record and, if there is one, its journal, on one clock. It is
 * made from the files of a store folder, or from what was just run in this process.
 */

import { isClient } from "../../node/message.ts";
import { isService, SERVICE_NAMES } from "../../node/services.ts";
import { holdingsOf, type Holdings, type Occurrence } from "./holdings.ts";
import { MessageReader, type Messages } from "./messages.ts";
import { type FaultRecord, type RunRecord } from "./record.ts";
import { type EventSink } from "./events.ts";
import { Values } from "./values.ts";
import { itemAt } from "./columns.ts";

export interface Run {
  readonly record: RunRecord;
  /** Undefined without a journal. Times are since the first operation, as everywhere here. */
  readonly messages: Messages | undefined;
  readonly values: Values;
  /** The names of the nodes, in the order of the test. */
  readonly nodes: readonly string[];
  readonly clients: readonly string[];
  /** Those that some message came from or went to. */
  readonly services: readonly string[];
  readonly faults: readonly Fault[];
  readonly holdings: Holdings;
  /**
   * When each value was broadcast, by its number; NaN for one that never was. A page may find more
   * values later, in messages: those have no item.
   */
  readonly broadcastMs: Float64Array;
  readonly startMs: number;
  readonly endMs: number;
}

/** A fault, its nodes and clocks as numbers. */
export interface Fault extends Omit<FaultRecord, "nodes" | "cuts" | "endMs"> {
  readonly endMs: number;
  readonly nodes: readonly number[];
  /** By node the nodes that it did not hear. */
  readonly cuts: ReadonlyMap<number, ReadonlySet<number>>;
}

/** Reads the events that `replay` notes, in their order; without it the run has no journal. */
export function makeRun(record: RunRecord, replay?: (sink: EventSink) => void): Run {
  const values = new Values();
  const broadcast = record.values.texts.map((text) => values.ofText(text));
  const shown = record.shown.value.map((value) => values.ofText(`${value}`));
  const messages = replay && readMessages(record, values, replay);
  const nodes = nodesOf(record, messages);
  const broadcastMs = new Float64Array(values.texts.length).fill(NaN);
  for (const [place, value] of broadcast.entries()) {
    broadcastMs[value] = itemAt(record.values.broadcastMs, place);
  }
  const holdings = holdingsOf({
    messages,
    nodeCount: nodes.length,
    valueCount: values.texts.length,
    nodeOfName: placesOf(messages?.names ?? [], nodes),
    occurrences: occurrencesOf(record, nodes, shown),
  });
  const endMs = Math.max(record.lastOperationMs, messages?.eventMs.at(-1) ?? 0, 1);
  return {
    record,
    messages,
    values,
    nodes,
    clients: (messages?.names ?? []).filter(isClient).toSorted(byNumber),
    services: SERVICE_NAMES.filter((name) => messages?.names.includes(name)),
    faults: record.faults.map((fault) => toFault(fault, nodes, endMs)),
    holdings,
    broadcastMs,
    startMs: Math.min(0, messages?.eventMs[0] ?? 0),
    endMs,
  };
}

/** A run as it goes from a worker to its page: values as their JSON. */
export interface PackedRun extends Omit<Run, "values"> {
  readonly values: readonly string[];
}

export function packRun(run: Run): PackedRun {
  return { ...run, values: run.values.texts };
}

export function unpackRun(packed: PackedRun): Run {
  const values = new Values();
  for (const text of packed.values) values.ofText(text);
  return { ...packed, values };
}

/** With the times of the record, whose clock begins with the first operation. */
function readMessages(
  record: RunRecord,
  values: Values,
  replay: (sink: EventSink) => void,
): Messages {
  const reader = new MessageReader(values);
  replay(reader);
  const { firstOperationMs } = reader;
  const isAligned = firstOperationMs !== undefined && record.firstOperationMs !== undefined;
  return reader.finish(isAligned ? (record.firstOperationMs ?? 0) - firstOperationMs : 0);
}

/** As the test had them, or else as the network or the reads show them. */
function nodesOf({ nodes, shown }: RunRecord, messages: Messages | undefined): readonly string[] {
  if (nodes !== undefined) return nodes;
  const named = messages?.names.filter((name) => !isClient(name) && !isService(name)) ?? [];
  if (named.length > 0) return named.toSorted(byNumber);
  const workers = shown.node.reduce((most, node) => Math.max(most, node + 1), 0);
  return Array.from({ length: workers }, (_, worker) => `worker ${worker}`);
}

/** n2 comes before n10. */
function byNumber(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}

function placesOf(names: readonly string[], nodes: readonly string[]): Int32Array {
  const places = new Map(nodes.map((name, node) => [name, node]));
  return Int32Array.from(names, (name) => places.get(name) ?? -1);
}

/** Of unknown nodes the record has workers: worker w talks to node w mod n. */
function occurrencesOf(
  { shown, faults }: RunRecord,
  nodes: readonly string[],
  values: readonly number[],
): Occurrence[] {
  const reads = shown.timeMs.map((timeMs, place) => ({
    timeMs,
    node: itemAt(shown.node, place) % Math.max(1, nodes.length),
    value: itemAt(values, place),
  }));
  const kills = faults
    .filter(({ kind }) => kind === "kill")
    .flatMap((fault) =>
      fault.nodes.map((name) => ({
        timeMs: fault.startMs,
        node: nodes.indexOf(name),
        isKill: true as const,
      })),
    );
  if (kills.length === 0) return reads;
  return [...kills, ...reads].toSorted((one, other) => one.timeMs - other.timeMs);
}

function toFault(fault: FaultRecord, nodes: readonly string[], lastMs: number): Fault {
  const places = new Map(nodes.map((name, node) => [name, node]));
  const placed = (names: readonly string[]): number[] =>
    names.map((name) => places.get(name) ?? -1).filter((node) => node >= 0);
  const cuts = new Map<number, ReadonlySet<number>>();
  for (const [receiver, sources] of fault.cuts) {
    for (const node of placed([receiver])) cuts.set(node, new Set(placed(sources)));
  }
  return { ...fault, endMs: fault.endMs ?? lastMs, nodes: placed(fault.nodes), cuts };
}
