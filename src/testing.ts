/**
 * What `import … from "eddy/testing"` gives: what it takes to test a node of your own.
 *
 * A `MemoryHost` is driven by hand. It hands a node one line at a time and shows what it wrote:
 *
 *     const host = new MemoryHost();
 *     const node = makeNode(host);
 *     node.receive('{"src": "c1", "dest": "n1", "body": {"type": "echo", "msg_id": 1, "echo": 5}}');
 *     console.log(host.take());
 *
 * `simulate` runs a whole test of Maelstrom's in virtual time: clients, a network with faults, and
 * the verdict. The same options and seed give the same run.
 *
 *     const { lostValues, p99 } = await simulate(
 *       { nodes: nodeNames(25), latencyMs: 100, rate: 100, faults: ["partition"], seed: 7 },
 *       (host) => makeNode(host),
 *     );
 *
 * Both run under Bun. Programs that a test runs are in src/node/README.md.
 */

export { type MakeGuest } from "./bench/cluster/in-process.ts";
export { DEFAULT_OPTIONS, nodeNames, type TestOptions } from "./bench/options.ts";
export { type Figures, simulate } from "./bench/virtual.ts";
export { MemoryHost } from "./testing/memory-host.ts";
