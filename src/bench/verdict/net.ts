/** `:net`: how many messages were sent and received. After maelstrom.net.checker. */

import { EdnMap, ednMap, singleFloat } from "../edn.ts";
import { type MessageCounts, type NetCounts } from "../network/counts.ts";

/** `operationCount`: the operations that clients invoked, reads and final reads included. */
export function netToEdn({ all, clients, servers }: NetCounts, operationCount: number): EdnMap {
  return ednMap({
    all: countsToEdn(all, operationCount),
    clients: countsToEdn(clients),
    servers: countsToEdn(servers, operationCount),
    "valid?": true,
  });
}

function countsToEdn({ sent, received, messages }: MessageCounts, operationCount = 0): EdnMap {
  return ednMap({
    "send-count": sent,
    "recv-count": received,
    "msg-count": messages,
    "msgs-per-op": operationCount === 0 ? undefined : singleFloat(messages / operationCount),
  });
}

/** The counts in the `:net` map of a results.edn; undefined if they are not all there. */
export function netCountsOf(net: EdnMap): NetCounts | undefined {
  const [all, clients, servers] = ["all", "clients", "servers"].map((name) => countsOf(net, name));
  return all && clients && servers ? { all, clients, servers } : undefined;
}

function countsOf(net: EdnMap, name: string): MessageCounts | undefined {
  const counts = net.get(name);
  if (!(counts instanceof EdnMap)) return undefined;
  const [sent, received] = [counts.get("send-count"), counts.get("recv-count")];
  const messages = counts.get("msg-count");
  if (typeof sent !== "number" || typeof received !== "number") return undefined;
  return typeof messages === "number" ? { sent, received, messages } : undefined;
}
