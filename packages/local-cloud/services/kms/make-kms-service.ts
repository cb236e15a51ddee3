// KMS behind the common endpoint: looking at the stack's keys. Nothing is encrypted here, so there is nothing to do with them.
import { z } from "zod";
import { toArn } from "../../core/account.ts";
import { type AwsService, ServiceError } from "../../core/service.ts";
import { makeJsonProtocol } from "../../endpoint/json-protocol.ts";
import { makeService } from "../../endpoint/make-service.ts";
import { operation } from "../../endpoint/operation.ts";
import type { ServiceDeps } from "../../endpoint/service-deps.ts";
import { KmsAlias, KmsKey } from "../../resources/kms.ts";

/** `KeyId`: an id, an alias, or the ARN of either. */
const DescribeKey = z.strictObject({ KeyId: z.string(), GrantTokens: z.array(z.string()).optional() });
const ListAliases = z.strictObject({
  KeyId: z.string().optional(),
  Limit: z.int().min(1).max(1000).optional(),
  Marker: z.string().optional(),
});

export const makeKmsService = ({ stack, account }: Pick<ServiceDeps, "stack" | "account">): AwsService => {
  const keys = stack.of(KmsKey).map(({ attributes }) => ({
    id: String(attributes["key_id"]),
    arn: String(attributes["arn"]),
  }));
  const aliases = stack.of(KmsAlias).map(({ config, attributes }) => ({
    name: config.name,
    arn: String(attributes["arn"]),
    keyArn: String(attributes["target_key_arn"]),
  }));
  const find = (id: string) => {
    const keyArn = aliases.find(({ name, arn }) => name === id || arn === id)?.keyArn;
    return keys.find((key) => key.arn === (keyArn ?? id) || key.id === id);
  };
  const toKeyArn = (id: string): string => find(id)?.arn ?? toArn(account, "kms", `key/${id}`);
  return makeService({
    name: "kms",
    actions: "kms",
    protocol: makeJsonProtocol({ target: "TrentService", version: "1.1" }),
    invalid: "ValidationException",
    operations: {
      DescribeKey: operation(
        DescribeKey,
        ({ KeyId }) => toKeyArn(KeyId),
        ({ KeyId }) => {
          const key = find(KeyId);
          if (key === undefined) throw new ServiceError("NotFoundException", `${KeyId} is not found.`);
          return {
            KeyMetadata: {
              KeyId: key.id,
              Arn: key.arn,
              AWSAccountId: account.id,
              Enabled: true,
              KeyState: "Enabled",
              KeyManager: "CUSTOMER",
              KeyUsage: "ENCRYPT_DECRYPT",
              KeySpec: "SYMMETRIC_DEFAULT",
              Origin: "AWS_KMS",
            },
          };
        },
      ),
      ListAliases: operation(
        ListAliases,
        () => "*",
        ({ KeyId }) => ({
          Aliases: aliases
            .filter(({ keyArn }) => KeyId === undefined || keyArn === toKeyArn(KeyId))
            .map(({ name, arn, keyArn }) => ({
              AliasName: name,
              AliasArn: arn,
              TargetKeyId: keys.find((key) => key.arn === keyArn)?.id,
            })),
          Truncated: false,
        }),
      ),
    },
  });
};
