/** Nodes within this process, for virtual time: what serve.ts runs, behind another host. */

import { type MakeGuest } from "../bench/cluster/in-process.ts";
import { Layouts } from "../broadcast/tree/layout.ts";
import { type LogLevel } from "../node/host.ts";
import { NameLists } from "../node/names.ts";
import { makeNode, type NodeOptions } from "./make-node.ts";
import { parseNodeArgs } from "./node-options.ts";
import { UsageError } from "./option-values.ts";

interface GuestOptions {
  readonly makeGuest: MakeGuest;
  readonly logLevel: LogLevel;
}

/** The node that these arguments of eddy's make. Throws a UsageError. */
export function parseGuestArgs(args: readonly string[]): GuestOptions {
  try {
    const { node, logLevel } = parseNodeArgs(args);
    return { makeGuest: makeGuestOf(node), logLevel };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`the node's arguments: ${error.message}`);
  }
}

export function makeGuestOf(options: NodeOptions): MakeGuest {
  const layouts = new Layouts();
  const nameLists = new NameLists();
  return (host) => makeNode(host, { ...options, layouts, nameLists });
}
