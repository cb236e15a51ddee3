// KMS behind the common endpoint: looking at the stack's keys. Nothing is encrypted here, so there is nothing to do with them.
import { z } from "zod";
import { toArn } from "../../core/account.ts";
import { type AwsService, ServiceError } from "../../core/service.ts";
import { makeJsonProtocol } from "../../endpoint/json-protocol.ts";
import { makeService } from "../../endpoint/make-service.ts";
import { operation } from "../../endpoint/operation.ts";
import { PageToken, toPage } from "../../endpoint/paging.ts";
import type { ServiceDeps } from "../../endpoint/service-deps.ts";
import type { Policies } from "../../policy/policies.ts";
import { KmsAlias, KmsKey } from "../../resources/kms.ts";

/** `KeyId`: an id, an alias, or the ARN of either. */
const DescribeKey = z.strictObject({ KeyId: z.string(), GrantTokens: z.array(z.string()).optional() });
const ListAliases = z.strictObject({
  KeyId: z.string().optional(),
  Limit: z.int().min(1).max(100).default(50),
  Marker: PageToken.optional(),
});

const GetKeyPolicy = z.strictObject({
  KeyId: z.string(),
  PolicyName: z.literal("default").default("default"),
});

type KmsDeps = Pick<ServiceDeps, "stack" | "account"> & {
  readonly policies: Pick<Policies, "resources">;
};

export const makeKmsService = ({ stack, account, policies }: KmsDeps): AwsService => {
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
  /** Throws NotFoundException. */
  const get = (id: string) => {
    const key = find(id);
    if (key === undefined) throw new ServiceError("NotFoundException", `${id} is not found.`);
    return key;
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
          const key = get(KeyId);
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
      GetKeyPolicy: operation(
        GetKeyPolicy,
        ({ KeyId }) => toKeyArn(KeyId),
        ({ KeyId, PolicyName }) => {
          const { arn } = get(KeyId);
          return { PolicyName, Policy: policies.resources.find((policy) => policy.arn === arn)?.text };
        },
      ),
      ListAliases: operation(
        ListAliases,
        () => "*",
        ({ KeyId, Limit, Marker }) => {
          const wanted = KeyId === undefined ? undefined : get(KeyId).arn;
          const found = aliases.filter(({ keyArn }) => wanted === undefined || keyArn === wanted);
          const { page, next } = toPage(found, Limit, Marker);
          return {
            Aliases: page.map(({ name, arn, keyArn }) => ({
              AliasName: name,
              AliasArn: arn,
              TargetKeyId: keys.find((key) => key.arn === keyArn)?.id,
            })),
            NextMarker: next,
            Truncated: next !== undefined,
          };
        },
      ),
    },
  });
};
