/** Brings the services into the network, as nodes of their names. */

import { isObject } from "../../node/json.ts";
import { SERVICE_NAMES } from "../../node/services.ts";
import { withExactNumbers } from "../network/jackson.ts";
import { type Network, type Packet } from "../network/network.ts";
import { Random } from "../random.ts";
import { fromJson } from "../edn.ts";
import { SERVICES, type Service } from "./services.ts";
import { type StaleRead } from "./stale-reads.ts";

export class ServiceNodes {
  readonly #network: Network;
  /** By service and node. */
  readonly #lastReads = new Map<string, StaleRead>();

  constructor(network: Network, seed: number) {
    this.#network = network;
    for (const name of SERVICE_NAMES) {
      const random = new Random(seed, `service ${name}`);
      const service = SERVICES[name]((limit) => random.below(limit));
      network.add(name, (packet) => this.#answer(name, service, packet));
    }
  }

  /** The last read of each node from a service, if that was stale. */
  get staleReads(): readonly StaleRead[] {
    return [...this.#lastReads.values()].filter(({ writesBehind }) => writesBehind > 0);
  }

  #answer(name: string, service: Service, { src, body, content }: Packet): void {
    const request = withExactNumbers(content, body);
    const answer = service(src, request);
    if (answer === undefined) return;
    if (request["type"] === "read") {
      const { writesBehind } = answer;
      const key = fromJson(request["key"] ?? null);
      this.#lastReads.set(`${name} ${src}`, { service: name, node: src, key, writesBehind });
    }
    const replied = { ...answer.body, in_reply_to: request["msg_id"] ?? null };
    const text = JSON.stringify(replied);
    const parsed: unknown = JSON.parse(text);
    if (!isObject(parsed)) throw new Error(`Cannot send what is no object: ${text}`);
    this.#network.send(name, src, text, parsed);
  }
}
