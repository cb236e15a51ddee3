// The objects of every bucket in one SQLite table, ordered by key as S3 lists them.
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

/** In memory without a file. Throws, naming the file, when it cannot be used. */
export const openObjectStore = (file?: string) => {
  const database = openDatabase(file, [schema]);
  const selectHead = database.prepare(
    "SELECT key, size, etag, last_modified, properties FROM objects WHERE bucket = ? AND key = ?",
  );
  const selectBody = database.prepare("SELECT body FROM objects WHERE bucket = ? AND key = ?");
  const upsert = database.prepare("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?, ?)");
  const remove = database.prepare("DELETE FROM objects WHERE bucket = ? AND key = ?");
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
    /** Takes the place of what was there; returns the ETag. */
    put: ({ bucket, key }: ObjectAddress, properties: ObjectProperties, body: Buffer): string => {
      const etag = `"${createHash("md5").update(body).digest("hex")}"`;
      upsert.run(bucket, key, body.length, etag, Date.now(), JSON.stringify(properties), body);
      return etag;
    },
    delete: ({ bucket, key }: ObjectAddress): void => {
      remove.run(bucket, key);
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
