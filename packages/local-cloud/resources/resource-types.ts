// Every Terraform resource type and data source that the local cloud knows: what the service folders export.
import * as apiGateway from "./api-gateway.ts";
import * as cloudwatch from "./cloudwatch.ts";
import * as dynamodb from "./dynamodb.ts";
import * as iam from "./iam.ts";
import * as kms from "./kms.ts";
import * as lambda from "./lambda.ts";
import * as s3 from "./s3.ts";
import * as sns from "./sns.ts";
import * as sqs from "./sqs.ts";
import type { AnyResourceType } from "../stack/decode-resource.ts";
import * as environmentData from "./environment-data.ts";
import * as policyDocumentData from "./policy-document-data.ts";
import { isRecord } from "../stack/resolve.ts";

const modules = [
  apiGateway,
  cloudwatch,
  dynamodb,
  iam,
  kms,
  lambda,
  s3,
  sns,
  sqs,
  environmentData,
  policyDocumentData,
];

/** The modules also export helpers and schemas: only a resource type computes attributes. */
const isResourceType = (exported: unknown): exported is AnyResourceType =>
  isRecord(exported) && typeof exported["type"] === "string" && typeof exported["computed"] === "function";

export const resourceTypes: readonly AnyResourceType[] = modules.flatMap((module) =>
  Object.values<unknown>(module).filter(isResourceType),
);
