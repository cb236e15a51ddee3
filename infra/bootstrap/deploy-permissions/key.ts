// What `terraform apply` may do with an environment's key.
import { equals, type Statement } from "../../constructs/shared/policy-document.ts";
import { allow, isNotOfAnother, isOf, isTaggedFor } from "../permission.ts";
import type { DeployTarget } from "../stack-arns.ts";

export const keyPermissions = ({ aws, arns, environment }: DeployTarget): Statement[] => [
  // Creating a key has no resource to name: it must carry the environment's tag.
  allow(["kms:CreateKey"], ["*"], isTaggedFor(environment)),
  // A key that is just being made has neither tags nor an alias; another system's has an alias, if not tags. Missing
  // values satisfy ForAllValues: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
  allow(["kms:TagResource"], arns.keys, isTaggedFor(environment), isNotOfAnother(environment), {
    test: "ForAllValues:StringEquals",
    variable: "kms:ResourceAliases",
    values: [`alias/message-handler-${environment}`],
  }),
  allow(
    [
      "kms:CancelKeyDeletion",
      "kms:CreateAlias",
      "kms:DeleteAlias",
      "kms:DisableKeyRotation",
      "kms:EnableKeyRotation",
      "kms:PutKeyPolicy",
      "kms:ScheduleKeyDeletion",
      "kms:UpdateAlias",
      "kms:UpdateKeyDescription",
    ],
    arns.keys,
    isOf(environment),
  ),
  allow(["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"], arns.aliases),
  // Whoever creates an encrypted table must be able to use its key, and hands DynamoDB a grant for it:
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
  allow(
    [
      "kms:CreateGrant",
      "kms:Decrypt",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:GenerateDataKeyWithoutPlaintext",
      "kms:ReEncrypt*",
    ],
    arns.keys,
    isOf(environment),
    equals("kms:ViaService", `dynamodb.${aws.region}.amazonaws.com`),
  ),
];
