// What SQS says of a queue.
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { readQueueAttributes, toDepth } from "../queue-depth.ts";
import type { Target } from "../target/target.ts";
import type { QueueFacts } from "./facts.ts";
import { parseJson, readPolicy } from "./read-policy.ts";

const RedriveAllow = t.intersection([
  t.type({ redrivePermission: t.string }),
  t.partial({ sourceQueueArns: t.array(t.string) }),
]);

const toAllowedSources = (text = ""): readonly string[] | undefined => {
  const allow = RedriveAllow.decode(parseJson(text));
  if (E.isLeft(allow) || allow.right.redrivePermission === "allowAll") return undefined;
  return allow.right.sourceQueueArns ?? [];
};

export const readQueue = async (target: Pick<Target, "clients">, queueUrl: string): Promise<QueueFacts> => {
  const all = await readQueueAttributes(target, queueUrl);
  return {
    ...toDepth(all),
    visibilitySeconds: Number(all["VisibilityTimeout"]),
    allowedSources: toAllowedSources(all["RedriveAllowPolicy"]),
    policy: readPolicy(all["Policy"]),
    keyId: all["KmsMasterKeyId"],
  };
};
