// The objects of every bucket in one SQLite table, ordered by key as S3 lists them; older versions in another.
import { createHash } from "node:crypto";
import { z } from "zod";
import { openDatabase } from "../../../core/database.ts";

const ObjectProperties = z.object({
  /** What a PUT says about the object and every answer about it repeats: its type, its metadata … */
  headers: z.record(z.string(), z.string()),
  /** `sha256` and such, in lower case, with its value in base64. */
  checksum: z.object({ name: z.string(), value: z.string() }),
});
export type ObjectProperties = z.infer<typeof ObjectProperties>;

export type ListedObject = {
  readonly key: string;
  readonly size: number;
  /** In quotes, as headers and listings have it. */
  readonly etag: string;
  readonly lastModified: Date;
};

export type ObjectHead = ListedObject & ObjectProperties;

export type ObjectAddress = { readonly bucket: string; readonly key: string };

export type ObjectStore = ReturnType<typeof openObjectStore>;

/** The body comes last: to read what stands before it SQLite need not follow the pages that a long one takes. */
const schema = `
  CREATE TABLE objects (
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    last_modified INTEGER NOT NULL, -- epoch milliseconds
    properties TEXT NOT NULL, -- a JSON object
    body BLOB NOT NULL,
    PRIMARY KEY (bucket, key)
  ) STRICT`;

/** What was replaced or deleted in a bucket with versions, and delete markers, which have no content. */
const oldVersions = `
  CREATE TABLE old_versions (
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    number INTEGER NOT NULL, -- a later one has a higher number
    is_marker INTEGER NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    last_modified INTEGER NOT NULL,
    properties TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (bucket, key, number)
  ) STRICT`;

/** Among the headers of an object in a bucket with versions. */
export const versionHeader = "x-amz-version-id";

export type ObjectVersion = ListedObject & {
  /** `null` for an object of a bucket without versions. */
  readonly versionId: string;
  readonly isMarker: boolean;
};

/** Text is compared by its UTF-8 bytes, which is the order that S3 lists in. */
export const listStatement =
  "SELECT key, size, etag, last_modified FROM objects WHERE bucket = ? AND key >= ? ORDER BY key";

const ListedRow = z.object({
  key: z.string(),
  size: z.number(),
  etag: z.string(),
  last_modified: z.number(),
});
const HeadRow = ListedRow.extend({ properties: z.string() });

const toListed = ({ key, size, etag, last_modified }: z.infer<typeof ListedRow>): ListedObject => ({
  key,
  size,
  etag,
  lastModified: new Date(last_modified),
});

const toHead = (row: z.infer<typeof HeadRow>): ObjectHead => ({
  ...toListed(row),
  ...ObjectProperties.parse(JSON.parse(row.properties)),
});

const toVersion = (row: Readonly<Record<string, unknown>>): ObjectVersion => {
  const { headers, ...head } = toHead(HeadRow.parse(row));
  return { ...head, versionId: headers[versionHeader] ?? "null", isMarker: row["is_marker"] === 1 };
};

const toMarkerProperties = (versionId: string): string =>
  JSON.stringify({
    headers: { [versionHeader]: versionId },
    checksum: { name: "", value: "" },
  } satisfies ObjectProperties);

const columns = "key, size, etag, last_modified, properties";

