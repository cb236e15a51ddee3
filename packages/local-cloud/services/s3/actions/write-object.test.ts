import { Readable } from "node:stream";
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { expect } from "chai";
import * as fc from "fast-check";

import { buckets, useFiles } from "../../../testing/use-files.ts";
import { rejectionOf } from "../../../testing/rejection-of.ts";

describe("S3 PutObject", () => {
  const { endpoint, client, put, get, sendRaw } = useFiles(buckets("files", "next-door"));

  it("keeps every key verbatim", async () => {
    const keys = [
      "../x",
      "/abs",
      "a/../../b",
      "a//b",
      "%2F",
      "a b+c&d=e?f#g;h",
      "é😀",
      "ends/",
      ".",
      "*",
      "a%00",
    ];
    for (const key of keys) await put(key, { Body: key });
    for (const key of keys) expect((await get(key)).toString()).to.equal(key);
    const { Contents = [] } = await client().send(new ListObjectsV2Command({ Bucket: "files" }));
    expect(Contents.map(({ Key }) => Key)).to.include.members(keys);
  });

  it("keeps any key and any bytes", async () => {
    const key = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
      .filter((text) => !/\p{Cc}/u.test(text));
    await fc.assert(
      fc.asyncProperty(key, fc.uint8Array({ maxLength: 300 }), async (name, bytes) => {
        await put(`any/${name}`, { Body: bytes });
        expect((await get(`any/${name}`)).equals(Buffer.from(bytes))).to.equal(true);
      }),
      { numRuns: 40 },
    );
  });

  it("never lets a key reach another bucket", async () => {
    const status = await sendRaw("PUT", "/next-door/../files/escaped");
    expect(status).to.equal(200);
    const { Contents = [] } = await client().send(new ListObjectsV2Command({ Bucket: "next-door" }));
    expect(Contents.map(({ Key }) => Key)).to.deep.equal(["../files/escaped"]);
    expect(await rejectionOf(get("escaped"))).to.have.property("name", "NoSuchKey");
    expect(await sendRaw("PUT", "/../files/escaped")).to.equal(404);
    expect(await sendRaw("GET", "//files/escaped")).to.equal(400);
  });

  it("refuses a key of more than 1,024 bytes and a path that is not encoded", async () => {
    expect(await rejectionOf(put("é".repeat(513)))).to.have.property("name", "KeyTooLongError");
    await put("é".repeat(512));
    const response = await fetch(`${endpoint().url}/files/%E0%A4%A`);
    expect(response.status).to.equal(400);
    expect(await response.text()).to.include("<Code>InvalidURI</Code>");
  });

  for (const type of [
    "application/x-www-form-urlencoded",
    "application/x-amz-json-1.0",
    "odd",
    "text/plain; charset=utf-8",
  ]) {
    it(`keeps bytes and type of an object of type ${type}`, async () => {
      await put("typed", { ContentType: type, Body: "{a=1&b=%20" });
      const found = await client().send(new GetObjectCommand({ Bucket: "files", Key: "typed" }));
      expect(found.ContentType).to.equal(type);
      expect(await found.Body?.transformToString()).to.equal("{a=1&b=%20");
    });
  }

  it("keeps metadata, encoding and empty bodies", async () => {
    await put("meta", {
      Body: Buffer.alloc(0),
      Metadata: { a: "b" },
      ContentEncoding: "gzip",
      CacheControl: "no-store",
    });
    const found = await client().send(new HeadObjectCommand({ Bucket: "files", Key: "meta" }));
    expect(found).to.deep.include({
      Metadata: { a: "b" },
      ContentEncoding: "gzip",
      CacheControl: "no-store",
    });
    expect(found.ContentLength).to.equal(0);
  });

  it("decodes a streamed body with a trailing checksum", async () => {
    const body = Readable.from([Buffer.from("part one, "), Buffer.from("part two")]);
    await put("streamed", { Body: body, ContentLength: 18 });
    expect((await get("streamed")).toString()).to.equal("part one, part two");
  });

  const streamed = async (body: string, headers: Record<string, string> = {}) =>
    fetch(`${endpoint().url}/files/chunked`, {
      method: "PUT",
      headers: { "content-encoding": "aws-chunked", "x-amz-trailer": "x-amz-checksum-crc32", ...headers },
      body,
    });

  it("refuses a streamed body that is cut short, miscounted, or fails its trailer", async () => {
    const cases: readonly [string, Record<string, string>, string][] = [
      ["5\r\nhel", {}, "IncompleteBody"],
      ["5\r\nhello\r\n", {}, "IncompleteBody"],
      ["no chunks", {}, "IncompleteBody"],
      ["5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", {}, "BadDigest"],
      ["5\r\nhello\r\n0\r\n\r\n", {}, "MalformedTrailerError"],
      [
        "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n",
        { "x-amz-decoded-content-length": "6" },
        "IncompleteBody",
      ],
    ];
    for (const [body, headers, code] of cases) {
      expect(await (await streamed(body, headers)).text(), body).to.include(`<Code>${code}</Code>`);
    }
    expect((await streamed("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n")).status).to.equal(200);
  });

  it("refuses a body that does not have the signed hash", async () => {
    const response = await fetch(`${endpoint().url}/files/signed`, {
      method: "PUT",
      headers: { "x-amz-content-sha256": "0".repeat(64) },
      body: "x",
    });
    expect(await response.text()).to.include("<Code>XAmzContentSHA256Mismatch</Code>");
  });

  it("refuses an object of more than 11 MiB", async () => {
    const error = await rejectionOf(put("big", { Body: Buffer.alloc(11 * 1024 * 1024 + 1) }));
    expect(error).to.have.property("name", "EntityTooLarge");
    await put("big", { Body: Buffer.alloc(10 * 1024 * 1024) });
  });

  it("finds a bucket in the host name", async () => {
    const status = await sendRaw("PUT", "/hosted", { host: "files.s3.eu-west-3.localhost" });
    expect(status).to.equal(200);
    expect((await get("hosted")).toString()).to.equal("x");
  });
});
