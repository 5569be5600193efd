/** What can be said of an executable for another platform without running it. */

import { whyBadSignature } from "./mach-o.ts";
import { type Target } from "./targets.ts";

/** Bun's mark at the end of the program that it embeds. */
const PAYLOAD_END = "\n---- Bun! ----\n";

/** What is wrong with an executable for `target`; undefined if it looks right. */
export function whyBroken(
  target: Target,
  executable: Uint8Array,
  version: string,
): string | undefined {
  const bytes = Buffer.from(executable.buffer, executable.byteOffset, executable.length);
  const platform = `${target.os} ${target.cpu}`;
  if (platformOf(bytes) !== platform) return `it is for ${platformOf(bytes)}, not ${platform}`;
  if (!bytes.includes(PAYLOAD_END)) return "no program is embedded in it";
  if (!bytes.includes(version)) return `the program in it is not ${version}`;
  return target.os === "darwin" ? whyBadSignature(executable) : undefined;
}

/** By the numbers that ELF, Mach-O and PE have for a processor. */
function platformOf(bytes: Buffer): string {
  if (bytes.readUInt32BE(0) === 0x7f454c46) {
    return `linux ${nameOf(bytes.readUInt16LE(18), { 0x3e: "x64", 0xb7: "arm64" })}`;
  }
  if (bytes.readUInt32LE(0) === 0xfeedfacf) {
    return `darwin ${nameOf(bytes.readUInt32LE(4), { 0x1000007: "x64", 0x100000c: "arm64" })}`;
  }
  const header = bytes.toString("latin1", 0, 2) === "MZ" ? bytes.readUInt32LE(60) : 0;
  if (header > 0 && bytes.toString("latin1", header, header + 4) === "PE\0\0") {
    return `win32 ${nameOf(bytes.readUInt16LE(header + 4), { 0x8664: "x64", 0xaa64: "arm64" })}`;
  }
  return "no platform that is known";
}

function nameOf(value: number, names: Readonly<Record<number, string>>): string {
  return names[value] ?? `processor ${value}`;
}
