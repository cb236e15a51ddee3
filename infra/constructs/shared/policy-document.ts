// Policy documents as Terraform data, so that a plan shows them readably.
import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js";
import type { Construct } from "constructs";

/** The JSON text of a policy with these statements. */
export const policyJson = (
  scope: Construct,
  id: string,
  statements: readonly DataAwsIamPolicyDocumentStatement[],
): string => new DataAwsIamPolicyDocument(scope, id, { statement: [...statements] }).json;

/** Refuses every request that did not come over TLS. */
export const denyWithoutTls = (
  actions: readonly string[],
  resources: readonly string[],
): DataAwsIamPolicyDocumentStatement => ({
  sid: "DenyWithoutTls",
  effect: "Deny",
  principals: [{ type: "*", identifiers: ["*"] }],
  actions: [...actions],
  resources: [...resources],
  condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
});

/** Lets one AWS service take on a role. */
export const trustService = (service: string): DataAwsIamPolicyDocumentStatement => ({
  effect: "Allow",
  actions: ["sts:AssumeRole"],
  principals: [{ type: "Service", identifiers: [service] }],
});
