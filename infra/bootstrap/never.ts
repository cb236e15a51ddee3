// What no workflow has any business with, whatever its policies say.
import type { Statement } from "../constructs/shared/policy-document.ts";
import { deny } from "./permission.ts";
import type { StackArns } from "./stack-arns.ts";

/** A deployment has no business with what the companies sent; the smoke test asks the API as they do. */
export const denyMessages: Statement = deny(
  "NoMessages",
  [
    "dynamodb:BatchGetItem",
    "dynamodb:ExportTableToPointInTime",
    "dynamodb:GetItem",
    "dynamodb:GetRecords",
    "dynamodb:PartiQLSelect",
    "dynamodb:Query",
    "dynamodb:Scan",
    "lambda:InvokeAsync",
    "lambda:InvokeFunction",
    "lambda:InvokeFunctionUrl",
    "logs:FilterLogEvents",
    "logs:GetLogEvents",
    "logs:GetLogRecord",
    "logs:StartLiveTail",
    "logs:StartQuery",
    "s3:GetObjectVersion",
    "sqs:PurgeQueue",
    "sqs:ReceiveMessage",
  ],
  ["*"],
);

/** States are objects too: only the archives' are messages. */
export const denyArchivedMessages = (arns: StackArns): Statement =>
  deny(
    "NoArchivedMessages",
    ["s3:GetObject"],
    arns.archives.map((arn) => `${arn}/*`),
  );

/** Nothing allows these either; stated so that a later line cannot. */
export const denyWayOut: Statement = deny(
  "NoPeopleNoKeysNoWayOut",
  [
    "iam:AttachRolePolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreateOpenIDConnectProvider",
    "iam:CreatePolicyVersion",
    "iam:CreateUser",
    "iam:DeleteRolePermissionsBoundary",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateOpenIDConnectProviderThumbprint",
  ],
  ["*"],
);
