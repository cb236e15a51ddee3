// ListBuckets: all of the stack's, on one page.
import type { HttpResponse } from "../../../core/http.ts";
import { element } from "../../../core/xml.ts";
import { toXml } from "../protocol/responses.ts";

export const listBuckets = (names: readonly string[], createdAt: Date): HttpResponse => {
  const buckets = names
    .toSorted()
    .map(
      (name) =>
        `<Bucket>${element("Name", name)}${element("CreationDate", createdAt.toISOString())}</Bucket>`,
    );
  return toXml(
    `<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>local</ID></Owner><Buckets>${buckets.join("")}</Buckets></ListAllMyBucketsResult>`,
  );
};
