import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  type DeleteMarkerEntry,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { rejectionOf } from "../../../testing/rejection-of.ts";
import { buckets, useFiles } from "../../../testing/use-files.ts";

describe("S3 versions", () => {
  const { client, put, get } = useFiles({
    ...buckets("files", "plain"),
    aws_s3_bucket_versioning: {
      v: { bucket: "files", versioning_configuration: { status: "Enabled" } },
    },
  });
  const remove = async (Key: string, VersionId?: string, Bucket = "files") =>
    client().send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  const list = async (input: Partial<ListObjectVersionsCommandInput> = {}) => {
    const { Versions = [], DeleteMarkers = [] } = await client().send(
      new ListObjectVersionsCommand({ Bucket: "files", ...input }),
    );
    const toLine = (kind: string) => (entry: DeleteMarkerEntry) =>
      `${kind} ${entry.Key} ${entry.VersionId}${entry.IsLatest === true ? " latest" : ""}`;
    return [...DeleteMarkers.map(toLine("marker")), ...Versions.map(toLine("object"))];
  };

  const markerBehind = (page: ListObjectVersionsCommandOutput): object | undefined =>
    page.IsTruncated === true
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;

  it("keep what is replaced or deleted until each is deleted by its own version", async () => {
    const { VersionId: first } = await put("a", { Body: "first" });
    const { VersionId: second } = await put("a", { Body: "second" });
    const { VersionId: marker, DeleteMarker } = await remove("a");
    expect(DeleteMarker).to.equal(true);
    expect(await rejectionOf(get("a"))).to.have.property("name", "NoSuchKey");
    expect(await list({ Prefix: "a" })).to.deep.equal([
      `marker a ${marker} latest`,
      `object a ${second}`,
      `object a ${first}`,
    ]);

    expect(await remove("a", marker)).to.include({ VersionId: marker, DeleteMarker: true });
    expect(String(await get("a"))).to.equal("second");
    await remove("a", second);
    expect(String(await get("a"))).to.equal("first");
    await remove("a", "none");
    expect(await list({ Prefix: "a" })).to.deep.equal([`object a ${first} latest`]);
    await remove("a", first);
    expect(await list({ Prefix: "a" })).to.deep.equal([]);
  });

  it("let an object be written once more where a delete marker stands", async () => {
    await put("b", { IfNoneMatch: "*" });
    await remove("b");
    await put("b", { IfNoneMatch: "*", Body: "again" });
    expect(String(await get("b"))).to.equal("again");
    expect(await list({ Prefix: "b" })).to.have.length(3);
  });

  it("are listed page by page, each once, in the order of the keys and the newest first", async () => {
    for (const key of ["c/2", "c/1", "c/1", "c/ü"]) await put(key);
    await remove("c/1");
    const keys: (string | undefined)[] = [];
    let marker: object | undefined = {};
    while (marker !== undefined) {
      const page: ListObjectVersionsCommandOutput = await client().send(
        new ListObjectVersionsCommand({
          Bucket: "files",
          Prefix: "c/",
          MaxKeys: 1,
          EncodingType: "url",
          ...marker,
        }),
      );
      keys.push(...[...(page.DeleteMarkers ?? []), ...(page.Versions ?? [])].map(({ Key }) => Key));
      marker = markerBehind(page);
    }
    expect(keys).to.deep.equal(["c/1", "c/1", "c/1", "c/2", "c/%C3%BC"]);
    expect(await list({ Prefix: "c/", KeyMarker: "c/1" })).to.have.length(2);
  });

  it("are all found by whoever deletes a page before asking for the next one", async () => {
    for (const Body of ["first", "second", "third"]) await put("d", { Body });
    let marker: object | undefined = {};
    while (marker !== undefined) {
      const page: ListObjectVersionsCommandOutput = await client().send(
        new ListObjectVersionsCommand({ Bucket: "files", Prefix: "d", MaxKeys: 1, ...marker }),
      );
      for (const { Key = "", VersionId } of page.Versions ?? []) await remove(Key, VersionId);
      marker = markerBehind(page);
    }
    expect(await list({ Prefix: "d" })).to.deep.equal([]);
  });

  it("are one of each object, called null, in a bucket that keeps none", async () => {
    const plain = { Bucket: "plain", Key: "a" };
    for (const Body of ["first", "second"]) await client().send(new PutObjectCommand({ ...plain, Body }));
    expect(await list({ Bucket: "plain" })).to.deep.equal(["object a null latest"]);
    await remove("a", "null", "plain");
    expect(await list({ Bucket: "plain" })).to.deep.equal([]);
  });
});
