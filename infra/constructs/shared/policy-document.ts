// Policy documents as Terraform data, so that a plan shows them readably.
import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js";
import type { Construct } from "constructs";

export type Statement = DataAwsIamPolicyDocumentStatement;
export type Condition = { readonly test: string; readonly variable: string; readonly values: string[] };

/** The JSON text of a policy with these statements. */
export const policyJson = (scope: Construct, id: string, statements: readonly Statement[]): string =>
  new DataAwsIamPolicyDocument(scope, id, { statement: [...statements] }).json;

/** The variable is there and has one of these values. */
export const equals = (variable: string, ...values: string[]): Condition => ({
  test: "StringEquals",
  variable,
  values,
});

export const arnLike = (variable: string, ...values: string[]): Condition => ({
  test: "ArnLike",
  variable,
  values,
});

export const service = (name: string) => ({ type: "Service", identifiers: [name] });

export const everyone = { type: "*", identifiers: ["*"] };

/** Refuses every request that did not come over TLS. */
export const denyWithoutTls = (actions: readonly string[], resources: readonly string[]): Statement => ({
  sid: "DenyWithoutTls",
  effect: "Deny",
  principals: [everyone],
  actions: [...actions],
  resources: [...resources],
  condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
});

/** Lets one AWS service take on a role. */
export const trustService = (name: string): Statement => ({
  effect: "Allow",
  actions: ["sts:AssumeRole"],
  principals: [service(name)],
});
