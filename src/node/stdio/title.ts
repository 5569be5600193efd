/** The first row of a data file: whose values these are, and of which run. */

import { isObject } from "../json.ts";

export interface Title {
  readonly node: string;
  /** All nodes of the cluster. */
  readonly nodes: readonly string[];
  readonly run: string;
}

/** The version of the file. The first one was a log of text. */
const FORMAT = 2;

export function titleText({ node, nodes, run }: Title): string {
  return JSON.stringify({ eddy: FORMAT, node, nodes: nodes.toSorted(), run });
}

/** Why a file with this title is not the one that is meant; undefined if it is. */
export function checkTitle(text: string, expected: Title): string | undefined {
  if (text === titleText(expected)) return undefined;
  const title: unknown = JSON.parse(text);
  if (!isObject(title) || title["eddy"] !== FORMAT) {
    return `does not have format ${FORMAT}, which this version of eddy reads`;
  }
  const [run, node, nodes] = ["run", "node", "nodes"].map((name) => JSON.stringify(title[name]));
  if (title["run"] === expected.run) return `is that of the node ${node} of the cluster ${nodes}`;
  return (
    `has the values of another run, ${run}, not of ${JSON.stringify(expected.run)}; give another ` +
    "--data-dir, or remove the file"
  );
}
