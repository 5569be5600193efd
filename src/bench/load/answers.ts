/**
 * What a client makes of an answer: a result, an error, or an exception if the answer does not
 * have the form that the protocol prescribes (Maelstrom's client.clj, `check-body` and `with-errors`).
 */

import { EdnMap, EdnSymbol, ednMap, fromJson, Keyword, SharedVector, type Edn } from "../edn.ts";
import { ErrorCode, isDefinite } from "../../node/errors.ts";
import type { Answer } from "../network/clients.ts";
import type { PacketContent } from "../network/network.ts";

/** The form of an answer: its type, and the one key with what it brings, if any. */
export interface AnswerForm {
  readonly type: string;
  readonly payload?: string;
  /** What that must be; anything if it is not given. */
  readonly kind?: PayloadKind;
}

/** Part of Maelstrom's schema of an answer. */
export interface PayloadKind {
  /** For people: "a list". */
  readonly name: string;
  /** Whether JSON is of this kind; floats and big integers are raw JSON. */
  includes(value: unknown): boolean;
}

/** Maelstrom's schemas take a null for a list as well. */
export const LIST: PayloadKind = {
  name: "a list",
  includes: (value) => value === null || Array.isArray(value) || value instanceof SharedVector,
};

export const INTEGER: PayloadKind = {
  name: "an integer",
  includes: (value) => Number.isInteger(value) || isBigInteger(value),
};

/** An integer beyond what a double holds is raw JSON, as a float is. */
function isBigInteger(value: unknown): boolean {
  return JSON.isRawJSON(value) && /^-?\d+$/u.test(JSON.stringify(value));
}

export type Result =
  | { readonly kind: "ok"; readonly content: PacketContent }
  | { readonly kind: "timeout" }
  | {
      readonly kind: "error";
      readonly isDefinite: boolean;
      /** `[:crash "text"]` */
      readonly error: Edn;
      /** For people: `crash: text`. */
      readonly text: string;
    }
  | { readonly kind: "malformed"; readonly reason: string; readonly content: PacketContent };

/** By code the names that Maelstrom gives them: `malformed-request`. */
const ERROR_NAMES: ReadonlyMap<unknown, string> = new Map(
  Object.entries(ErrorCode).map(([name, code]) => [code, kebabCase(name)]),
);

function kebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}

export function resultOf(answer: Answer, form: AnswerForm): Result {
  if (answer === undefined) return { kind: "timeout" };
  if (answer["type"] === "error") {
    const code = answer["code"];
    const name = ERROR_NAMES.get(code) ?? "unknown";
    const text = answer["text"] ?? null;
    return {
      kind: "error",
      isDefinite: typeof code === "number" && isDefinite(code),
      error: [Keyword.of(name), fromJson(text)],
      text: `${name}: ${JSON.stringify(text)}`,
    };
  }
  const reason = whatIsWrong(answer, form);
  if (reason === undefined) return { kind: "ok", content: answer };
  return { kind: "malformed", reason, content: answer };
}

function whatIsWrong(answer: PacketContent, form: AnswerForm): string | undefined {
  const { type, payload, kind } = form;
  if (answer["type"] !== type) {
    return `its type must be "${type}", but it is ${JSON.stringify(answer["type"])}`;
  }
  const wrongKeys = whatIsWrongWithKeys(answer, form);
  if (wrongKeys !== undefined) return wrongKeys;
  if (Object.hasOwn(answer, "msg_id") && !Number.isInteger(answer["msg_id"])) {
    return `msg_id must be an integer, but it is ${JSON.stringify(answer["msg_id"])}`;
  }
  const brought = payload === undefined ? null : answer[payload];
  if (kind === undefined || kind.includes(brought)) return undefined;
  return `"${payload}" must be ${kind.name}, but it is ${JSON.stringify(brought)}`;
}

/** A payload under a wrong name is both a surplus key and a missing one. */
function whatIsWrongWithKeys(answer: PacketContent, { payload }: AnswerForm): string | undefined {
  const allowed = ["type", "in_reply_to", "msg_id", ...(payload === undefined ? [] : [payload])];
  const surplus = Object.keys(answer).find((key) => !allowed.includes(key));
  const isLacking = payload !== undefined && !Object.hasOwn(answer, payload);
  const also = `allowed are ${allowed.join(", ")}`;
  if (surplus === undefined) return isLacking ? `it lacks the key "${payload}"` : undefined;
  if (isLacking) return `it has the key "${surplus}" instead of "${payload}"; ${also}`;
  return `it has a surplus key, "${surplus}"; ${also}`;
}

/** What Jepsen notes of the exception that Maelstrom throws at a malformed answer. */
export function malformedException(reason: string, answer: PacketContent): EdnMap {
  const type = new EdnSymbol("clojure.lang.ExceptionInfo");
  const data = ednMap({ type: Keyword.of("malformed-rpc-response"), body: fromJson(answer) });
  const message = `Malformed RPC response: ${reason}`;
  return ednMap({ via: [ednMap({ type, message, data })], cause: message, data });
}
