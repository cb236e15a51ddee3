// The role in which a workflow's smoke test calls this environment's API as a company does, and no other.
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Construct } from "constructs";
import { callRoutes } from "../shared/call-routes.ts";
import { arnLike, policyJson } from "../shared/policy-document.ts";
import { smokeRoleName, type StackContext } from "../shared/stack-context.ts";

export type SmokeRoleProps = { readonly context: StackContext; readonly apiId: string };

export class SmokeRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { context, apiId }: SmokeRoleProps) {
    super(scope, id);
    const { aws, prefix, permissionsBoundary, deployRoleArn } = context;
    const account = `arn:${aws.partition}:iam::${aws.accountId}:root`;
    const role = new IamRole(this, "role", {
      name: smokeRoleName(prefix, aws),
      description: `Calls the API of ${prefix} after a deployment.`,
      // The account by name and the role by condition: an account without that role takes such a trust, too.
      assumeRolePolicy: policyJson(this, "trust", [
        {
          effect: "Allow",
          actions: ["sts:AssumeRole"],
          principals: [{ type: "AWS", identifiers: [account] }],
          condition: [arnLike("aws:PrincipalArn", deployRoleArn)],
        },
      ]),
      ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
    });
    new IamRolePolicy(this, "policy", {
      name: "grants",
      role: role.id,
      policy: policyJson(this, "grants", [callRoutes(aws, apiId)]),
    });
    this.arn = role.arn;
  }
}
