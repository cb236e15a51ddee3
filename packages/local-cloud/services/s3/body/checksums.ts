// S3's checksum algorithms, as base64 of the big-endian value.
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

export type ChecksumName = "crc32" | "crc32c" | "crc64nvme" | "sha1" | "sha256";

const bytesOf = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

/** CRC-32C (Castagnoli): reflected polynomial 0x82F63B78. */
const crc32cTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

const crc32c = (body: Buffer): Buffer => {
  let value = 0xffffffff;
  for (const byte of body) value = (value >>> 8) ^ (crc32cTable[(value ^ byte) & 0xff] ?? 0);
  return bytesOf(~value);
};

/** CRC-64/NVME: reflected polynomial 0x9A6C9329AC4BC9B5. Two halves, since BigInt costs ten times as much. */
const crc64Table = (() => {
  const high = new Uint32Array(256);
  const low = new Uint32Array(256);
  for (let index = 0; index < 256; index += 1) {
    let value = BigInt(index);
    for (let bit = 0; bit < 8; bit += 1)
      value = value & 1n ? (value >> 1n) ^ 0x9a6c9329ac4bc9b5n : value >> 1n;
    high[index] = Number(value >> 32n);
    low[index] = Number(value & 0xffffffffn);
  }
  return { high, low };
})();

const crc64nvme = (body: Buffer): Buffer => {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (const byte of body) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (crc64Table.low[index] ?? 0);
    high = (high >>> 8) ^ (crc64Table.high[index] ?? 0);
  }
  return Buffer.concat([bytesOf(~high), bytesOf(~low)]);
};

const digests: Readonly<Record<ChecksumName, (body: Buffer) => Buffer>> = {
  crc32: (body) => bytesOf(crc32(body)),
  crc32c,
  crc64nvme,
  sha1: (body) => createHash("sha1").update(body).digest(),
  sha256: (body) => createHash("sha256").update(body).digest(),
};

export const isChecksumName = (name: string): name is ChecksumName => Object.hasOwn(digests, name);

export const toChecksum = (name: ChecksumName, body: Buffer): string =>
  digests[name](body).toString("base64");
