/** The beginning of each line that a node sends, up to the body: made once for each receiver. */

import { type Names } from "./names.ts";
import { isService } from "./services.ts";

/** Clients come and go, so their envelopes are dropped when there are this many. */
const CLIENTS_AT_MOST = 1000;

/** Envelopes to longer names are not kept, so that no input can fill the memory. */
const CLIENT_NAME_LENGTH_AT_MOST = 100;

export class Envelopes {
  readonly #source: string;
  readonly #names: Names;
  readonly #toNodes = new Map<string, string>();
  readonly #toClients = new Map<string, string>();

  /** For the node `source`, one of `names`. */
  constructor(source: string, names: Names) {
    this.#source = source;
    this.#names = names;
  }

  /** The envelope to a node of the cluster or to a service, undefined if `target` is none. */
  toNode(target: string): string | undefined {
    const known = this.#toNodes.get(target);
    if (known !== undefined || !(this.#names.has(target) || isService(target))) return known;
    const made = envelope(this.#source, target);
    this.#toNodes.set(target, made);
    return made;
  }

  /** The envelope to a node or to a client. */
  to(target: string): string {
    const known = this.#toClients.get(target) ?? this.toNode(target);
    if (known !== undefined) return known;
    const made = envelope(this.#source, target);
    if (target.length > CLIENT_NAME_LENGTH_AT_MOST) return made;
    if (this.#toClients.size >= CLIENTS_AT_MOST) this.#toClients.clear();
    this.#toClients.set(target, made);
    return made;
  }
}

/** The beginning of a line from `source` to `target`. */
export function envelope(source: string, target: string): string {
  return `{"src":${JSON.stringify(source)},"dest":${JSON.stringify(target)},"body":`;
}
