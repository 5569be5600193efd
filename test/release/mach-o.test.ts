import { describe, expect, test } from "bun:test";
import { signMachO, whyBadSignature } from "../../src/release/mach-o.ts";

const CODE_BYTES = 3 * 4096;

/** The least that a signature needs: two segments and the command of the signature. */
function machO(roomBytes = 65_536): Buffer {
  const file = Buffer.alloc(CODE_BYTES + 16);
  [0xfeedfacf, 0x1000007, 0, 2, 3].forEach((value, place) => file.writeUInt32LE(value, 4 * place));
  let offset = 32;
  for (const [name, start, bytes] of [
    ["__TEXT", 0, 8192],
    ["__LINKEDIT", 8192, CODE_BYTES + 16 - 8192],
  ] as const) {
    file.writeUInt32LE(0x19, offset);
    file.writeUInt32LE(72, offset + 4);
    file.write(name, offset + 8);
    file.writeBigUInt64LE(BigInt(roomBytes), offset + 32);
    file.writeBigUInt64LE(BigInt(start), offset + 40);
    file.writeBigUInt64LE(BigInt(bytes), offset + 48);
    offset += 72;
  }
  [0x1d, 16, CODE_BYTES, 16].forEach((value, place) => {
    file.writeUInt32LE(value, offset + 4 * place);
  });
  file.write("code", 4096);
  return file;
}

describe("a macOS executable", () => {
  const signed = Buffer.from(signMachO(machO()));

  test("that is signed has the hash of each page, which a changed byte does not", () => {
    expect(whyBadSignature(signed)).toBeUndefined();
    const changed = Buffer.from(signed);
    changed.writeUInt8(1, 9000);
    expect(whyBadSignature(changed)).toBe("1 pages have another hash");
  });

  test("is signed again to the same bytes", () => {
    expect(signMachO(signed)).toEqual(signed);
  });

  test("ends with its signature, and so does its last segment", () => {
    expect(signed.readUInt32LE(32 + 2 * 72 + 8)).toBe(CODE_BYTES);
    expect(signed.readUInt32LE(32 + 2 * 72 + 12)).toBe(signed.length - CODE_BYTES);
    expect(signed.readBigUInt64LE(32 + 72 + 48)).toBe(BigInt(signed.length - 8192));
  });

  test("gets as many pages of memory as its last segment needs", () => {
    const room = 32 + 72 + 32;
    expect(signed.readBigUInt64LE(room)).toBe(65_536n);
    const tight = Buffer.from(signMachO(machO(4112)));
    expect(tight.readBigUInt64LE(room)).toBe(16_384n);
  });

  test("without a place for a signature is refused", () => {
    expect(() => signMachO(Buffer.alloc(64))).toThrow("this is no Mach-O file");
    const bare = machO().fill(0, 32 + 2 * 72, 32 + 2 * 72 + 4);
    expect(() => signMachO(bare)).toThrow("the file has no place for a signature");
  });
});
