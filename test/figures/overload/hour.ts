/**
 * An hour of virtual time at rate 100 with all faults at once, five nodes. Reads are answered with an
 * empty list: a list of all values each time would be all that is measured.
 */

import { heapStats } from "bun:jsc";
import { completeOptions } from "../../../src/bench/options.ts";
import { runVirtual } from "../../../src/bench/virtual.ts";
import { BroadcastServer } from "../../../src/broadcast/server.ts";
import { tree } from "../../../src/broadcast/strategies/tree.ts";
import { type Guest, type Host, type Keep, type LogLevel } from "../../../src/node/host.ts";
import { isClient } from "../../../src/node/message.ts";
import { Node } from "../../../src/node/node.ts";

/** Several lengths: memory must grow with the values, and with nothing else. */
const MINUTES = [10, 30, 60];
const WINDOW_MS = 10 * 60_000;
const NOTHING = new Uint8Array();

export async function measureHour(): Promise<void> {
  for (const minutes of MINUTES) await measure(minutes);
}

async function measure(minutes: number): Promise<void> {
  /** The last life of each node. */
  const lives = new Map<string, { loose: LooseHost; node: Node; server: BroadcastServer }>();
  const windows: { messages: number; bytes: number }[] = [];
  const makeGuest = (host: Host): Guest => {
    const loose = new LooseHost(host);
    const node = new Node(loose);
    const server = new BroadcastServer(node, (context) => tree(context));
    node.onInit(() => lives.set(node.id, { loose, node, server }));
    return node;
  };
  const options = completeOptions({
    rate: 100,
    latencyMs: 10,
    concurrency: 20,
    timeLimitSeconds: minutes * 60,
    recoverySeconds: 60,
    faults: ["partition", "kill", "pause", "loss", "duplicate", "one-way"],
    seed: 1,
  });
  const { history } = await runVirtual(options, makeGuest, {
    hasDisks: true,
    observer: {
      network: (event, { src, dest, body }, timeMs) => {
        if (event !== "send" || isClient(src) || isClient(dest)) return;
        const place = Math.floor(timeMs / WINDOW_MS);
        const window = (windows[place] ??= { messages: 0, bytes: 0 });
        window.messages++;
        window.bytes += body.length;
      },
    },
  });
  const operations = history.filter(
    ({ type, process }) => type === "invoke" && process !== "nemesis",
  );
  const sizes = new Set([...lives.values()].map(({ server }) => server.values.size));
  const [size = 0] = sizes;
  for (const { loose } of lives.values()) loose.detach();
  const withNodes = await heapBytes();
  lives.clear();
  const bytes = (withNodes - (await heapBytes())) / options.nodes.length;
  console.log(
    `${minutes} virtual minutes: ${operations.length} operations, ${[...sizes].join(" or ")} values at each ` +
      `node, ${(bytes / 2 ** 20).toFixed(1)} MiB a node, ${(bytes / size).toFixed(0)} bytes a value`,
  );
  for (const [place, { messages, bytes }] of windows.slice(0, minutes / 10).entries()) {
    const perMessage = (bytes / messages).toFixed(0);
    console.log(
      `  minutes ${10 * place} to ${10 * place + 10}: ${messages} messages, ${perMessage} bytes each`,
    );
  }
}

/**
 * A host that sends no list of values, and that can be taken away: then a node holds nothing of the
 * bench any more, and what it holds can be weighed.
 */
class LooseHost implements Host {
  readonly logLevel: LogLevel;
  #host: Host | undefined;
  #keep: Keep | undefined;

  constructor(host: Host) {
    this.#host = host;
    this.logLevel = host.logLevel;
  }

  detach(): void {
    this.#host = undefined;
    this.#keep = undefined;
  }

  get isBacklog(): boolean {
    return this.#host?.isBacklog ?? false;
  }

  now(): number {
    return this.#host?.now() ?? 0;
  }

  random(): number {
    return this.#host?.random() ?? 0;
  }

  write(lines: string): void {
    this.#host?.write(lines);
  }

  writeAround(head: string, _bytes: Uint8Array, tail: string): void {
    this.#host?.writeAround(head, NOTHING, tail);
  }

  wakeAt(timeMs: number): void {
    this.#host?.wakeAt(timeMs);
  }

  log(level: LogLevel, text: string): void {
    this.#host?.log(level, text);
  }

  openDisk(
    name: string,
    nodeIds: readonly string[],
    restore: (record: string) => void,
  ): Keep | undefined {
    this.#keep = this.#host?.openDisk?.(name, nodeIds, restore);
    return (record) => this.#keep?.(record);
  }
}

async function heapBytes(): Promise<number> {
  for (let count = 0; count < 3; count++) {
    await Bun.sleep(10);
    Bun.gc(true);
  }
  return heapStats().heapSize;
}
