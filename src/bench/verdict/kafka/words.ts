/** Anomalies in sentences: which message, at which offset, by whom, in which operations. */

import { writeEdn } from "../../edn.ts";
import { type Anomaly, type AnomalyOf } from "./anomalies.ts";
import { type Logs, type Slot } from "./logs.ts";
import { type Message, type Poll, type Send } from "./operations.ts";

/** More than these of a list are counted, not named. */
const NAMED_AT_MOST = 8;

/** The name of the node that a process talks to, if it is known. */
export type NodeOf = (process: number) => string | undefined;

export class Words {
  readonly #logs: Logs;
  readonly #nodeOf: NodeOf;

  constructor(logs: Logs, nodeOf: NodeOf) {
    this.#logs = logs;
    this.#nodeOf = nodeOf;
  }

  explain(anomaly: Anomaly): string {
    switch (anomaly.type) {
      case "duplicate":
        return this.#duplicate(anomaly);
      case "inconsistent-offsets":
        return this.#inconsistent(anomaly);
      case "lost-write":
        return this.#lost(anomaly);
      case "G1a":
      case "G1c-realtime":
        return this.#tooEarly(anomaly);
      case "strong-PL-2-cycle-exists": {
        const numbers = anomaly.operations.map(({ completion }) => `${completion.index}`);
        return `As messages were polled before they were sent, each of these operations comes before itself: ${listed(numbers)}.`;
      }
      case "unseen":
        return unseen(anomaly);
      case "phantom": {
        const { message, poll } = anomaly;
        return `${capital(this.#by(poll))} polled ${nameOf(message)}, which nobody ever sent.`;
      }
      case "empty-transaction-graph":
        return "Nothing could be checked: no operation was answered before another one began.";
      default:
        return this.#step(anomaly);
    }
  }

  #duplicate({ message, slots }: AnomalyOf<"duplicate">): string {
    const places = slots.map((slot) => `at offset ${slot.offset} (${this.#shown(slot, message)})`);
    return `${capital(nameOf(message))} is there more than once: ${listed(places)}.`;
  }

  #inconsistent({ key, slot }: AnomalyOf<"inconsistent-offsets">): string {
    const messages = [...slot.shownBy.keys()].map(
      (message) => `${writeEdn(message.value)} (${this.#shown(slot, message)})`,
    );
    const offset = `Offset ${slot.offset} of key ${writeEdn(key)}`;
    return `${offset} holds different messages: ${listed(messages)}.`;
  }

  #lost({ message, send, maxRead, maxReadIndex }: AnomalyOf<"lost-write">): string {
    const furthest = this.#logs.get(message.key)?.slots[maxReadIndex]?.offset;
    const reader = maxRead === undefined ? "somebody" : this.#by(maxRead);
    return (
      `${capital(nameOf(message))} was lost: ${this.#by(send)} sent it and got offset ` +
      `${send.offset}, and ${reader} polled as far as offset ${furthest}, but no poll ever showed it.`
    );
  }

  #tooEarly({ type, send, poll }: AnomalyOf<"G1a" | "G1c-realtime">): string {
    const [sender, reader, name] = [this.#by(send), this.#by(poll), nameOf(send.message)];
    if (type === "G1a") {
      const { error } = send.completion;
      const reason = error === undefined ? "" : ` with ${writeEdn(error)}`;
      const place = this.#placeOf(send.message);
      return `${capital(reader)} polled ${name} ${place}, although its send by ${sender} had failed${reason}.`;
    }
    const ended = secondsOf(poll.completion.timeNs);
    return `${capital(reader)} polled ${name} before it was sent: the poll ended at ${ended}, and the send by ${sender} began after that.`;
  }

  #step(anomaly: Extract<Anomaly, { readonly delta: number }>): string {
    const { type, operations, from, to, delta, skipped } = anomaly;
    const [first, second] = operations;
    const verb = type === "nonmonotonic-send" ? "sent" : "polled";
    const where = second === undefined ? "in the same poll" : timeOf(second);
    const wrong = delta > 1 ? `${valuesOf(skipped)} left out` : "offsets must grow";
    return (
      `${capital(this.#by(first))} ${verb} ${nameOf(from)} ${this.#placeOf(from)}, and next, ` +
      `${where}, message ${writeEdn(to.value)} ${this.#placeOf(to)}: ${wrong}.`
    );
  }

  #shown({ shownBy }: Slot, message: Message): string {
    const operation = shownBy.get(message);
    if (operation === undefined) throw new Error("A slot without that message");
    return `${operation.kind === "send" ? "sent" : "polled"} by ${this.#by(operation)}`;
  }

  #by(operation: Send | Poll): string {
    const { process } = operation;
    const node = this.#nodeOf(process);
    return `process ${process}${node === undefined ? "" : ` on ${node}`} ${timeOf(operation)}`;
  }

  #placeOf(message: Message): string {
    const slots = this.#logs.get(message.key)?.slots ?? [];
    const own = slots.filter(({ shownBy }) => shownBy.has(message));
    return `at offset${own.length > 1 ? "s" : ""} ${listed(own.map(({ offset }) => `${offset}`))}`;
  }
}

function unseen({ messages, isPolled }: AnomalyOf<"unseen">): string {
  const keys = [...messages].map(([key, ofKey]) => {
    const note = ofKey.some(isPolled)
      ? " (only the last poll of all showed them, and no send succeeded: Jepsen counts that)"
      : "";
    return `${valuesOf(ofKey)} of key ${writeEdn(key)}${note}`;
  });
  return `No poll ever showed what was acknowledged: ${listed(keys)}.`;
}

function nameOf({ key, value }: Message): string {
  return `message ${writeEdn(value)} of key ${writeEdn(key)}`;
}

function valuesOf(messages: readonly Message[]): string {
  const values = listed(messages.map(({ value }) => writeEdn(value)));
  return messages.length === 1 ? `message ${values}` : `messages ${values}`;
}

function listed(items: readonly string[]): string {
  const rest = items.length - NAMED_AT_MOST;
  const all = rest > 0 ? [...items.slice(0, NAMED_AT_MOST), `${rest} more`] : items;
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

/** When it began; a page leads from there into its pictures. */
function timeOf({ invocation }: Send | Poll): string {
  return `at ${secondsOf(invocation.timeNs)}`;
}

function secondsOf(ns: number): string {
  return `${(ns / 1e9).toFixed(3)} s`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
