/** The node that the executable is: the workloads broadcast, g-set and echo. */

import { BroadcastServer, type ServedWorkload } from "./server.ts";
import { DEFAULT_STRATEGY, STRATEGIES, type StrategyName } from "./strategies/index.ts";
import { type TreeOptions } from "./tree/tree.ts";
import { ErrorCode, RpcError } from "../node/errors.ts";
import { type Host } from "../node/host.ts";
import { memberText, withoutSpace } from "../node/json.ts";
import { type NameLists } from "../node/names.ts";
import { Node } from "../node/node.ts";

export interface NodeOptions extends TreeOptions {
  readonly strategy: StrategyName;
  /** Which form of `read_ok` clients expect. */
  readonly workload?: ServedWorkload | undefined;
  /** Where the nodes of one process share the names of their cluster. */
  readonly nameLists?: NameLists | undefined;
}

export const NODE_DEFAULTS: NodeOptions = { strategy: DEFAULT_STRATEGY };

export function makeNode(
  host: Host,
  { strategy, workload, nameLists, ...options }: NodeOptions,
): Node {
  const node = new Node(host, nameLists);
  new BroadcastServer(node, (context) => STRATEGIES[strategy].make(context, options), workload);
  node.on("echo", (request) => {
    const echo = memberText(request.line, ["body", "echo"]);
    if (echo === undefined) throw new RpcError(ErrorCode.malformedRequest, "echo needs an echo");
    node.reply(request, `{"type":"echo_ok","echo":${withoutSpace(echo)}}`);
  });
  return node;
}
