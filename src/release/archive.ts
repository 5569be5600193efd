/**
 * Archives that are a pure function of what is in them: names in their order, no owner, one fixed
 * time. The formats are POSIX's ustar, gzip without a name or a time, and zip without extra fields.
 */

import { crc32 } from "node:zlib";

export interface ArchiveFile {
  /** With slashes, below 100 characters, and no ".." in it. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly isExecutable?: boolean;
}

/** 1 January 2000. The zip format begins in 1980, and npm's archives have a fixed time as well. */
const TIME_S = 946_684_800;
const DOS_DATE = ((2000 - 1980) << 9) | (1 << 5) | 1;

/** As small as zlib's level 9 in a third of the time. */
const COMPRESSION = { library: "libdeflate", level: 6 } as const;

const BLOCK_BYTES = 512;
const NAME_BYTES = 100;

export function tarGz(files: readonly ArchiveFile[]): Uint8Array {
  const blocks = files.flatMap((file) => [tarHeader(file), file.bytes, padding(file.bytes.length)]);
  const tar = Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK_BYTES)]);
  return Bun.gzipSync(tar, COMPRESSION);
}

function padding(length: number): Uint8Array {
  return Buffer.alloc((BLOCK_BYTES - (length % BLOCK_BYTES)) % BLOCK_BYTES);
}

function tarHeader({ path, bytes, isExecutable = false }: ArchiveFile): Uint8Array {
  if (Buffer.byteLength(path) >= NAME_BYTES) throw new Error(`Too long for an archive: ${path}`);
  const header = Buffer.alloc(BLOCK_BYTES);
  header.write(path, 0);
  header.write(isExecutable ? "0000755\0" : "0000644\0", 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${octal(bytes.length, 11)}\0`, 124);
  header.write(`${octal(TIME_S, 11)}\0`, 136);
  // The sum counts itself as spaces.
  header.write("        ", 148);
  header.write("0", 156);
  header.write("ustar", 257);
  header.write("00", 263);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return header;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}

export function zip(files: readonly ArchiveFile[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { path, bytes, isExecutable = false } of files) {
    const packed = Bun.deflateSync(Buffer.from(bytes), COMPRESSION);
    const common = zipFields(path, bytes, packed.length);
    const local = Buffer.concat([uint32(0x04034b50), common, Buffer.from(path)]);
    directory.push(
      uint32(0x02014b50),
      uint16((3 << 8) | 20),
      common,
      // No comment, the first disk, a binary; the mode in the upper half.
      uint16(0, 0, 0),
      uint32(((0o100000 | (isExecutable ? 0o755 : 0o644)) << 16) >>> 0, offset),
      Buffer.from(path),
    );
    pieces.push(local, packed);
    offset += local.length + packed.length;
  }
  const entries = Buffer.concat(directory);
  const end = [
    uint32(0x06054b50),
    uint16(0, 0, files.length, files.length),
    uint32(entries.length, offset),
    uint16(0),
  ];
  return Buffer.concat([...pieces, entries, ...end]);
}

/** What a file's own header and its entry in the directory share. */
function zipFields(path: string, bytes: Uint8Array, packedLength: number): Uint8Array {
  const isUtf8 = 1 << 11;
  const deflated = 8;
  return Buffer.concat([
    uint16(20, isUtf8, deflated, 0, DOS_DATE),
    uint32(crc32(bytes), packedLength, bytes.length),
    uint16(Buffer.byteLength(path), 0),
  ]);
}

function uint16(...values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, place) => bytes.writeUInt16LE(value, 2 * place));
  return bytes;
}

function uint32(...values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, place) => bytes.writeUInt32LE(value, 4 * place));
  return bytes;
}
