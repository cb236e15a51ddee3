// A role that a workflow takes on: who may, and what for, in as many policies as IAM's size limit asks for.
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js";
import { Construct } from "constructs";
import { policyJson, type Statement } from "../constructs/shared/policy-document.ts";

export type CiRoleProps = {
  readonly name: string;
  readonly description: string;
  readonly trust: readonly Statement[];
  /** By what they are about. A managed policy has at most 6,144 characters, white space not counted. */
  readonly permissions: Readonly<Record<string, readonly Statement[]>>;
  readonly permissionsBoundary: string;
};

export class CiRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: CiRoleProps) {
    super(scope, id);
    const role = new IamRole(this, "role", {
      name: props.name,
      description: props.description,
      assumeRolePolicy: policyJson(this, "trust", props.trust),
      permissionsBoundary: props.permissionsBoundary,
      // Seconds; no job has more time than this.
      maxSessionDuration: 3600,
    });
    for (const [subject, statements] of Object.entries(props.permissions)) {
      const policy = new IamPolicy(this, subject, {
        name: `${props.name}-${subject}`,
        description: `${props.description} (${subject})`,
        policy: policyJson(this, `${subject}-document`, statements),
      });
      new IamRolePolicyAttachment(this, `${subject}-attachment`, { role: role.name, policyArn: policy.arn });
    }
    this.arn = role.arn;
  }
}
