import { DeleteObjectsCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { failureOf } from "../../testing/start-test-endpoint.ts";
import { useFiles } from "../../testing/use-files.ts";

describe("deletions", () => {
  const { client, put, get } = useFiles();

  it("deletes the named objects, whatever their names need in XML", async () => {
    const keys = ["<a&b>", "line\nbreak", "&amp;lt;", "return\rhere"];
    for (const key of keys) await put(key);
    const { Contents = [] } = await client().send(new ListObjectsV2Command({ Bucket: "files" }));
    expect(Contents.map(({ Key }) => Key)).to.have.members(keys);
    const Delete = { Objects: keys.map((Key) => ({ Key })) };
    const { Deleted = [] } = await client().send(new DeleteObjectsCommand({ Bucket: "files", Delete }));
    expect(Deleted.map(({ Key }) => Key)).to.deep.equal(keys);
    for (const key of keys) expect(await failureOf(get(key))).to.have.property("name", "NoSuchKey");
  });

  it("refuses to delete versions", async () => {
    const Delete = { Objects: [{ Key: "a", VersionId: "1" }] };
    const error = await failureOf(client().send(new DeleteObjectsCommand({ Bucket: "files", Delete })));
    expect(error).to.have.property("name", "NotImplemented");
  });
});
