// What the S3 backend needs of the state bucket, and nothing of another environment's state.
// Source: https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions
import { allow, type Statement } from "./permission.ts";
import { stateKey } from "./state-backend.ts";

/** `terraform init` lists workspaces, all of which stand below the backend's default prefix. */
const workspaces = "env:/";

/** To read the states of these environments, without the lock: for a plan that runs with `-lock=false`. */
export const readState = (bucketArn: string, environments: readonly string[]): Statement[] => [
  allow(["s3:ListBucket"], [bucketArn], {
    test: "StringEquals",
    variable: "s3:prefix",
    values: [workspaces, ...environments.map(stateKey)],
  }),
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
