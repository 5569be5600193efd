/** What the programs are fed: lines as Maelstrom writes them. */

import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { FOLDER } from "./runners.ts";

export const START: string = `${[
  '{"id":0,"src":"c0","dest":"n1","body":{"type":"init","node_id":"n1","node_ids":["n1","n2","n3","n4","n5"],"msg_id":1}}',
  '{"id":1,"src":"c1","dest":"n1","body":{"type":"topology","topology":{"n1":["n2","n3","n4","n5"]},"msg_id":1}}',
].join("\n")}\n`;

export function broadcastLine(value: number, msgId: number): string {
  return `{"id":${msgId},"src":"c2","dest":"n1","body":{"type":"broadcast","message":${value},"msg_id":${msgId}}}\n`;
}

export function readLine(msgId: number): string {
  return `{"id":${msgId},"src":"c2","dest":"n1","body":{"type":"read","msg_id":${msgId}}}\n`;
}

/** An input: how it starts, and its lines one after the other. */
export interface Lines {
  readonly start?: string;
  line(index: number): string;
  readonly valuesPerLine?: number;
}

/** Writes a file of `count` lines after the start; returns its path. */
export function writeInput(name: string, count: number, { start = START, line }: Lines): string {
  const path = join(FOLDER, name);
  const file = openSync(path, "w");
  let text = start;
  for (let index = 0; index < count; index++) {
    text += line(index);
    if (text.length < 1 << 20) continue;
    writeSync(file, text);
    text = "";
  }
  writeSync(file, text);
  closeSync(file);
  return path;
}
