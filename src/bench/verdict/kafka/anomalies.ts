/** What can be wrong with a log, in the names of Jepsen's checker. */

import { type Slot } from "./logs.ts";
import { type Message, type Poll, type Send } from "./operations.ts";

/** One process met two messages of a key one after the other. */
export interface Step {
  readonly from: Message;
  readonly to: Message;
  /** Their distance in indexes: 1 if nothing lies between them, 0 if they are one message. */
  readonly delta: number;
  /** What lies between them, after a step forward. */
  readonly skipped: readonly Message[];
}

export type StepType =
  | "int-poll-skip"
  | "int-nonmonotonic-poll"
  | "poll-skip"
  | "nonmonotonic-poll"
  | "nonmonotonic-send";

export type Anomaly =
  /** A message stands at several offsets. */
  | { readonly type: "duplicate"; readonly message: Message; readonly slots: readonly Slot[] }
  /** Several messages stand at one offset. */
  | {
      readonly type: "inconsistent-offsets";
      readonly key: string;
      readonly slot: Slot;
      readonly index: number;
    }
  /** An acknowledged message was never polled, although one at a higher index was. */
  | {
      readonly type: "lost-write";
      readonly message: Message;
      readonly send: Send;
      readonly index: number;
      readonly maxReadIndex: number;
      readonly maxRead: Poll | undefined;
    }
  /** A message was polled although its send had failed, or before its send began. */
  | { readonly type: "G1a" | "G1c-realtime"; readonly send: Send; readonly poll: Poll }
  /** All operations that come before themselves, because a poll came before its send. */
  | { readonly type: "strong-PL-2-cycle-exists"; readonly operations: readonly (Send | Poll)[] }
  /** Within one poll ("int": internal), between two polls, or between two sends. */
  | ({
      readonly type: StepType;
      readonly operations: readonly [Send | Poll] | readonly [Send | Poll, Send | Poll];
    } & Step)
  /** Acknowledged messages that nobody polled, by key, at the end of the last send or poll. */
  | {
      readonly type: "unseen";
      readonly messages: ReadonlyMap<string, readonly Message[]>;
      /** True for what the last poll of all showed, of a key that no acknowledgement named before. */
      readonly isPolled: (message: Message) => boolean;
      readonly timeNs: number;
    }
  /** No operation comes before any other, so that there is nothing to check. */
  | { readonly type: "empty-transaction-graph" }
  /** Eddy's own, where Jepsen's checker breaks: nobody ever sent what a poll showed. */
  | { readonly type: "phantom"; readonly message: Message; readonly poll: Poll };

export type AnomalyType = Anomaly["type"];
export type AnomalyOf<Type extends AnomalyType> = Anomaly & { readonly type: Type };
