import { ListObjectsV2Command, paginateListObjectsV2, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { buckets, useFiles } from "../../../testing/use-files.ts";
import { rejectionOf } from "../../../testing/rejection-of.ts";

const byBytes = (names: readonly string[]) =>
  names.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
const digits = Array.from({ length: 7 }, (_, digit) => String(digit));

describe("S3 ListObjectsV2", () => {
  const bucket = "many-keys";
  const { endpoint, client, put } = useFiles(buckets("files", bucket));

  // Of both cases and beyond ASCII: an order by locale or by code unit is not S3's.
  const keys = Array.from(
    { length: 1100 },
    (_, index) => `${index % 2 === 0 ? "a" : "B"}/${index % 7}/${index}_é`,
  );
  before(async function writeAll() {
    this.timeout(30_000);
    // Not all at once: on a busy machine the last ones would wait too long for a connection.
    const left = keys.values();
    const write = async (): Promise<void> => {
      for (const Key of left) await client().send(new PutObjectCommand({ Bucket: bucket, Key, Body: "x" }));
    };
    await Promise.all(Array.from({ length: 20 }, write));
  });

  const listAll = async (input: {
    readonly MaxKeys?: number;
    readonly Delimiter?: string;
    readonly Prefix?: string;
  }) => {
    const found: string[] = [];
    for await (const page of paginateListObjectsV2({ client: client() }, { Bucket: bucket, ...input })) {
      found.push(...(page.Contents ?? []).map(({ Key = "" }) => Key));
      found.push(...(page.CommonPrefixes ?? []).map(({ Prefix = "" }) => Prefix));
    }
    return found;
  };

  it("lists every key in byte order, at any page size", async () => {
    for (const MaxKeys of [1000, 333]) expect(await listAll({ MaxKeys })).to.deep.equal(byBytes(keys));
  });

  it("lists each common prefix once, at any page size", async () => {
    const groups = digits.flatMap((digit) => [`B/${digit}/`, `a/${digit}/`]);
    for (const Prefix of ["a/", "B/"]) {
      const expected = groups.filter((group) => group.startsWith(Prefix)).toSorted();
      expect(await listAll({ Prefix, Delimiter: "/", MaxKeys: 2 })).to.deep.equal(expected);
    }
    expect(await listAll({ Delimiter: "/", MaxKeys: 1 })).to.deep.equal(["B/", "a/"]);
  });

  it("starts behind a key, and encodes names on request", async () => {
    const page = await client().send(
      new ListObjectsV2Command({ Bucket: bucket, StartAfter: "a/6/9", MaxKeys: 1, EncodingType: "url" }),
    );
    const next =
      byBytes(keys).find((key) => Buffer.compare(Buffer.from(key), Buffer.from("a/6/9")) > 0) ?? "";
    expect(decodeURIComponent(page.Contents?.[0]?.Key ?? "")).to.equal(next);
    expect(page.Contents?.[0]?.Key).to.include("%C3%A9");
  });

  it("lists keys verbatim, whatever their names need in XML", async () => {
    const names = ["<a&b>", "line\nbreak", "&amp;lt;", "return\rhere", "\u{1F389}", "\uFFFD"];
    for (const name of names) await put(name);
    const { Contents = [] } = await client().send(new ListObjectsV2Command({ Bucket: "files" }));
    expect(Contents.map(({ Key }) => Key)).to.deep.equal(byBytes(names));
  });

  it("answers max-keys=0 with an empty page", async () => {
    const page = await client().send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 0 }));
    expect([page.KeyCount, page.IsTruncated, page.Contents]).to.deep.equal([0, false, undefined]);
  });

  it("refuses a continuation token or a page size that it cannot read", async () => {
    const bad = new ListObjectsV2Command({ Bucket: bucket, ContinuationToken: "bad" });
    expect(await rejectionOf(client().send(bad))).to.have.property("name", "InvalidArgument");
    const response = await fetch(`${endpoint().url}/${bucket}?list-type=2&max-keys=all`);
    const encoded = await fetch(`${endpoint().url}/${bucket}?list-type=2&encoding-type=odd`);
    expect(await encoded.text()).to.contain("<Code>InvalidArgument</Code>");
    expect(response.status).to.equal(400);
  });
});
