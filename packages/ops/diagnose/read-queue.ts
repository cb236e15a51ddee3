// What SQS says of a queue.
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import type { Target } from "../target/target.ts";
import type { QueueFacts } from "./facts.ts";
import { parseJson, readPolicy } from "./read-policy.ts";

const Redrive = t.type({
  deadLetterTargetArn: t.string,
  maxReceiveCount: t.union([t.number, t.string]),
});
const RedriveAllow = t.intersection([
  t.type({ redrivePermission: t.string }),
  t.partial({ sourceQueueArns: t.array(t.string) }),
]);

const toRedrive = (text = ""): QueueFacts["redrive"] => {
  const redrive = Redrive.decode(parseJson(text));
  if (E.isLeft(redrive)) return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = redrive.right;
  return { targetArn: deadLetterTargetArn, maxReceiveCount: Number(maxReceiveCount) };
};

const toAllowedSources = (text = ""): readonly string[] | undefined => {
  const allow = RedriveAllow.decode(parseJson(text));
  if (E.isLeft(allow) || allow.right.redrivePermission === "allowAll") return undefined;
  return allow.right.sourceQueueArns ?? [];
};

export const readQueue = async (
  { clients }: Pick<Target, "clients">,
  QueueUrl: string,
): Promise<QueueFacts> => {
  const { Attributes: all = {} } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
  );
  return {
    arn: all["QueueArn"] ?? "",
    visible: Number(all["ApproximateNumberOfMessages"]),
    inFlight: Number(all["ApproximateNumberOfMessagesNotVisible"]),
    delayed: Number(all["ApproximateNumberOfMessagesDelayed"]),
    visibilitySeconds: Number(all["VisibilityTimeout"]),
    retentionSeconds: Number(all["MessageRetentionPeriod"]),
    redrive: toRedrive(all["RedrivePolicy"]),
    allowedSources: toAllowedSources(all["RedriveAllowPolicy"]),
    policy: readPolicy(all["Policy"]),
    keyId: all["KmsMasterKeyId"],
  };
};
