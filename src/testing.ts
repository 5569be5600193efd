/**
 * What `import … from "eddy/testing"` gives: what it takes to test a node of your own.
 *
 * With a `MemoryHost` a test hands a node its lines, lets time pass and sees what it wrote:
 *
 *     const host = new MemoryHost();
 *     const node = makeNode(host);
 *     node.receive(init);
 *     host.pass(1000, node);
 *     expect(host.take()).toEqual([initOk]);
 *
 * `simulate` runs a whole test of Maelstrom's in virtual time: clients, a network with faults, and
 * the verdict. The same options and seed give the same run.
 *
 *     const { lostValues, p99 } = await simulate(
 *       { nodes: nodeNames(25), latencyMs: 100, rate: 100, faults: ["partition"], seed: 7 },
 *       (host) => makeNode(host),
 *     );
 *
 * Both need Bun. They stand as whole programs in src/node/README.md, where a test runs them.
 */

export { type MakeGuest } from "./bench/cluster/in-process.ts";
export { DEFAULT_OPTIONS, nodeNames, type TestOptions } from "./bench/options.ts";
export { type Figures, simulate } from "./bench/virtual.ts";
export { MemoryHost } from "./testing/memory-host.ts";
