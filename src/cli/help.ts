/** What `eddy --help` prints. */

import { SERVED_WORKLOADS } from "../broadcast/server.ts";
import { DEFAULT_STRATEGY, STRATEGIES } from "../broadcast/strategies/index.ts";
import { beside, wrap } from "../bench/terminal/wrap.ts";
import { LOG_LEVELS } from "../node/host.ts";
import { DEFAULT_LOG_LEVEL } from "./serve.ts";
import { VERSION } from "./version.ts";

export function help(): string {
  const strategies = Object.entries(STRATEGIES).map(([name, { summary }]) => {
    const mark = name === DEFAULT_STRATEGY ? " (the default)" : "";
    return beside(`${" ".repeat(19)}${name.padEnd(9)}`, `${summary}${mark}`);
  });
  const title = `eddy ${VERSION}: a broadcast node for Maelstrom, and a Maelstrom to test nodes with`;
  return `${wrap(title)}

usage: eddy [options]     be a node: messages on standard input and output
       eddy test …        test any node as Maelstrom does; eddy test --help
       eddy check FILE    judge a stored history; eddy check --help
       eddy report DIR    make a page of a stored run; eddy report --help
       eddy play          break a gossip protocol in a page; eddy play --help
       eddy compare       compare all strategies in a table; eddy compare --help

options of a node
  --strategy NAME  how values are passed on:
${strategies.join("\n")}
  --flush-ms MS    tree: how long values wait for each other on their way down
                   (default: the measured round trip)
  --fanout N       tree: children of a node (default: all others up to 64 nodes,
                   32 beyond)
  --workload NAME  the form of read_ok: ${SERVED_WORKLOADS.join(", ")}
                   (default: broadcast)
  --data-dir DIR   keep values in a file in DIR, so that acknowledged values
                   survive a kill
  --run-id ID      needed with --data-dir: a file of another run is refused
  --log LEVEL      what is logged on standard error: ${LOG_LEVELS.join(", ")}
                   (default: ${DEFAULT_LOG_LEVEL})
  -h, --help       print this
  -V, --version    print the version

exit codes: 0 end of input or a signal, 3 input, output or data failed,
            64 wrong usage`;
}
