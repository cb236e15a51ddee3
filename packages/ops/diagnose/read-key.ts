// What KMS says of the key that encrypts what holds messages.
import { DescribeKeyCommand, GetKeyPolicyCommand } from "@aws-sdk/client-kms";
import type { Attempt } from "../attempt.ts";
import type { DiagnosisClients } from "./clients.ts";
import type { KeyFacts } from "./facts.ts";
import { readPolicy } from "./read-policy.ts";

export const readKey = async (
  { kms }: Pick<DiagnosisClients, "kms">,
  KeyId: string,
  attempt: Attempt,
): Promise<{ readonly key: KeyFacts; readonly arn: string | undefined }> => {
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
  const policy = await attempt("the key's policy", async () =>
    readPolicy((await kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy),
  );
  return { key: { state: KeyMetadata?.KeyState ?? "", policy }, arn: KeyMetadata?.Arn };
};
