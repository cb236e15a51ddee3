// The keys of the archive, in their order.
import { paginateListObjectsV2 } from "@aws-sdk/client-s3";
import type { Target } from "../target/target.ts";

export type ListedObject = { readonly key: string; readonly lastModified: Date };

/** Pages of up to 1,000, none empty, of the keys that begin with `prefix` and come after `after`. */
export async function* listObjects(
  { bucket, clients }: Pick<Target, "bucket" | "clients">,
  { prefix = "", after = "" }: { readonly prefix?: string; readonly after?: string },
): AsyncGenerator<readonly ListedObject[], void> {
  const input = {
    Bucket: bucket,
    ...(prefix === "" ? {} : { Prefix: prefix }),
    ...(after === "" ? {} : { StartAfter: after }),
  };
  for await (const { Contents = [] } of paginateListObjectsV2({ client: clients.s3 }, input)) {
    const page = Contents.map(({ Key = "", LastModified = new Date(0) }) => ({
      key: Key,
      lastModified: LastModified,
    }));
    if (page.length > 0) yield page;
  }
}
