// What the S3 backend needs of the state bucket, and nothing of another environment's state.
// Source: https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions
import type { Statement } from "../constructs/shared/policy-document.ts";
import { allow } from "./permission.ts";
import { stateKey } from "./state-backend.ts";

/**
 * To read the states of these environments, without the lock: for a plan that runs with `-lock=false`.
 *
 * `terraform init` lists workspaces. Listing has no condition on a prefix: before the first deployment there is no
 * state, and S3 says so (404 instead of 403) only to who may list, where a request for one object names no prefix.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html#API_HeadObject_Permissions
 */
export const readState = (bucketArn: string, environments: readonly string[]): Statement[] => [
  // All that it tells of other environments is that they have a state.
  allow(["s3:ListBucket"], [bucketArn]),
  allow(
    ["s3:GetObject"],
    environments.map((environment) => `${bucketArn}/${stateKey(environment)}`),
  ),
];

/** To lock, replace and unlock one state. Terraform never deletes a state, only the lock beside it. */
export const writeState = (bucketArn: string, environment: string): Statement[] => {
  const state = `${bucketArn}/${stateKey(environment)}`;
  return [
    ...readState(bucketArn, [environment]),
    allow(["s3:PutObject"], [state]),
    allow(["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], [`${state}.tflock`]),
  ];
};
