import { type Strategy } from "../strategy.ts";
import { RETRY_MS } from "./retry.ts";

/**
 * The chapter's gossip in Clojure: like `retry`, with an id of its own instead of an RPC's, and
 * `gossip_ok` for an answer.
 */
export const resend: Strategy = ({ node, onValue, add, neighbours, sleep }) => {
  /** By id the neighbour that has not answered yet. */
  const unanswered = new Map<number, string>();
  let lastId = 0;

  node.on("gossip_ok", ({ src, body }) => {
    const id = Number(body["g_id"]);
    if (unanswered.get(id) === src) unanswered.delete(id);
  });

  const tell = async (name: string, body: string, id: number): Promise<void> => {
    for (unanswered.set(id, name); unanswered.has(id); await sleep(RETRY_MS)) node.send(name, body);
  };

  onValue((value, source) => {
    if (!add(value)) return;
    for (const name of neighbours(source)) {
      const id = ++lastId;
      void tell(name, `{"type":"broadcast","message":${value},"g_id":${id}}`, id);
    }
  });
};
