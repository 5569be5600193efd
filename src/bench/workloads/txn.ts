/**
 * Transactions of reads and writes, on lists or on registers (Maelstrom's
 * workload/txn_list_append.clj and txn_rw_register.clj).
 */

import { fromJson, isVector, Keyword, type Edn } from "../edn.ts";
import { type Operation } from "../history.ts";
import { type PayloadKind } from "../load/answers.ts";
import { judgeListAppend, judgeRwRegister } from "../verdict/txn/judge.ts";
import { storyOf } from "../verdict/txn/story.ts";
import { MicroOperations, type MicroOperation } from "./micro-operations.ts";
import { request, type Invocation, type Workload } from "./workload.ts";

/** Anomalies that are told of each type. */
const TOLD_AT_MOST = 2;

export const TXN_LIST_APPEND: Workload = {
  ...transactions("append", "lists.ts", judgeListAppend),
  admits: (operation) => consistsOf(operation, "append"),
};

export const TXN_RW_REGISTER: Workload = {
  ...transactions("w", "registers.ts", judgeRwRegister),
  admits: (operation) => consistsOf(operation, "w"),
};

function transactions(
  write: "append" | "w",
  example: string,
  judge: typeof judgeListAppend,
): Omit<Workload, "admits"> {
  return {
    example,
    operations: ["txn"],
    keepsClients: true,
    makeGenerator(random, { maxTxnLength, ...keys }) {
      const draws = new MicroOperations(random, keys);
      return {
        next() {
          const length = 1 + random.below(maxTxnLength);
          return transaction(
            write,
            Array.from({ length }, () => draws.next()),
          );
        },
      };
    },
    judge({ history, consistencyModels }) {
      const { verdict, result, breaks } = judge(history, consistencyModels);
      const models = consistencyModels.join(" and ");
      const { validity, anomalies, error } = verdict;
      const told = [...Map.groupBy(anomalies, ({ type }) => type).values()];
      const stories = told.flatMap((ofType) => ofType.slice(0, TOLD_AT_MOST).map(storyOf));
      const faults = stories.map((lines) => lines.join("\n"));
      if (validity === false)
        faults.push(`${models} forbids that; --consistency-models names others`);
      return {
        validity,
        ...(breaks !== undefined && { maelstromValidity: "unknown" }),
        words: {
          headline: `Valid: nothing that ${models} forbids was found.`,
          unknown: error,
          stricter: breaks,
          faults,
        },
        toResults: () => ({ workload: result }),
      };
    },
  };
}

function transaction(write: "append" | "w", drawn: readonly MicroOperation[]): Invocation {
  const steps = drawn.map(({ key, value }) => [
    value === undefined ? "r" : write,
    key,
    value ?? null,
  ]) satisfies Edn;
  return request({
    f: "txn",
    value: steps.map(toMicroOperation),
    body: { type: "txn", txn: steps },
    form: { type: "txn_ok", payload: "txn", kind: write === "append" ? LISTS : REGISTERS },
    failsOn: "definite errors",
    toValue: ({ txn }) => (Array.isArray(txn) ? txn.map(toMicroOperation) : null),
  });
}

/** `["r", 3, [1, 2]]` as the history has it: `[:r 3 [1 2]]`. */
function toMicroOperation([f, key, value]: readonly unknown[]): Edn {
  return [Keyword.of(`${f}`), fromJson(key), fromJson(value)];
}

const REGISTERS: PayloadKind = {
  name: 'a list of ["r", key, value] and ["w", key, value]',
  includes: (txn) => isTransaction(txn, "w", () => true),
};

/** A null for a list passes Maelstrom's schema as well. */
const LISTS: PayloadKind = {
  name: 'a list of ["r", key, list] and ["append", key, element]',
  includes: (txn) =>
    isTransaction(txn, "append", (value) => value === null || Array.isArray(value)),
};

function isTransaction(txn: unknown, write: string, isRead: (value: unknown) => boolean): boolean {
  return (
    Array.isArray(txn) &&
    txn.every((step: unknown) => {
      if (!Array.isArray(step) || step.length !== 3) return false;
      return step[0] === "r" ? isRead(step[2]) : step[0] === write;
    })
  );
}

/** Whether a transaction has reads and this kind of write only: `[[:r 3 nil] [:append 3 1]]`. */
function consistsOf({ value }: Operation, write: string): boolean {
  const names: ReadonlySet<Edn | undefined> = new Set([Keyword.of("r"), Keyword.of(write)]);
  return isVector(value) && value.every((step) => isVector(step) && names.has(step[0]));
}
