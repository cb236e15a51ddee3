// The customer-managed key that encrypts whatever holds messages: queues, archive, table, alarms and logs.
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias/index.js";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key/index.js";
import { KmsKeyPolicy } from "@cdktf/provider-aws/lib/kms-key-policy/index.js";
import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { Construct } from "constructs";
import type { AwsEnvironment } from "./aws-environment.ts";
import { policyJson } from "./policy-document.ts";

export type MessageKeyProps = {
  /** Also begins the names of the log groups that the key encrypts. */
  readonly prefix: string;
  readonly aws: AwsEnvironment;
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
  /** What must wait for the policy: before it, services may not use the key. */
  readonly policy: KmsKeyPolicy;
  readonly #props: MessageKeyProps;

  constructor(scope: Construct, id: string, props: MessageKeyProps) {
    super(scope, id);
    this.#props = props;
    const key = new KmsKey(this, "key", {
      description: `Encrypts the messages of ${props.prefix}.`,
      enableKeyRotation: true,
      // The longest that AWS offers: what the key encrypted is lost with it.
      deletionWindowInDays: 30,
      lifecycle: { preventDestroy: props.protectData },
    });
    this.arn = key.arn;
    new KmsAlias(this, "alias", { name: `alias/${props.prefix}`, targetKeyId: key.keyId });
    this.policy = new KmsKeyPolicy(this, "policy", {
      keyId: key.keyId,
      policy: policyJson(this, "policy-document", [
        this.#administrators(),
        this.#useThroughStores(),
        this.#grantsOfTable(),
        this.#alarms(),
        this.#logs(),
      ]),
    });
  }

  /** To write what is encrypted: a new data key, and the one in use. */
  encrypt(): DataAwsIamPolicyDocumentStatement {
    return { actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [this.arn] };
  }

  /** To read what is encrypted. */
  decrypt(): DataAwsIamPolicyDocumentStatement {
    return { actions: ["kms:Decrypt"], resources: [this.arn] };
  }

  /** The account: which of its principals may do this is for IAM to say. */
  get #account(): { readonly type: string; readonly identifiers: string[] }[] {
    const { partition, accountId } = this.#props.aws;
    return [{ type: "AWS", identifiers: [`arn:${partition}:iam::${accountId}:root`] }];
  }

  #viaService(...services: readonly string[]): { test: string; variable: string; values: string[] } {
    const { region } = this.#props.aws;
    return {
      test: "StringEquals",
      variable: "kms:ViaService",
      values: services.map((service) => `${service}.${region}.amazonaws.com`),
    };
  }

  #administrators(): DataAwsIamPolicyDocumentStatement {
    return {
      sid: "AdministrationByIam",
      principals: this.#account,
      actions: administration,
      resources: [this.arn],
    };
  }

  /** Never on its own: whoever may use the key may do so on what the stores hand out, and on nothing else. */
  #useThroughStores(): DataAwsIamPolicyDocumentStatement {
    return {
      sid: "UseThroughTheStoresByIam",
      principals: this.#account,
      actions: [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncrypt*",
      ],
      resources: [this.arn],
      condition: [this.#viaService("sqs", "s3", "dynamodb")],
    };
  }

  /** DynamoDB works on a table by a grant that whoever creates the table hands to it. */
  #grantsOfTable(): DataAwsIamPolicyDocumentStatement {
    return {
      sid: "GrantsOfTheTableByIam",
      principals: this.#account,
      actions: ["kms:CreateGrant"],
      resources: [this.arn],
      condition: [
        this.#viaService("dynamodb"),
        { test: "Bool", variable: "kms:GrantIsForAWSResource", values: ["true"] },
      ],
    };
  }

  /** Without it, CloudWatch drops the alarms of an encrypted topic without a word. */
  #alarms(): DataAwsIamPolicyDocumentStatement {
    return {
      sid: "AlarmsOfThisAccount",
      principals: [{ type: "Service", identifiers: ["cloudwatch.amazonaws.com"] }],
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [this.arn],
      condition: [
        { test: "StringEquals", variable: "aws:SourceAccount", values: [this.#props.aws.accountId] },
      ],
    };
  }

  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
  #logs(): DataAwsIamPolicyDocumentStatement {
    const { partition, region, accountId } = this.#props.aws;
    const groups = `arn:${partition}:logs:${region}:${accountId}:log-group`;
    return {
      sid: "LogGroupsOfThisStack",
      principals: [{ type: "Service", identifiers: [`logs.${region}.amazonaws.com`] }],
      actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
      resources: [this.arn],
      condition: [
        {
          test: "ArnLike",
          variable: "kms:EncryptionContext:aws:logs:arn",
          values: [
            `${groups}:/aws/lambda/${this.#props.prefix}-*`,
            `${groups}:/aws/apigateway/${this.#props.prefix}-*`,
            // API Gateway chooses this name itself, from the API's id.
            `${groups}:API-Gateway-Execution-Logs_*`,
          ],
        },
      ],
    };
  }
}
