// What an S3 request asks for. S3 has no operation name on the wire: method, address, query and headers make it.
import type { HttpRequest } from "../../../core/http.ts";
import type { Address } from "./address.ts";

type Request = {
  readonly name: string;
  readonly method: string;
  readonly on: "service" | "bucket" | "object";
  /** Query parameters that must be there, and with which value. */
  readonly needs?: Readonly<Record<string, string>>;
  /** Query parameters that are understood. One that is not makes it an operation that is not supported. */
  readonly takes?: readonly string[];
};
type Operation = Request & { readonly action: string };

const paging = ["prefix", "delimiter", "max-keys", "encoding-type"];

const table: readonly Operation[] = [
  {
    name: "ListBuckets",
    action: "s3:ListAllMyBuckets",
    method: "GET",
    on: "service",
    takes: ["prefix", "max-buckets", "continuation-token", "bucket-region"],
  },
  { name: "HeadBucket", action: "s3:ListBucket", method: "HEAD", on: "bucket" },
  {
    name: "ListObjectsV2",
    action: "s3:ListBucket",
    method: "GET",
    on: "bucket",
    needs: { "list-type": "2" },
    takes: [...paging, "start-after", "continuation-token", "fetch-owner"],
  },
  {
    name: "ListObjectVersions",
    action: "s3:ListBucketVersions",
    method: "GET",
    on: "bucket",
    needs: { versions: "" },
    takes: ["prefix", "max-keys", "encoding-type", "key-marker", "version-id-marker"],
  },
  { name: "PutObject", action: "s3:PutObject", method: "PUT", on: "object" },
  { name: "GetObject", action: "s3:GetObject", method: "GET", on: "object" },
  { name: "HeadObject", action: "s3:GetObject", method: "HEAD", on: "object" },
  { name: "DeleteObject", action: "s3:DeleteObject", method: "DELETE", on: "object" },
  {
    name: "DeleteObject",
    action: "s3:DeleteObjectVersion",
    method: "DELETE",
    on: "object",
    takes: ["versionId"],
  },
];

export const operationNames: readonly string[] = [...new Set(table.map(({ name }) => name))];

/** `x-id` names the operation for the reader of a log; the rest belongs to a presigned URL. */
const always = new Set([
  "x-id",
  "x-amz-algorithm",
  "x-amz-credential",
  "x-amz-date",
  "x-amz-expires",
  "x-amz-security-token",
  "x-amz-signedheaders",
  "x-amz-signature",
  "x-amz-content-sha256",
]);

/** Metadata (`x-amz-meta-…`) and checksums (`x-amz-checksum-…`) are understood beside these. */
const headers = new Set([
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-decoded-content-length",
  "x-amz-expected-bucket-owner",
  "x-amz-request-payer",
  "x-amz-sdk-checksum-algorithm",
  "x-amz-security-token",
  "x-amz-server-side-encryption",
  "x-amz-te",
  "x-amz-trailer",
  "x-amz-user-agent",
]);

const isUnderstoodHeader = (name: string): boolean =>
  !name.startsWith("x-amz-") || headers.has(name) || /^x-amz-(?:meta|checksum)-/.test(name);

const scopeOf = ({ bucket, key }: Address): Request["on"] =>
  bucket === undefined ? "service" : key === undefined ? "bucket" : "object";

const fits = ({ method, on, needs = {}, takes = [] }: Request, asked: string, address: Address): boolean =>
  method === asked &&
  on === scopeOf(address) &&
  Object.entries(needs).every(([name, value]) => address.query.get(name) === value) &&
  [...address.query.keys()].every(
    (name) => name in needs || takes.includes(name) || always.has(name.toLowerCase()),
  );

/**
 * Undefined for whatever is not understood in full: a parameter or a header passed over would be an effect that
 * silently does not happen (tags, ACLs, object lock, copies, multipart uploads).
 */
export const identifyOperation = (request: HttpRequest, address: Address): Operation | undefined =>
  Object.keys(request.headers).every(isUnderstoodHeader)
    ? table.find((operation) => fits(operation, request.method, address))
    : undefined;

/** Known by name only, for the message that refuses them. */
const unsupported: readonly Request[] = [
  { name: "CreateBucket", method: "PUT", on: "bucket" },
  { name: "DeleteBucket", method: "DELETE", on: "bucket" },
  { name: "GetBucketLocation", method: "GET", on: "bucket", needs: { location: "" } },
  { name: "ListObjects", method: "GET", on: "bucket", takes: [...paging, "marker"] },
  { name: "ListObjectVersions", method: "GET", on: "bucket", needs: { versions: "" }, takes: ["delimiter"] },
  { name: "DeleteObjects", method: "POST", on: "bucket", needs: { delete: "" } },
];

/** The name of an operation that is not supported, as far as the request shows one. */
export const nameOperation = ({ method, url }: HttpRequest, address: Address): string =>
  unsupported.find((operation) => fits(operation, method, address))?.name ??
  address.query.get("x-id") ??
  `${method} ${url}`;
