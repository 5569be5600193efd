/** What a page does not show, in words: nothing is left out in silence. */

import { type Run } from "./run.ts";

export function noticesOf({ record, messages, holdings }: Run): string[] {
  const notices: string[] = [];
  const hasValues = record.values.texts.length > 0;
  if (messages === undefined) {
    const missing =
      "There is no journal.jsonl, which eddy test writes and Maelstrom does not. The space-time diagram, the map and the messages a second need one.";
    const late = "Which node had which value is told from the reads alone, so it may be late.";
    notices.push(hasValues ? `${missing} ${late}` : missing);
  }
  if (messages !== undefined && messages.missingEvents > 0) {
    const last = (messages.eventMs.at(-1) ?? 0) / 1000;
    notices.push(
      `${count(messages.missingEvents, "event")} of the network, after ${last.toFixed(1)} s, are left out: ${count(messages.events.length, "event")} are here.`,
    );
  }
  notices.push(...bodyNotices(messages, hasValues));
  if (hasValues && !holdings.isKnown) {
    notices.push("The cluster is too large to tell which node had which value.");
  }
  if (record.shown.isCutOff) {
    notices.push(
      `Which value a read was the first to show is kept for the first ${count(record.shown.value.length, "time")} only.`,
    );
  }
  return notices;
}

/** Long bodies are not in the journal: reads, which the history has, and others. */
function bodyNotices(messages: Run["messages"], hasValues: boolean): string[] {
  if (messages === undefined) return [];
  const notices: string[] = [];
  for (const [number, { name, isClient }] of messages.kinds.entries()) {
    let left = 0;
    for (let message = 0; message < messages.count; message++) {
      if (messages.kind[message] === number && messages.bodies[message] === undefined) left++;
    }
    if (left === 0) continue;
    const of = isClient ? `${name} messages of clients` : `${name || "untyped"} messages`;
    const why =
      isClient && name === "read"
        ? "the answers with more than 1,000 characters, which history.edn has"
        : hasValues
          ? "with more than 1,000 characters: what values they carry is unknown"
          : "with more than 1,000 characters";
    notices.push(`The bodies of ${left.toLocaleString("en")} ${of} are left out, ${why}.`);
  }
  return notices;
}

function count(amount: number, name: string): string {
  return `${amount.toLocaleString("en")} ${name}${amount === 1 ? "" : "s"}`;
}
