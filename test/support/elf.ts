/** A program as bytes. */

/** A program of this machine that names its loader and holds nothing else. */
export function elfFile(bits: number, loader: string): Buffer {
  const is64 = bits === 64;
  const [headerSize, entrySize] = is64 ? [64, 56] : [52, 32];
  const start = headerSize + entrySize;
  const file = Buffer.alloc(start + loader.length + 1);
  const machine = is64 ? (process.arch === "arm64" ? 183 : 62) : 3;
  file.write("\x7fELF", "latin1");
  file.set([is64 ? 2 : 1, 1, 1], 4);
  file.writeUInt16LE(2, 16);
  file.writeUInt16LE(machine, 18);
  file.writeUInt32LE(1, 20);
  file.writeUInt32LE(headerSize, is64 ? 32 : 28);
  file.writeUInt16LE(headerSize, is64 ? 52 : 40);
  file.writeUInt16LE(entrySize, is64 ? 54 : 42);
  file.writeUInt16LE(1, is64 ? 56 : 44);
  file.writeUInt32LE(3, headerSize);
  file.writeUInt32LE(start, headerSize + (is64 ? 8 : 4));
  file.writeUInt32LE(loader.length + 1, headerSize + (is64 ? 32 : 16));
  file.write(loader, start);
  return file;
}
