/**
 * What a node knows, where it outlives the process. Values keep their names (their origin and index,
 * see replication/journal.ts), so a restarted node has the journal that it had, and nothing needs to
 * be sent again. Each life has an incarnation of its own: what a node says after a restart has new
 * names, even if its disk was a copy that lacks what it said last.
 *
 * A record is one of
 *
 *     {"life":4711}           from here on this node's own values are of this incarnation
 *     5  or  "[1,2]"          its own next value: an integer, or a text that holds its JSON
 *     ["n3",4712,0,[7,8]]     values that came from another node, as in a push
 *     {"neighbours":["n2"]}   what Maelstrom's topology says, which it sends only once
 */

import { isObject } from "../node/json.ts";
import { type Keep } from "../node/host.ts";
import { type Node } from "../node/node.ts";
import { isNames } from "./neighbours.ts";
import { drawIncarnation } from "./replication/incarnation.ts";
import { isCount, readRun, readValue, type Run, runText, valueText } from "./replication/wire.ts";
import { type Value } from "./values.ts";

export class Archive {
  /** That of this life. */
  readonly incarnation: number;
  /** Those of the last topology that an earlier life got; undefined if none did. */
  readonly neighbours: readonly string[] | undefined;
  readonly #keep: Keep;
  #restored: readonly Run[];
  #keptNeighbours = "";

  /** Undefined if the node has no disk. */
  static open(node: Node): Archive | undefined {
    const reader = new Reader(node);
    const keep = node.openDisk((record) => reader.read(record));
    // If all nodes were killed, none would speak to this one first.
    if (reader.runs.length > 0 || reader.neighbours !== undefined) node.wasUp();
    return keep && new Archive(keep, reader, drawIncarnation(node));
  }

  private constructor(keep: Keep, { runs, neighbours }: Reader, incarnation: number) {
    this.incarnation = incarnation;
    this.neighbours = neighbours;
    this.#keep = keep;
    this.#restored = runs;
    keep(JSON.stringify({ life: incarnation }));
  }

  /** What earlier lives kept: the first caller gets it, later ones get nothing. */
  takeRestored(): readonly Run[] {
    const restored = this.#restored;
    this.#restored = [];
    return restored;
  }

  /** Keeps what the topology says, unless it says so again. */
  keepNeighbours(neighbours: readonly string[]): void {
    const record = JSON.stringify({ neighbours });
    if (record === this.#keptNeighbours) return;
    this.#keptNeighbours = record;
    this.#keep(record);
  }

  /** Keeps a value of this node's own client, the next one of this life. */
  keepOwn(value: Value): void {
    this.#keep(valueText(value));
  }

  /** Keeps values of another node, or of an earlier life. */
  keep(run: Run): void {
    this.#keep(runText(run));
  }
}

/** The new values of a run that is merged: runs of consecutive ones. */
export class Pieces {
  readonly #run: Run;
  readonly #pieces: OpenPiece[] = [];

  constructor(run: Run) {
    this.#run = run;
  }

  add(index: number, value: Value): void {
    const last = this.#pieces.at(-1);
    if (last !== undefined && index === last.first + last.values.length) last.values.push(value);
    else this.#pieces.push({ ...this.#run, first: index, values: [value] });
  }

  get runs(): readonly Run[] {
    return this.#pieces;
  }
}

interface OpenPiece extends Run {
  readonly values: Value[];
}

class Reader {
  readonly runs: Run[] = [];
  neighbours: readonly string[] | undefined;
  readonly #node: Node;
  #incarnation = 0;
  /** This node's own values of the life that is read. */
  #count = 0;
  #own: OpenPiece | undefined;

  constructor(node: Node) {
    this.#node = node;
  }

  /** Throws if it is no record. */
  read(record: string): void {
    const content: unknown = JSON.parse(record);
    if (typeof content === "number" || typeof content === "string") {
      this.#readOwn(readValue(content));
      return;
    }
    this.#own = undefined;
    if (Array.isArray(content)) {
      this.runs.push(readRun(content, (name) => this.#node.isNode(name)));
    } else if (isObject(content) && isCount(content["life"])) {
      this.#incarnation = content["life"];
      this.#count = 0;
    } else if (isObject(content) && isNames(content["neighbours"])) {
      this.neighbours = content["neighbours"];
    } else throw new Error("a record must be a life, neighbours, a value or a run");
  }

  #readOwn(value: Value): void {
    if (this.#own === undefined) {
      const { id: name } = this.#node;
      this.#own = { name, incarnation: this.#incarnation, first: this.#count, values: [] };
      this.runs.push(this.#own);
    }
    this.#own.values.push(value);
    this.#count++;
  }
}
