import { randomUUID } from "node:crypto";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openDatabase } from "../../../core/database.ts";
import { listStatement, openObjectStore, versionHeader } from "./object-store.ts";

describe("openObjectStore", () => {
  it("lists by the primary key, without a scan or a sort of the bucket", async () => {
    const directory = await mkdtemp(join(tmpdir(), "local-cloud-"));
    const file = join(directory, "objects.sqlite");
    openObjectStore(file).close();
    const database = openDatabase(file, ["SELECT 1", "SELECT 1"]);
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${listStatement}`).all("files", "a");
    database.close();
    await rm(directory, { recursive: true });
    expect(plan.map(({ detail }) => detail)).to.deep.equal([
      "SEARCH objects USING INDEX sqlite_autoindex_objects_1 (bucket=? AND key>?)",
    ]);
  });

  it("gives objects in the order of the bytes of their keys, each bucket its own", () => {
    const store = openObjectStore();
    const properties = { headers: {}, checksum: { name: "sha256", value: "" } };
    const keys = ["b", "a\0", "a", "B", "\u{1F389}", "\uFFFD", "é"];
    for (const key of keys) store.put({ bucket: "one", key }, properties, Buffer.alloc(0));
    store.put({ bucket: "other", key: "z" }, properties, Buffer.alloc(0));
    const listed = [...store.list("one", "a")].map(({ key }) => key);
    expect(listed).to.deep.equal(["a", "a\0", "b", "é", "\uFFFD", "\u{1F389}"]);
    store.close();
  });

  it("holds nothing back for a listing of versions that was given up: the write-ahead log stays short", async () => {
    const directory = await mkdtemp(join(tmpdir(), "local-cloud-"));
    const file = join(directory, "objects.sqlite");
    const store = openObjectStore(file);
    const put = (key: string): void => {
      const headers = { [versionHeader]: randomUUID() };
      store.put({ bucket: "b", key }, { headers, checksum: { name: "", value: "" } }, Buffer.alloc(10_000));
    };
    for (const key of ["a", "a", "b", "b"]) put(key);
    for (const { key } of store.versions("b", "")) if (key === "a") break;
    for (let count = 0; count < 1_000; count += 1) put(`c${count}`);
    const { size } = await stat(`${file}-wal`);
    store.close();
    await rm(directory, { recursive: true });
    // SQLite writes it back when it has a thousand pages of 4 KiB.
    expect(size).to.be.below(6 * 1024 * 1024);
  });
});
