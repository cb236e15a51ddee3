// ListBuckets: the stack's, by name.
import type { HttpResponse } from "../../../core/http.ts";
import { ServiceError } from "../../../core/service.ts";
import { element } from "../../../core/xml.ts";
import { PageToken, toPage } from "../../../endpoint/paging.ts";
import type { Address } from "../protocol/address.ts";
import { toXml } from "../protocol/responses.ts";

type Query = Address["query"];

const invalid = (message: string): ServiceError => new ServiceError("InvalidArgument", message);

const toMaxBuckets = (query: Query): number => {
  const max = Number(query.get("max-buckets") ?? 10_000);
  if (Number.isInteger(max) && max >= 1 && max <= 10_000) return max;
  throw invalid("Argument max-buckets must be an integer between 1 and 10000");
};

const toToken = (query: Query): string | undefined => {
  const token = query.get("continuation-token");
  if (token === undefined || PageToken.safeParse(token).success) return token;
  throw invalid("The continuation token provided is incorrect");
};

type Buckets = { readonly names: readonly string[]; readonly createdAt: Date; readonly region: string };

export const listBuckets = ({ names, createdAt, region }: Buckets, query: Query): HttpResponse => {
  const prefix = query.get("prefix");
  const isHere = (query.get("bucket-region") ?? region) === region;
  const found = names.filter((name) => isHere && name.startsWith(prefix ?? "")).toSorted();
  const { page, next } = toPage(found, toMaxBuckets(query), toToken(query));
  const buckets = page.map(
    (name) =>
      `<Bucket>${element("Name", name)}${element("CreationDate", createdAt.toISOString())}${element("BucketRegion", region)}</Bucket>`,
  );
  const rest = [
    prefix === undefined ? "" : element("Prefix", prefix),
    next === undefined ? "" : element("ContinuationToken", next),
  ];
  return toXml(
    `<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>local</ID></Owner><Buckets>${buckets.join("")}</Buckets>${rest.join("")}</ListAllMyBucketsResult>`,
  );
};
