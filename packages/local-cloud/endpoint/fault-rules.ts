// The wire format of fault rules, decoded strictly: a rule that is half understood would prove nothing.
import { z } from "zod";
import type { AwsService } from "../core/service.ts";

const status = (lowest: number) => z.int().min(lowest).max(599);

/** Stands in headers, in XML and in JSON. AWS's longest forms: `KMS.ThrottlingException`, `com.amazon.x#Throttled`. */
const errorCode = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:#-]*$/, "is not a code of an AWS error, such as ThrottlingException");

const Effect = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("error"), code: errorCode, status: status(400) }),
  /** Real milliseconds before the call is carried out. */
  z.strictObject({ type: z.literal("latency"), ms: z.number().min(0).max(3_600_000) }),
  /** Not answered as long as the rules stand, then reset; nothing is applied. */
  z.strictObject({ type: z.literal("hang") }),
  /** The connection is torn down; nothing is applied. */
  z.strictObject({ type: z.literal("reset") }),
  /** The call is carried out, then the connection is torn down. */
  z.strictObject({ type: z.literal("apply-then-reset") }),
  /** The body as it stands, in no format of AWS. */
  z.strictObject({ type: z.literal("garbage"), status: status(200), body: z.string() }),
]);

const Rule = z.strictObject({
  service: z.enum(["dynamodb", "s3", "sqs", "sns"]),
  /** Applies to its batch form too, where it has one; without it, the rule applies to every operation. */
  operation: z.string().optional(),
  /** Text found in the request's path or body. */
  match: z.string().min(1).optional(),
  /** How many requests it still applies to; without it, every one. */
  times: z.int().min(0).optional(),
  probability: z.number().min(0).max(1).optional(),
  effect: Effect,
});

export type FaultEffect = z.infer<typeof Effect>;
export type FaultRule = z.infer<typeof Rule>;

export type DecodedRules =
  | { readonly ok: true; readonly rules: readonly FaultRule[] }
  /** One sentence that names the rule (counted from 0), the field and what is wrong with it. */
  | { readonly ok: false; readonly reason: string };

const toReason = ({ path: [index, ...field], message }: z.core.$ZodIssue): string =>
  index === undefined
    ? message
    : [`rule ${String(index)}`, field.join("."), message].filter(Boolean).join(": ");

export type Operations = readonly Pick<AwsService, "name" | "operations">[];

const isSupported = ({ service, operation }: FaultRule, operations: Operations): boolean =>
  operation === undefined ||
  operations.some((each) => each.name === service && each.operations.includes(operation));

/** A rule for an operation that is not supported would never apply. */
export const decodeFaultRules = (input: unknown, operations: Operations): DecodedRules => {
  const decoded = z.array(Rule).safeParse(input);
  if (!decoded.success) return { ok: false, reason: decoded.error.issues.map(toReason).join("; ") };
  const reasons = decoded.data.flatMap((rule, index) =>
    isSupported(rule, operations)
      ? []
      : [
          `rule ${index}: operation: ${rule.operation} is not an operation of ${rule.service} that is supported`,
        ],
  );
  return reasons.length === 0 ? { ok: true, rules: decoded.data } : { ok: false, reason: reasons.join("; ") };
};
