/**
 * A cluster of real processes: lines go to their standard inputs and come from their standard
 * outputs. Everything a node writes is read at once, whether or not it, or another, reads: nodes that
 * write synchronously would otherwise wait for each other without end.
 */

import { type Cluster, type ClusterObserver } from "./cluster.ts";
import { NodeProcess, type ProcessOptions } from "./processes/node-process.ts";
import { Watchdog } from "./processes/watchdog.ts";

export { describeLog } from "./processes/details.ts";
export { SHELL, whyNoProcesses, whyNotExecutable } from "./processes/executable.ts";
export { CannotStart, type ProcessOptions } from "./processes/node-process.ts";

/** After SIGKILL; only a process that the system itself holds up takes longer. */
const GONE_AFTER_MS = 5000;

export class ProcessCluster implements Cluster {
  readonly #options: ProcessOptions;
  readonly #observer: ClusterObserver;
  readonly #nodes = new Map<string, NodeProcess>();
  /** All that were started, until they are gone. */
  readonly #processes = new Set<NodeProcess>();
  readonly #watchdog = new Watchdog();
  #isClosed = false;

  /** `observer` is called from the event loop only, never from within a call of this class. */
  constructor(options: ProcessOptions, observer: ClusterObserver) {
    this.#options = options;
    this.#observer = observer;
    process.on("exit", this.#killAll);
  }

  /** Throws a CannotStart that says what is wrong when the system refuses. */
  start(name: string): void {
    if (this.#isClosed) return;
    this.kill(name);
    const { environment } = this.#watchdog;
    const node = new NodeProcess(name, { ...this.#options, environment }, this.#observer);
    this.#nodes.set(name, node);
    this.#processes.add(node);
    this.#watchdog.add(node.group);
    void this.#forget(node);
  }

  write(name: string, line: string): void {
    this.#nodes.get(name)?.write(line);
  }

  kill(name: string): void {
    this.#nodes.get(name)?.kill();
  }

  pause(name: string): void {
    this.#nodes.get(name)?.pause();
  }

  resume(name: string): void {
    this.#nodes.get(name)?.resume();
  }

  /** The last lines of a node's standard output, for people. */
  describeOutput(name: string): string {
    return this.#nodes.get(name)?.describeOutput() ?? "";
  }

  /** What a node wrote after its mistake, for people; waits a moment for it. */
  async describeUnheard(name: string): Promise<string> {
    return (await this.#nodes.get(name)?.describeUnheard()) ?? "";
  }

  isSilent(name: string): boolean {
    return this.#nodes.get(name)?.isSilent() ?? false;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#killAll();
    const late = Promise.withResolvers<void>();
    const alarm = setTimeout(late.resolve, GONE_AFTER_MS);
    const gone = [...this.#processes].map((node) => node.gone);
    await Promise.race([Promise.all(gone), late.promise]);
    clearTimeout(alarm);
    this.#watchdog.close();
    process.off("exit", this.#killAll);
  }

  async #forget(node: NodeProcess): Promise<void> {
    await node.gone;
    this.#processes.delete(node);
    if (!this.#isClosed) this.#watchdog.drop(node.group);
  }

  readonly #killAll = (): void => {
    for (const node of this.#processes) node.kill();
  };
}
