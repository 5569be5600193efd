/** The first line of a data file: whose values these are, and of which run. */

import { isObject } from "../json.ts";

export interface Title {
  readonly node: string;
  /** All nodes of the cluster. */
  readonly nodes: readonly string[];
  readonly run: string;
}

/** The version of what follows the title. */
const FORMAT = 1;

export function titleText({ node, nodes, run }: Title): string {
  return JSON.stringify({ eddy: FORMAT, node, nodes: nodes.toSorted(), run });
}

/** Why a file with this first line is not the one that is meant; undefined if it is. */
export function checkTitle(text: string | undefined, expected: Title): string | undefined {
  const title = text === undefined ? undefined : parse(text);
  if (!isObject(title) || title["eddy"] === undefined) {
    return "is not a data file of eddy's, or its first line is damaged; it was left as it is";
  }
  if (title["eddy"] !== FORMAT) {
    return `has the format ${JSON.stringify(title["eddy"])}, this version of eddy reads ${FORMAT}`;
  }
  if (title["run"] !== expected.run) {
    return (
      `has the values of another run, ${JSON.stringify(title["run"])}, not of ` +
      `${JSON.stringify(expected.run)}; give another --data-dir, or remove it`
    );
  }
  if (title["node"] !== expected.node) {
    return `is that of the node ${JSON.stringify(title["node"])}, not of ${expected.node}`;
  }
  if (text === titleText(expected)) return undefined;
  return `is that of another cluster, of the nodes ${JSON.stringify(title["nodes"])}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
