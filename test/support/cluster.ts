/** Executables wired to each other by a perfect network, for tests of convergence. */

import { isRecord } from "./json.ts";
import { Process } from "./process.ts";

export interface Member {
  readonly args: readonly string[];
  readonly neighbours: readonly string[];
}

export class ProcessCluster {
  /** Messages between nodes, all that ever were. */
  readonly serverMessages: { src: string; dest: string; line: string }[] = [];
  readonly #processes = new Map<string, Process>();
  readonly #answers = new Map<number, (body: unknown) => void>();
  #lastMsgId = 0;

  /** Starts the nodes; `members` is by name. */
  constructor(members: ReadonlyMap<string, Member>) {
    for (const [name, { args }] of members) {
      this.#processes.set(name, new Process(args, (line) => this.#route(line)));
    }
  }

  /** Initializes all nodes, then tells all of them the topology, as Maelstrom does. */
  async start(members: ReadonlyMap<string, Member>): Promise<void> {
    const names = [...members.keys()];
    await Promise.all(
      names.map((name) => this.ask(name, { type: "init", node_id: name, node_ids: names })),
    );
    const topology = Object.fromEntries(
      [...members].map(([name, { neighbours }]) => [name, neighbours]),
    );
    await Promise.all(names.map((name) => this.ask(name, { type: "topology", topology })));
  }

  /** Sends a client's request and promises the body of the answer. */
  ask(dest: string, body: object): Promise<unknown> {
    const msgId = ++this.#lastMsgId;
    return new Promise((resolve) => {
      this.#answers.set(msgId, resolve);
      const line = JSON.stringify({ src: "c1", dest, body: { ...body, msg_id: msgId } });
      this.#processes.get(dest)?.write(line);
    });
  }

  /** Returns when no node has said anything to another for `quietMs`. */
  async silence(quietMs: number): Promise<void> {
    for (;;) {
      const before = this.serverMessages.length;
      await Bun.sleep(quietMs);
      if (this.serverMessages.length === before) return;
    }
  }

  /** Ends all nodes and returns their exit codes. */
  close(): Promise<number[]> {
    return Promise.all([...this.#processes.values()].map((process) => process.close()));
  }

  #route(line: string): void {
    const message: unknown = JSON.parse(line);
    if (!isRecord(message)) throw new Error(`No message: ${line}`);
    const { src, dest, body } = message;
    if (dest === "c1" && isRecord(body)) this.#answers.get(Number(body["in_reply_to"]))?.(body);
    else {
      this.serverMessages.push({ src: String(src), dest: String(dest), line });
      this.#processes.get(String(dest))?.write(line);
    }
  }
}
