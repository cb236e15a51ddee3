// Lets workflows of one GitHub repository take on roles for the length of a job, without any stored key.
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider/index.js";
import { TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { equals, type Statement } from "../constructs/shared/policy-document.ts";

const issuer = "token.actions.githubusercontent.com";
const audience = "sts.amazonaws.com";
const name = "[A-Za-z0-9_.-]+(@[0-9]+)?";

export class GithubProvider extends Construct {
  readonly arn: string;
  readonly #repository: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // A variable, because the repository is the installation's own; as the subject of its tokens has it:
    // `owner/name`, or with the immutable ids that repositories made since July 2026 have there,
    // `owner@1234/name@5678` (https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims).
    const repository = new TerraformVariable(this, "github_repository", {
      type: "string",
      nullable: false,
      description: "The repository whose workflows may plan and deploy: owner/name or owner@id/name@id.",
      validation: [
        {
          // Anchored, without any wildcard: StringEquals would take one literally, a later StringLike would not.
          condition: `\${can(regex("^${name}/${name}$", var.github_repository))}`,
          errorMessage: "Expected owner/name, or owner@id/name@id for immutable subject claims.",
        },
      ],
    });
    repository.overrideLogicalId("github_repository");
    this.#repository = repository.stringValue;
    // No thumbprints: IAM trusts this issuer by its own list of certificate authorities.
    this.arn = new IamOpenidConnectProvider(this, "provider", {
      url: `https://${issuer}`,
      clientIdList: [audience],
    }).arn;
  }

  /**
   * Trusts the repository's jobs whose subject ends like this, `pull_request` or `environment:dev`.
   * Further claims must equal these values. STS knows `ref`, `environment`, `repository`, `workflow` and others since
   * January 2026: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
   */
  trust(subject: string, claims: Readonly<Record<string, string>> = {}): Statement {
    return {
      actions: ["sts:AssumeRoleWithWebIdentity"],
      principals: [{ type: "Federated", identifiers: [this.arn] }],
      condition: Object.entries({
        aud: audience,
        sub: `repo:${this.#repository}:${subject}`,
        ...claims,
      }).map(([claim, value]) => equals(`${issuer}:${claim}`, value)),
    };
  }
}
