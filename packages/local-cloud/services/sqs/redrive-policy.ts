// Who may send its dead letters where: the redrive policy of a source, the redrive allow policy of a dead-letter queue.
import { z } from "zod";
import { invalidParameter, type SqsFault } from "./sqs-fault.ts";

/** AWS takes the count as a number or as text. */
export const RedrivePolicy = z.strictObject({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number().int().min(1).max(1000),
});
export type RedrivePolicy = z.infer<typeof RedrivePolicy>;

export const RedriveAllowPolicy = z.discriminatedUnion("redrivePermission", [
  z.strictObject({ redrivePermission: z.literal("allowAll") }),
  z.strictObject({ redrivePermission: z.literal("denyAll") }),
  z.strictObject({
    redrivePermission: z.literal("byQueue"),
    sourceQueueArns: z.array(z.string()).min(1).max(10),
  }),
]);
export type RedriveAllowPolicy = z.infer<typeof RedriveAllowPolicy>;

const decode = <T>(parameter: string, text: string, schema: z.ZodType<T>): T => {
  const fail = (reason: string): SqsFault =>
    invalidParameter(`Value ${text} for parameter ${parameter} is invalid. Reason: ${reason}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw fail("Not a JSON document.");
  }
  const decoded = schema.safeParse(json);
  if (!decoded.success) throw fail(z.prettifyError(decoded.error));
  return decoded.data;
};

/** Throws InvalidParameterValue with the reason. */
export const decodeRedrivePolicy = (text: string): RedrivePolicy =>
  decode("RedrivePolicy", text, RedrivePolicy);

/** Throws InvalidParameterValue with the reason. */
export const decodeRedriveAllowPolicy = (text: string): RedriveAllowPolicy =>
  decode("RedriveAllowPolicy", text, RedriveAllowPolicy);

const allows = (policy: RedriveAllowPolicy, sourceArn: string): boolean =>
  policy.redrivePermission === "allowAll" ||
  (policy.redrivePermission === "byQueue" && policy.sourceQueueArns.includes(sourceArn));

export type RedriveCheck = {
  readonly sourceArn: string;
  readonly policy: string;
  /** The attributes of the queue with that ARN; undefined when there is none. */
  readonly attributesOf: (arn: string) => Readonly<Record<string, string>> | undefined;
};

/** Throws InvalidParameterValue when the dead-letter queue is missing or does not take letters of the source. */
export const checkRedrive = ({ sourceArn, policy, attributesOf }: RedriveCheck): void => {
  const { deadLetterTargetArn: target } = decodeRedrivePolicy(policy);
  const fail = (reason: string): SqsFault =>
    invalidParameter(`Value ${policy} for parameter RedrivePolicy is invalid. Reason: ${reason}`);
  const deadLetters = attributesOf(target);
  if (deadLetters === undefined) throw fail("Dead letter target does not exist.");
  const allowPolicy = deadLetters["RedriveAllowPolicy"];
  if (allowPolicy === undefined || allowPolicy === "") return;
  if (!allows(decodeRedriveAllowPolicy(allowPolicy), sourceArn)) {
    throw fail(`The redrive allow policy of ${target} does not permit ${sourceArn} as a source.`);
  }
};
