// A queue's redrive policy, and its dead-letter queue's redrive allow policy.
import { parseJson } from "../../core/json.ts";
import { z } from "zod";
import { invalidParameter, type SqsError } from "./sqs-error.ts";

/** AWS takes the count as a number or as text. */
const RedrivePolicy = z.strictObject({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number().int().min(1).max(1000),
});
export type RedrivePolicy = z.infer<typeof RedrivePolicy>;

const RedriveAllowPolicy = z.discriminatedUnion("redrivePermission", [
  z.strictObject({ redrivePermission: z.literal("allowAll") }),
  z.strictObject({ redrivePermission: z.literal("denyAll") }),
  z.strictObject({
    redrivePermission: z.literal("byQueue"),
    sourceQueueArns: z.array(z.string()).min(1).max(10),
  }),
]);
type RedriveAllowPolicy = z.infer<typeof RedriveAllowPolicy>;

/** A redrive policy, or redrive allow policy, that SQS refuses. */
export const invalidPolicy = (parameter: string, text: string, reason: string): SqsError =>
  invalidParameter(`Value ${text} for parameter ${parameter} is invalid. Reason: ${reason}`);

const decode = <T>(parameter: string, text: string, schema: z.ZodType<T>): T => {
  const json = parseJson(text);
  if (json === undefined) throw invalidPolicy(parameter, text, "Not a JSON document.");
  const decoded = schema.safeParse(json);
  if (!decoded.success) throw invalidPolicy(parameter, text, z.prettifyError(decoded.error));
  return decoded.data;
};

/** Throws InvalidParameterValue with the reason. */
export const decodeRedrivePolicy = (text: string): RedrivePolicy =>
  decode("RedrivePolicy", text, RedrivePolicy);

/** Throws InvalidParameterValue with the reason. */
export const decodeRedriveAllowPolicy = (text: string): RedriveAllowPolicy =>
  decode("RedriveAllowPolicy", text, RedriveAllowPolicy);

/** May the queue send its dead letters to the one with this policy? */
export const allowsSource = (policy: RedriveAllowPolicy, sourceArn: string): boolean =>
  policy.redrivePermission === "allowAll" ||
  (policy.redrivePermission === "byQueue" && policy.sourceQueueArns.includes(sourceArn));
