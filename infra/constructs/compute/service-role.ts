// A role that one AWS service takes on, with exactly the statements it is given.
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Construct } from "constructs";
import { globalName, type StackContext } from "../shared/stack-context.ts";
import { policyJson, trustService, type Statement } from "../shared/policy-document.ts";

/** Permissions together with the environment variables that make them usable: one call hands out both. */
export type Grant = {
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly Statement[];
};

export type ServiceRoleProps = {
  readonly name: string;
  readonly context: StackContext;
  /** `lambda.amazonaws.com` */
  readonly service: string;
  readonly statements: readonly Statement[];
};

export class ServiceRole extends Construct {
  readonly arn: string;
  /** What must wait for the grants. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, { name, context, service, statements }: ServiceRoleProps) {
    super(scope, id);
    const { permissionsBoundary, aws } = context;
    const role = new IamRole(this, "role", {
      name: globalName(name, aws),
      assumeRolePolicy: policyJson(this, "trust", [trustService(service)]),
      ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
    });
    this.policy = new IamRolePolicy(this, "policy", {
      name: "grants",
      role: role.id,
      policy: policyJson(this, "grants", statements),
    });
    this.arn = role.arn;
  }
}
