// Which AWS service a request is meant for: all of them share one port.
import type { HttpRequest } from "../core/http.ts";
import { readSignature } from "./signature.ts";

const byTarget: Readonly<Record<string, string>> = {
  AmazonSQS: "sqs",
  DynamoDB_20120810: "dynamodb",
  GraniteServiceVersion20100801: "monitoring",
  Logs_20140328: "logs",
  TrentService: "kms",
};

const targetService = ({ headers }: HttpRequest): string | undefined => {
  const target = headers["x-amz-target"];
  return typeof target === "string" ? byTarget[target.split(".")[0] ?? ""] : undefined;
};

/** SQS and SNS share the query protocol and some names of operations: only SQS names a queue. */
const formService = ({ headers, url, body }: HttpRequest, ofSns: readonly string[]): string | undefined => {
  if (!headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return undefined;
  const form = new URLSearchParams(body.toString("utf8"));
  const action = form.get("Action");
  if (action === null) return undefined;
  const onQueue = form.has("QueueUrl") || url.split("?")[0] !== "/";
  return onQueue || !ofSns.includes(action) ? "sqs" : "sns";
};

/**
 * The service as the signature calls it (`s3`, `sts`, also one that is not supported); for an unsigned request
 * from its target header or its form, which is SNS's when it names one of `ofSns`; otherwise S3, the only one whose
 * requests show nothing of the kind.
 */
export const identifyService = (request: HttpRequest, ofSns: readonly string[]): string =>
  readSignature(request)?.service ?? targetService(request) ?? formService(request, ofSns) ?? "s3";
