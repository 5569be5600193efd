/**
 * Archives that are a pure function of what is in them: names in their order, no owner, one fixed
 * time. Bun.Archive would give each file the present time and make none of them executable, so the
 * headers of tar (POSIX's ustar) are written here.
 */

import { zipSync, type ZippableFile } from "fflate";

export interface ArchiveFile {
  /** With slashes, below 100 characters, and no ".." in it. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly isExecutable?: boolean;
}

/** 1 January 2000, in zip by the clock on the wall. npm's archives have a fixed time as well. */
const TIME_S = 946_684_800;
const ZIP_TIME = "2000-01-01T00:00:00";

/** The system whose modes an archive of zip has. */
const UNIX = 3;

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
  const entries = files.map(({ path, bytes, isExecutable = false }): [string, ZippableFile] => [
    path,
    [bytes, { os: UNIX, attrs: (0o100000 | (isExecutable ? 0o755 : 0o644)) << 16 }],
  ]);
  return zipSync(Object.fromEntries(entries), { level: 6, mtime: ZIP_TIME });
}
