/** Nodes within one process, for virtual time: what serve.ts runs, behind another host. */

import { type MakeGuest } from "../bench/cluster/in-process.ts";
import { Layouts } from "../broadcast/tree/layout.ts";
import { NameLists } from "../node/names.ts";
import { makeNode, type NodeOptions } from "./make-node.ts";

export function makeGuestOf(options: NodeOptions): MakeGuest {
  const layouts = new Layouts();
  const nameLists = new NameLists();
  return (host) => makeNode(host, { ...options, layouts, nameLists });
}