/** In memory without a file. Throws, naming the file, when it cannot be used. */
export const openObjectStore = (file?: string) => {
  const database = openDatabase(file, [schema, oldVersions]);
  const selectHead = database.prepare(
    "SELECT key, size, etag, last_modified, properties FROM objects WHERE bucket = ? AND key = ?",
  );
  const selectBody = database.prepare("SELECT body FROM objects WHERE bucket = ? AND key = ?");
  const upsert = database.prepare("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?, ?)");
  const remove = database.prepare("DELETE FROM objects WHERE bucket = ? AND key = ?");
  const nextNumber =
    "(SELECT COALESCE(MAX(number), 0) + 1 FROM old_versions WHERE bucket = objects.bucket AND key = objects.key)";
  const keepOld = database.prepare(
    `INSERT INTO old_versions SELECT bucket, key, ${nextNumber}, 0, size, etag, last_modified, properties, body FROM objects WHERE bucket = ? AND key = ?`,
  );
  const insertMarker = database.prepare(
    `INSERT INTO old_versions SELECT bucket, key, ${nextNumber}, 1, 0, '', ?, ?, x'' FROM (SELECT ? AS bucket, ? AS key) AS objects`,
  );
  const selectNewestOld = database.prepare(
    "SELECT number, is_marker FROM old_versions WHERE bucket = ? AND key = ? ORDER BY number DESC LIMIT 1",
  );
  const restoreOld = database.prepare(
    "INSERT INTO objects SELECT bucket, key, size, etag, last_modified, properties, body FROM old_versions WHERE bucket = ? AND key = ? AND number = ?",
  );
  const removeOld = database.prepare("DELETE FROM old_versions WHERE bucket = ? AND key = ? AND number = ?");

  /** After a version was removed: the newest one that is left is the object, unless it is a delete marker. */
  const promote = (bucket: string, key: string): void => {
    const newest = selectNewestOld.get(bucket, key);
    if (selectHead.get(bucket, key) !== undefined || newest === undefined || newest["is_marker"] === 1)
      return;
    restoreOld.run(bucket, key, newest["number"] ?? null);
    removeOld.run(bucket, key, newest["number"] ?? null);
  };

  function* oldOf(bucket: string, from: string): Generator<ObjectVersion, undefined> {
    const statement = `SELECT ${columns}, is_marker FROM old_versions WHERE bucket = ? AND key >= ? ORDER BY key, number DESC`;
    for (const row of database.prepare(statement).iterate(bucket, from)) yield toVersion(row);
  }
  function* currentOf(bucket: string, from: string): Generator<ObjectVersion, undefined> {
    const statement = `SELECT ${columns} FROM objects WHERE bucket = ? AND key >= ? ORDER BY key`;
    for (const row of database.prepare(statement).iterate(bucket, from)) yield toVersion(row);
  }

  return {
    head: ({ bucket, key }: ObjectAddress): ObjectHead | undefined => {
      const row = selectHead.get(bucket, key);
      return row === undefined ? undefined : toHead(HeadRow.parse(row));
    },
    /** Empty when there is no such object. */
    body: ({ bucket, key }: ObjectAddress): Buffer => {
      const bytes = selectBody.get(bucket, key)?.["body"];
      return bytes instanceof Uint8Array
        ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
        : Buffer.alloc(0);
    },
    /** Takes the place of what was there, which stays as an old version if it has one itself; returns the ETag. */
    put: ({ bucket, key }: ObjectAddress, properties: ObjectProperties, body: Buffer): string =>
      database.transaction(() => {
        const etag = `"${createHash("md5").update(body).digest("hex")}"`;
        if (properties.headers[versionHeader] !== undefined) keepOld.run(bucket, key);
        upsert.run(bucket, key, body.length, etag, Date.now(), JSON.stringify(properties), body);
        return etag;
      }),
    /** With the version of a delete marker, what was there stays below it. */
    delete: ({ bucket, key }: ObjectAddress, marker?: string): void =>
      database.transaction(() => {
        if (marker !== undefined) {
          keepOld.run(bucket, key);
          insertMarker.run(Date.now(), toMarkerProperties(marker), bucket, key);
        }
        remove.run(bucket, key);
      }),
    /** For good. Returns what it was, undefined when there is none. */
    deleteVersion: ({ bucket, key }: ObjectAddress, versionId: string): "object" | "marker" | undefined =>
      database.transaction(() => {
        const head = selectHead.get(bucket, key);
        if (head !== undefined && toVersion(head).versionId === versionId) {
          remove.run(bucket, key);
          promote(bucket, key);
          return "object";
        }
        const old = database
          .prepare(`SELECT ${columns}, is_marker, number FROM old_versions WHERE bucket = ? AND key = ?`)
          .all(bucket, key)
          .find((row) => toVersion(row).versionId === versionId);
        if (old === undefined) return undefined;
        removeOld.run(bucket, key, old["number"] ?? null);
        promote(bucket, key);
        return old["is_marker"] === 1 ? "marker" : "object";
      }),
    /** By key, and of a key the newest first: the object, if there is one, and what it replaced. */
    versions: function* (bucket: string, from: string): Iterable<ObjectVersion> {
      const old = oldOf(bucket, from);
      try {
        let next = old.next();
        for (const current of currentOf(bucket, from)) {
          for (
            ;
            next.done !== true && Buffer.compare(Buffer.from(next.value.key), Buffer.from(current.key)) < 0;
            next = old.next()
          )
            yield next.value;
          yield current;
        }
        for (; next.done !== true; next = old.next()) yield next.value;
      } finally {
        // A listing that is given up half-way would otherwise keep SQLite from writing its log back.
        old.return(undefined);
      }
    },
    /**
     * The objects whose keys are `from` or come after it; each is read when it is asked for. By a statement of its
     * own for each listing: one statement has one cursor, and two listings may be under way.
     */
    list: function* (bucket: string, from: string): Iterable<ListedObject> {
      for (const row of database.prepare(listStatement).iterate(bucket, from))
        yield toListed(ListedRow.parse(row));
    },
    close: database.close,
  };
};
