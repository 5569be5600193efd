/**
 * Clients of Maelstrom's services (doc/services.md): key-value stores and a timestamp oracle, which
 * all nodes share, and which no fault of a test stops or cuts off.
 *
 *     const store = new KV(node, "lin-kv");
 *     await store.write("name", ["any", "JSON"]);
 *     await store.compareAndSet("count", 1, 2);
 *
 * All reject with an RpcError: `ErrorCode.keyDoesNotExist` (20), `ErrorCode.preconditionFailed` (22),
 * or `ErrorCode.timeout` (0), after which nobody knows whether it was done.
 */

import { ErrorCode, RpcError } from "./errors.ts";
import { type Body } from "./message.ts";
import { type Node, type RpcOptions } from "./node.ts";
import { type ServiceName } from "./services.ts";

export interface CompareAndSetOptions {
  /** Whether a missing key is set as well, whatever is expected. lww-kv never does that. */
  readonly createIfNotExists?: boolean;
}

/**
 * A store with any JSON for keys and values.
 *
 * - `lin-kv` is linearizable: a read sees every write that was answered before.
 * - `seq-kv` is sequentially consistent: a read may see an older state, but never an older one than
 *   this node has seen. A write that changes something sees the newest, and so do reads after it.
 * - `lww-kv` answers from one of two replicas, which never agree.
 */
export class KV {
  readonly #node: Node;
  readonly #service: ServiceName;
  readonly #options: RpcOptions;

  constructor(
    node: Node,
    service: Exclude<ServiceName, "lin-tso">,
    /** Of each request: how long it waits, and whether it is sent again. */
    options: RpcOptions = {},
  ) {
    this.#node = node;
    this.#service = service;
    this.#options = options;
  }

  /** The value of a key. Rejects with error 20 if there is none. */
  async read(key: unknown): Promise<unknown> {
    const { value } = await this.#ask({ type: "read", key });
    return value;
  }

  /**
   * The value of a key that holds an integer, or `missing` for a key that does not exist. Rejects
   * with error 13 for any other value.
   */
  async readInteger(key: unknown, missing?: number): Promise<number> {
    const value = await this.#readOr(key, missing);
    if (typeof value === "number" && Number.isSafeInteger(value)) return value;
    const [name, text] = [key, value].map((part) => JSON.stringify(part));
    throw new RpcError(
      ErrorCode.crash,
      `${this.#service} has ${text} for ${name}, which is not an integer`,
    );
  }

  /** Sets the value of a key. */
  async write(key: unknown, value: unknown): Promise<void> {
    await this.#ask({ type: "write", key, value });
  }

  /**
   * Sets the value of a key from one value to another. Rejects with error 22 if it holds something
   * else, and with error 20 if it does not exist.
   */
  async compareAndSet(
    key: unknown,
    from: unknown,
    to: unknown,
    { createIfNotExists = false }: CompareAndSetOptions = {},
  ): Promise<void> {
    await this.#ask({ type: "cas", key, from, to, create_if_not_exists: createIfNotExists });
  }

  async #readOr(key: unknown, missing: number | undefined): Promise<unknown> {
    try {
      return await this.read(key);
    } catch (error) {
      const isMissing = error instanceof RpcError && error.code === ErrorCode.keyDoesNotExist;
      if (isMissing && missing !== undefined) return missing;
      throw error;
    }
  }

  #ask(body: Body): Promise<Body> {
    return this.#node.rpc(this.#service, body, this.#options);
  }
}

/** `lin-tso`: integers from 0, each once, and larger than all that were answered before. */
export class TimestampOracle {
  readonly #node: Node;
  readonly #options: RpcOptions;

  constructor(node: Node, options: RpcOptions = {}) {
    this.#node = node;
    this.#options = options;
  }

  async next(): Promise<number> {
    const { ts } = await this.#node.rpc("lin-tso", { type: "ts" }, this.#options);
    return Number(ts);
  }
}
