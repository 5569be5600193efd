/** Nodes within one process, for virtual time: what serve.ts runs, behind another host. */

import { Layouts } from "./tree/layout.ts";
import { type Guest, type Host } from "../node/host.ts";
import { NameLists } from "../node/names.ts";
import { makeNode, type NodeOptions } from "./make-node.ts";

export function makeGuestOf(options: NodeOptions): (host: Host) => Guest {
  const layouts = new Layouts();
  const nameLists = new NameLists();
  return (host) => makeNode(host, { ...options, layouts, nameLists });
}
