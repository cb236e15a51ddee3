// Lets workflows of one GitHub repository take on roles for the length of a job, without any stored key; and the roles
// that another CI has in this account.
import { DataAwsIamOpenidConnectProvider } from "@cdktf/provider-aws/lib/data-aws-iam-openid-connect-provider/index.js";
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider/index.js";
import { TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../constructs/shared/aws-environment.ts";
import { equals, type Statement } from "../constructs/shared/policy-document.ts";

const issuer = "token.actions.githubusercontent.com";
const audience = "sts.amazonaws.com";
const name = "[A-Za-z0-9_.-]+(@[0-9]+)?";

export type GithubProviderProps = { readonly aws: AwsEnvironment; readonly exists: boolean };

export class GithubProvider extends Construct {
  readonly arn: string;
  readonly #repository: string;
  readonly #otherCi: string[];
  readonly #account: string;

  /** `exists`: the account has the provider already, by another installation or region; it is looked up. */
  constructor(scope: Construct, id: string, { aws, exists }: GithubProviderProps) {
    super(scope, id);
    this.#account = `arn:${aws.partition}:iam::${aws.accountId}:root`;
    const otherCi = new TerraformVariable(this, "ci_role_arns", {
      type: "list(string)",
      nullable: false,
      description: "Roles of this account in which another CI runs; they may plan and deploy.",
      // Nobody has an empty ARN.
      default: [""],
    });
    otherCi.overrideLogicalId("ci_role_arns");
    this.#otherCi = otherCi.listValue;
    // A variable, because the repository is the installation's own; as the subject of its tokens has it:
    // `owner/name`, or with the immutable ids that repositories made since July 2026 have there,
    // `owner@1234/name@5678` (https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims).
    const repository = new TerraformVariable(this, "github_repository", {
      type: "string",
      nullable: false,
      // Nobody has an empty subject: without a repository, nobody takes on a role.
      default: "",
      description:
        "The repository whose workflows may plan and deploy: owner/name or owner@id/name@id; none when empty.",
      validation: [
        {
          // Anchored, without any wildcard: StringEquals would take one literally, a later StringLike would not.
          condition: `\${can(regex("^(${name}/${name})?$", var.github_repository))}`,
          errorMessage: "Expected owner/name, or owner@id/name@id for immutable subject claims.",
        },
      ],
    });
    repository.overrideLogicalId("github_repository");
    this.#repository = repository.stringValue;
    // No thumbprints: IAM trusts this issuer by its own list of certificate authorities.
    const url = `https://${issuer}`;
    this.arn = exists
      ? new DataAwsIamOpenidConnectProvider(this, "provider", { url }).arn
      : new IamOpenidConnectProvider(this, "provider", { url, clientIdList: [audience] }).arn;
  }

  /**
   * Trusts the repository's jobs whose subject ends like one of these, `pull_request` or `environment:dev`.
   * Further claims must equal one of their values each. STS knows `ref`, `environment`, `repository`, `workflow` and others since
   * January 2026: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
   */
  trust(
    subjects: readonly string[],
    claims: Readonly<Record<string, readonly string[]>> = {},
  ): readonly Statement[] {
    const byGithub = {
      actions: ["sts:AssumeRoleWithWebIdentity"],
      principals: [{ type: "Federated", identifiers: [this.arn] }],
      condition: Object.entries({
        aud: [audience],
        sub: subjects.map((subject) => `repo:${this.#repository}:${subject}`),
        ...claims,
      }).map(([claim, values]) => equals(`${issuer}:${claim}`, ...values)),
    };
    const byOtherCi = {
      actions: ["sts:AssumeRole"],
      principals: [{ type: "AWS", identifiers: [this.#account] }],
      condition: [{ ...equals("aws:PrincipalArn"), values: this.#otherCi }],
    };
    return [byGithub, byOtherCi];
  }
}
