/**
 * The verdict on the lin-kv workload: whether the operations on each key are linearizable. After
 * jepsen.tests.linearizable-register.
 */

import {
  EdnList,
  EdnMap,
  compare,
  ednMap,
  isEqual,
  isVector,
  keyOf,
  writeEdn,
  type Edn,
} from "../edn.ts";
import { HistoryError, toEdnLine, type History, type Operation } from "../history.ts";
import {
  judgeRegister,
  type RegisterCall,
  type RegisterOperation,
  type RegisterVerdict,
} from "./linearizable.ts";
import { mergeValidity, validityToEdn, type Validity } from "./validity.ts";
import { toTaggedOperation } from "./operation.ts";
import { anyOf, timesOf, type NameOfNode } from "./words.ts";

export interface LinKvVerdict {
  readonly validity: Validity;
  /** Sorted by key. */
  readonly keys: readonly KeyVerdict[];
}

export interface KeyVerdict {
  readonly key: Edn;
  /** In the order of their requests, without those that surely changed nothing. */
  readonly operations: readonly RegisterOperation[];
  readonly verdict: RegisterVerdict;
}

/** Throws HistoryError where the value of an operation is not `[key value]`. */
export function judgeLinKv(history: History): LinKvVerdict {
  const keys = [...operationsByKey(history)]
    .map(({ key, operations }) => ({ key, operations, verdict: judgeRegister(operations) }))
    .toSorted((one, other) => compare(one.key, other.key));
  return { validity: mergeValidity(keys.map(({ verdict }) => validityOf(verdict))), keys };
}

interface KeyOperations {
  readonly key: Edn;
  readonly operations: RegisterOperation[];
}

function operationsByKey({ operations, counterparts }: History): Iterable<KeyOperations> {
  const byKey = new Map<number | string, KeyOperations>();
  for (const [invoked, operation] of operations.entries()) {
    const { process, type } = operation;
    if (typeof process !== "number" || type !== "invoke") continue;
    const place = counterparts[invoked] ?? -1;
    const completion = operations[place];
    const isOk = completion?.type === "ok";
    const [key, call] = callOf(isOk ? completion : operation);
    const found = byKey.get(keyOf(key)) ?? { key, operations: [] };
    byKey.set(keyOf(key), found);
    // It has changed nothing.
    if (completion?.type === "fail" || (call.kind === "read" && !isOk)) continue;
    found.operations.push({ call, process, invoked, completed: isOk ? place : undefined });
  }
  return byKey.values();
}

function callOf(operation: Operation): readonly [key: Edn, RegisterCall] {
  const { f, value: pair } = operation;
  const [key, value] = isPair(pair) ? pair : [];
  if (key !== undefined && value !== undefined) {
    if (f === "read" || f === "write") return [key, { kind: f, value }];
    if (f === "cas" && isPair(value)) return [key, { kind: f, from: value[0], to: value[1] }];
  }
  throw new HistoryError(
    `Reads and writes need [key value], a cas [key [from to]]: ${toEdnLine(operation)}`,
  );
}

function isPair(value: Edn): value is readonly [Edn, Edn] {
  return isVector(value) && value.length === 2;
}

function validityOf({ kind }: RegisterVerdict): Validity {
  return kind === "unknown" ? kind : kind === "linearizable";
}

/** As in results.edn. What knossos tells of a key depends on which of its searches was faster. */
export function linKvToEdn({ validity, keys }: LinKvVerdict, history: History): EdnMap {
  const failures = keys.filter(({ verdict }) => verdict.kind === "not linearizable");
  return ednMap({
    "valid?": validityToEdn(validity),
    results: new EdnMap(keys.map(({ key, verdict }) => [key, keyToEdn(verdict, history)])),
    failures: failures.map(({ key }) => key),
  });
}

