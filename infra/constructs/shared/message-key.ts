// The customer-managed key that encrypts whatever holds messages: queues, archive, table and logs.
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias/index.js";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key/index.js";
import { Construct } from "constructs";
import type { AwsEnvironment } from "./aws-environment.ts";
import { arnLike, equals, policyJson, service, type Condition, type Statement } from "./policy-document.ts";

export type MessageKeyProps = {
  /** Also begins the names of the log groups that the key encrypts. */
  readonly prefix: string;
  readonly aws: AwsEnvironment;
  /** Administers the key without IAM's tags, which KMS may take minutes to know of a new key. */
  readonly deployRoleArn: string;
  readonly protectData: boolean;
};

/** All of a key's life, and no use of it on data. */
const administration = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListGrants",
  "kms:ListKeyRotations",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RevokeGrant",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

export class MessageKey extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: MessageKeyProps) {
    super(scope, id);
    const key = new KmsKey(this, "key", {
      description: `Encrypts the messages of ${props.prefix}.`,
      enableKeyRotation: true,
      // The longest that AWS offers: what the key encrypted is lost with it.
      deletionWindowInDays: 30,
      // Made with it, so that there is no moment in which somebody may not use or administer it.
      policy: policyJson(this, "policy-document", keyStatements(props)),
      lifecycle: { preventDestroy: props.protectData },
    });
    this.arn = key.arn;
    new KmsAlias(this, "alias", { name: `alias/${props.prefix}`, targetKeyId: key.keyId });
  }

  /** To write what is encrypted: a new data key, and the one in use. */
  encrypt(): Statement {
    return { actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [this.arn] };
  }

  /** To read what is encrypted. */
  decrypt(): Statement {
    return { actions: ["kms:Decrypt"], resources: [this.arn] };
  }
}

const keyStatements = ({ prefix, aws, deployRoleArn }: MessageKeyProps): readonly Statement[] => {
  const { partition, region, accountId, dnsSuffix } = aws;
  // In a key's policy: this key.
  const resources = ["*"];
  /** The account: which of its principals may do this is for IAM to say. */
  const account = [{ type: "AWS", identifiers: [`arn:${partition}:iam::${accountId}:root`] }];
  const viaService = (...services: readonly string[]): Condition =>
    equals("kms:ViaService", ...services.map((name) => `${name}.${region}.${dnsSuffix}`));
  const logGroups = `arn:${partition}:logs:${region}:${accountId}:log-group`;
  return [
    { sid: "AdministrationByIam", principals: account, actions: administration, resources },
    {
      sid: "AdministrationByDeployment",
      principals: [{ type: "AWS", identifiers: ["*"] }],
      actions: administration,
      resources,
      condition: [equals("kms:CallerAccount", accountId), arnLike("aws:PrincipalArn", deployRoleArn)],
    },
    // Never on its own: whoever may use the key may do so on what the stores hand out, and on nothing else.
    {
      sid: "UseThroughTheStoresByIam",
      principals: account,
      actions: [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncrypt*",
      ],
      resources,
      condition: [viaService("sqs", "s3", "dynamodb")],
    },
    // DynamoDB works on a table by a grant that whoever creates the table hands to it.
    {
      sid: "GrantsOfTheTableByIam",
      principals: account,
      actions: ["kms:CreateGrant"],
      resources,
      condition: [
        viaService("dynamodb"),
        { test: "Bool", variable: "kms:GrantIsForAWSResource", values: ["true"] },
      ],
    },
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    {
      sid: "LogGroupsOfThisStack",
      principals: [service(`logs.${region}.${dnsSuffix}`)],
      actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
      resources,
      condition: [
        {
          test: "ArnLike",
          variable: "kms:EncryptionContext:aws:logs:arn",
          values: [
            `${logGroups}:/aws/lambda/${prefix}-*`,
            // API Gateway chooses this name itself, from the API's id.
            `${logGroups}:API-Gateway-Execution-Logs_*`,
          ],
        },
      ],
    },
  ];
};
