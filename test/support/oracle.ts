/**
 * The oracle, a yardstick and no protocol: every node tells every other what it learns at once, and
 * all that it knows again at every change of the network, of which it hears by magic. Nothing can
 * be faster, so that what is left of a latency under partitions is the partitions' own.
 */

import { type Host } from "../../src/node/host.ts";
import { Node } from "../../src/node/node.ts";
import { type Operation } from "../../src/bench/history.ts";
import { type NetworkObserver } from "../../src/bench/network/network.ts";
import { type TestOptions } from "../../src/bench/options.ts";
import { simulate, type Figures } from "../../src/bench/virtual.ts";

/** Runs a test with oracles for nodes. */
export function simulateOracle(
  options: Partial<TestOptions>,
  network?: NetworkObserver,
): Promise<Figures> {
  const nodes: OracleNode[] = [];
  const begun = new Set<string>();
  const makeGuest = (host: Host): Node => {
    const node = new OracleNode(host);
    nodes.push(node);
    return node.node;
  };
  // Of the nemesis' two entries for each change the second comes when it has happened.
  const operation = ({ process, f }: Operation): void => {
    if (process !== "nemesis") return;
    if (begun.delete(f)) for (const node of nodes) node.tellAll();
    else begun.add(f);
  };
  return simulate(options, makeGuest, { observer: { operation, ...(network && { network }) } });
}

class OracleNode {
  readonly node: Node;
  readonly #values = new Set<unknown>();

  constructor(host: Host) {
    this.node = new Node(host);
    const { node } = this;
    node.on("topology", (message) => node.reply(message, { type: "topology_ok" }));
    node.on("read", (message) =>
      node.reply(message, { type: "read_ok", messages: [...this.#values] }),
    );
    node.on("broadcast", (message) => {
      this.#learn([message.body["message"]]);
      node.reply(message, { type: "broadcast_ok" });
    });
    node.on("tell", ({ body }) => {
      if (Array.isArray(body["values"])) this.#learn(body["values"]);
    });
  }

  tellAll(): void {
    if (this.#values.size > 0) this.#tell([...this.#values]);
  }

  #learn(values: readonly unknown[]): void {
    const news = values.filter((value) => !this.#values.has(value));
    for (const value of news) this.#values.add(value);
    if (news.length > 0) this.#tell(news);
  }

  #tell(values: readonly unknown[]): void {
    const { node } = this;
    if (!node.isUp) return;
    node.send(
      node.nodeIds.filter((name) => name !== node.id),
      { type: "tell", values },
    );
  }
}
