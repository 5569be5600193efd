/**
 * The signature of a macOS executable (Apple's cs_blobs.h and mach-o/loader.h). The one for x64 comes
 * out of Bun 1.4.5 with Bun's own signature, which no longer fits; here it gets one without a
 * certificate ("ad hoc"), as `codesign --sign -` makes it and as the one for arm64 has it. Once Bun
 * signs x64 as well, this file can go.
 */

import { createHash } from "node:crypto";

const MAGIC_64 = 0xfeedfacf;
const HEADER_BYTES = 32;
const SEGMENT_64 = 0x19;
const CODE_SIGNATURE = 0x1d;

const SUPER_BLOB = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
const PAGE_BITS = 12;
const PAGE_BYTES = 1 << PAGE_BITS;
const MEMORY_PAGE_BYTES = 16_384n;
const HASH_BYTES = 32;
const SHA_256 = 2;
const AD_HOC = 0x2;
const LINKER_SIGNED = 0x20000;
const MAIN_BINARY = 1n;
const IDENTIFIER = "eddy\0";

/** Of the directory's version 0x20400. */
const DIRECTORY_BYTES = 88;
const SUPER_BLOB_BYTES = 20;

/** Where the load commands that a signature touches begin. */
interface Commands {
  readonly signature: number;
  readonly text: number;
  readonly linkEdit: number;
}

/** The executable with a signature of its own instead of the one at its end. */
export function signMachO(executable: Uint8Array): Uint8Array {
  const bytes = Buffer.from(executable.buffer, executable.byteOffset, executable.length);
  const { signature, text, linkEdit } = commandsOf(bytes);
  const start = bytes.readUInt32LE(signature + 8);
  const pageCount = Math.ceil(start / PAGE_BYTES);
  const hashOffset = DIRECTORY_BYTES + IDENTIFIER.length;
  const length = SUPER_BLOB_BYTES + hashOffset + pageCount * HASH_BYTES;
  const code = Buffer.from(bytes.subarray(0, start));
  code.writeUInt32LE(length, signature + 12);
  resizeLinkEdit(code, linkEdit, start + length);
  const textBytes = code.readBigUInt64LE(text + 48);
  const directory = codeDirectory(start, pageCount, hashOffset, textBytes);
  return Buffer.concat([code, superBlob(length), directory, ...pageHashes(code)]);
}

/** What is wrong with its signature; undefined if each page has the hash that it should have. */
export function whyBadSignature(executable: Uint8Array): string | undefined {
  const bytes = Buffer.from(executable.buffer, executable.byteOffset, executable.length);
  const { signature } = commandsOf(bytes);
  const start = bytes.readUInt32LE(signature + 8);
  if (bytes.length < start + SUPER_BLOB_BYTES) return "it has no code directory";
  const directory = start + bytes.readUInt32BE(start + 16);
  if (bytes.readUInt32BE(directory) !== CODE_DIRECTORY) return "it has no code directory";
  const codeLimit = bytes.readUInt32BE(directory + 32);
  if (codeLimit !== start) return `it covers ${codeLimit} of ${start} bytes`;
  const hashes = directory + bytes.readUInt32BE(directory + 16);
  const bad = pageHashes(bytes.subarray(0, start)).filter((hash, place) => {
    const offset = hashes + place * HASH_BYTES;
    return !hash.equals(bytes.subarray(offset, offset + HASH_BYTES));
  });
  return bad.length === 0 ? undefined : `${bad.length} pages have another hash`;
}

function commandsOf(bytes: Buffer): Commands {
  if (bytes.readUInt32LE(0) !== MAGIC_64) throw new Error("Cannot sign: this is no Mach-O file");
  const found = new Map<string, number>();
  let offset = HEADER_BYTES;
  for (let count = bytes.readUInt32LE(16); count > 0; count--) {
    const kind = bytes.readUInt32LE(offset);
    if (kind === CODE_SIGNATURE) found.set("signature", offset);
    if (kind === SEGMENT_64) {
      found.set(bytes.toString("latin1", offset + 8, offset + 24).replace(/\0+$/u, ""), offset);
    }
    offset += bytes.readUInt32LE(offset + 4);
  }
  const [signature, text, linkEdit] = ["signature", "__TEXT", "__LINKEDIT"].map((name) =>
    found.get(name),
  );
  if (signature === undefined || text === undefined || linkEdit === undefined) {
    throw new Error("Cannot sign: the file has no place for a signature");
  }
  return { signature, text, linkEdit };
}

/** The last segment ends with the file, and in memory with a page. Nothing lies behind it there. */
function resizeLinkEdit(code: Buffer, linkEdit: number, fileEnd: number): void {
  const size = BigInt(fileEnd) - code.readBigUInt64LE(linkEdit + 40);
  const pages = (size + MEMORY_PAGE_BYTES - 1n) / MEMORY_PAGE_BYTES;
  const room = code.readBigUInt64LE(linkEdit + 32);
  if (size > room) code.writeBigUInt64LE(pages * MEMORY_PAGE_BYTES, linkEdit + 32);
  code.writeBigUInt64LE(size, linkEdit + 48);
}

/** With one blob in it, the directory. */
function superBlob(length: number): Buffer {
  const blob = Buffer.alloc(SUPER_BLOB_BYTES);
  [SUPER_BLOB, length, 1, 0, SUPER_BLOB_BYTES].forEach((value, place) =>
    blob.writeUInt32BE(value, 4 * place),
  );
  return blob;
}

function codeDirectory(
  codeLimit: number,
  pageCount: number,
  hashOffset: number,
  textBytes: bigint,
): Buffer {
  const directory = Buffer.alloc(hashOffset);
  const length = hashOffset + pageCount * HASH_BYTES;
  const flags = AD_HOC | LINKER_SIGNED;
  const identOffset = DIRECTORY_BYTES;
  [
    CODE_DIRECTORY,
    length,
    0x20400,
    flags,
    hashOffset,
    identOffset,
    0,
    pageCount,
    codeLimit,
  ].forEach((value, place) => directory.writeUInt32BE(value, 4 * place));
  directory.set([HASH_BYTES, SHA_256, 0, PAGE_BITS], 36);
  directory.writeBigUInt64BE(textBytes, 72);
  directory.writeBigUInt64BE(MAIN_BINARY, 80);
  directory.write(IDENTIFIER, DIRECTORY_BYTES);
  return directory;
}

function pageHashes(code: Buffer): readonly Buffer[] {
  return Array.from({ length: Math.ceil(code.length / PAGE_BYTES) }, (_, page) =>
    createHash("sha256")
      .update(code.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES))
      .digest(),
  );
}