function keyToEdn(verdict: RegisterVerdict, { operations }: History): EdnMap {
  const validity = validityToEdn(validityOf(verdict));
  if (verdict.kind === "linearizable") {
    return ednMap({ linearizable: ednMap({ "valid?": validity }), "valid?": validity });
  }
  const op = operations[verdict.operation.completed ?? -1];
  const linearizable = ednMap({
    "valid?": validity,
    cause: verdict.kind === "unknown" ? "too many orders are possible" : undefined,
    op: op && toTaggedOperation(op),
    possible: verdict.kind === "unknown" ? undefined : new EdnList(verdict.possible),
  });
  return ednMap({ linearizable, "valid?": validity });
}

/** For each key that is not surely linearizable where its order ends, in words. */
export function linKvMessages(
  { keys }: LinKvVerdict,
  history: History,
  nameOfNode: NameOfNode,
): string[] {
  return keys.flatMap((key) => {
    const { verdict } = key;
    if (verdict.kind === "linearizable") return [];
    return verdict.kind === "unknown"
      ? unknownMessage(key, verdict, history)
      : new Words(history, nameOfNode).failure(key, verdict);
  });
}

function unknownMessage(
  { key }: KeyVerdict,
  { operation, pendingCount }: RegisterVerdict & { kind: "unknown" },
  history: History,
): string {
  return (
    `key ${writeEdn(key)} may be linearizable or not: when one of its operations ended ` +
    `(${timesOf(history, operation.invoked)}), ${pendingCount} were pending or in doubt, and these ` +
    "have too many orders to try them all. Shorter tests, a lower rate or fewer workers help."
  );
}

/** Operations of the same time that are named. */
const NAMED_AT_MOST = 6;

class Words {
  readonly #history: History;
  readonly #nameOfNode: NameOfNode;

  constructor(history: History, nameOfNode: NameOfNode) {
    this.#history = history;
    this.#nameOfNode = nameOfNode;
  }

  failure(
    { key, operations }: KeyVerdict,
    { operation, possible }: RegisterVerdict & { kind: "not linearizable" },
  ): string {
    const { call, invoked, completed = invoked } = operation;
    const values = anyOf(possible.map(writeEdn));
    const sentences = [`key ${writeEdn(key)} is not linearizable: ${this.#answer(operation)}`];
    if (call.kind === "cas" && possible.some((value) => isEqual(value, call.from))) {
      sentences.push(
        `The value may have been ${values} then, but no order explains this cas together with ` +
          "all other answers.",
      );
    } else {
      sentences.push(`But the value can only have been ${values} then.`);
    }
    const previous = operations.reduce<RegisterOperation | undefined>(
      (latest, other) =>
        (other.completed ?? Infinity) < invoked &&
        (other.completed ?? 0) > (latest?.completed ?? -1)
          ? other
          : latest,
      undefined,
    );
    if (previous !== undefined) sentences.push(`The last answer before: ${this.#told(previous)}.`);
    const meanwhile = operations.filter(
      (other) =>
        other !== operation && other.invoked < completed && (other.completed ?? Infinity) > invoked,
    );
    if (meanwhile.length > 0) {
      const named = meanwhile.slice(-NAMED_AT_MOST).map((other) => this.#told(other));
      const more =
        meanwhile.length > named.length ? `${meanwhile.length - named.length} more, ` : "";
      sentences.push(`At the same time: ${more}${named.join("; ")}.`);
    }
    return sentences.join(" ");
  }

  #answer({ call, process, invoked }: RegisterOperation): string {
    const times = timesOf(this.#history, invoked);
    const node = this.#nameOfNode(process);
    if (call.kind === "cas")
      return `${node} answered that a ${callText(call)} was done (${times}).`;
    return `${node} answered a read with ${writeEdn(call.value)} (${times}).`;
  }

  #told({ call, process, invoked, completed }: RegisterOperation): string {
    const doubt = completed === undefined ? ", in doubt" : "";
    const times = timesOf(this.#history, invoked);
    return `${callText(call)} at ${this.#nameOfNode(process)} (${times}${doubt})`;
  }
}

function callText(call: RegisterCall): string {
  if (call.kind === "cas") return `cas from ${writeEdn(call.from)} to ${writeEdn(call.to)}`;
  return `${call.kind} ${writeEdn(call.value)}`;
}
