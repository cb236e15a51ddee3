import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";

import { statusOf, useFiles } from "../../../testing/use-files.ts";
import { rejectionOf } from "../../../testing/rejection-of.ts";

describe("S3 checksums", () => {
  const { endpoint, client, put, get, sendRaw } = useFiles();

  const wrong: readonly [string, Partial<PutObjectCommandInput>][] = [
    ["SHA-256", { ChecksumSHA256: Buffer.alloc(32).toString("base64") }],
    ["SHA-1", { ChecksumSHA1: Buffer.alloc(20).toString("base64") }],
    ["CRC-32", { ChecksumCRC32: Buffer.alloc(4).toString("base64") }],
    ["CRC-32C", { ChecksumCRC32C: Buffer.alloc(4).toString("base64") }],
    ["CRC-64/NVME", { ChecksumCRC64NVME: Buffer.alloc(8).toString("base64") }],
    ["Content-MD5", { ContentMD5: Buffer.alloc(16).toString("base64") }],
  ];
  for (const [name, input] of wrong) {
    it(`refuses a wrong ${name} and writes nothing`, async () => {
      const error = await rejectionOf(put(`wrong ${name}`, input));
      expect(error).to.have.property("name", "BadDigest");
      expect(statusOf(error)).to.equal(400);
      expect(await rejectionOf(get(`wrong ${name}`))).to.have.property("name", "NoSuchKey");
    });
  }

  it("refuses a checksum that is none, and one of an algorithm that is not supported", async () => {
    expect(await rejectionOf(put("none", { ChecksumSHA256: "short" }))).to.have.property(
      "name",
      "InvalidRequest",
    );
    expect(await rejectionOf(put("none", { ContentMD5: "short" }))).to.have.property("name", "InvalidDigest");
    expect(await sendRaw("PUT", "/files/none", { "x-amz-checksum-xxhash64": "AAAAAAAAAAA=" })).to.equal(501);
  });

  it("returns a SHA-256 to a reader that asks for it", async () => {
    const ChecksumSHA256 = "7XACtDnprIRfIjV9giusFERzD722AW0+yUMil7nsn3M=";
    const written = await put("hashed", { ChecksumSHA256 });
    expect(written.ChecksumSHA256).to.equal(ChecksumSHA256);
    const head = { Bucket: "files", Key: "hashed", ChecksumMode: "ENABLED" } as const;
    const found = await client().send(new HeadObjectCommand(head));
    expect(found.ChecksumSHA256).to.equal(ChecksumSHA256);
    expect((await client().send(new GetObjectCommand(head))).ChecksumSHA256).to.equal(ChecksumSHA256);
    expect(
      (await client().send(new HeadObjectCommand({ ...head, ChecksumMode: undefined }))).ChecksumSHA256,
    ).to.equal(undefined);
  });

  it("takes the CRC-32C that an SDK computes, and returns it", async () => {
    // The check value of the algorithm: https://reveng.sourceforge.io/crc-catalogue/17plus.htm#crc.cat.crc-32-iscsi
    const ChecksumCRC32C = Buffer.from("e3069283", "hex").toString("base64");
    const written = await put("castagnoli", { Body: "123456789", ChecksumAlgorithm: "CRC32C" });
    expect(written.ChecksumCRC32C).to.equal(ChecksumCRC32C);
    const head = { Bucket: "files", Key: "castagnoli", ChecksumMode: "ENABLED" } as const;
    const found = await client().send(new HeadObjectCommand(head));
    expect(found.ChecksumCRC32C).to.equal(ChecksumCRC32C);
  });

  it("gives S3's own CRC-64/NVME for an object that came without a checksum", async () => {
    const plain = new S3Client({
      ...endpoint().clientConfig,
      forcePathStyle: true,
      requestChecksumCalculation: "WHEN_REQUIRED",
    });
    // The check value of the algorithm: https://reveng.sourceforge.io/crc-catalogue/17plus.htm#crc.cat.crc-64-nvme
    await plain.send(new PutObjectCommand({ Bucket: "files", Key: "plain", Body: "123456789" }));
    plain.destroy();
    const found = await client().send(
      new HeadObjectCommand({ Bucket: "files", Key: "plain", ChecksumMode: "ENABLED" }),
    );
    const expected = Buffer.from("ae8b14860a799888", "hex").toString("base64");
    expect(found.ChecksumCRC64NVME).to.equal(expected);
  });
});
