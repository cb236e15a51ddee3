// A fault rule as the control API takes and shows it.

export type Effect =
  | { readonly type: "error"; readonly code: string; readonly status: number }
  | { readonly type: "latency"; readonly ms: number }
  | { readonly type: "hang" }
  | { readonly type: "reset" }
  | { readonly type: "apply-then-reset" }
  | { readonly type: "garbage"; readonly status: number; readonly body: string };

export type Service = "dynamodb" | "s3" | "sqs" | "sns";

export type FaultRule = {
  readonly service: Service;
  /** Without it, every operation. */
  readonly operation?: string;
  readonly match?: string;
  readonly times?: number;
  readonly probability?: number;
  readonly effect: Effect;
};

const names = { dynamodb: "DynamoDB", s3: "S3", sqs: "SQS", sns: "SNS" } as const satisfies Record<
  Service,
  string
>;
export const serviceName = (service: Service): string => names[service];

const withoutDetails = {
  hang: "is not answered",
  reset: "is cut off before it is carried out",
  "apply-then-reset": "is carried out and cut off before the answer",
} as const satisfies Partial<Record<Effect["type"], string>>;

const effectWords = (effect: Effect): string => {
  if (effect.type === "error") return `is answered ${effect.status} ${effect.code}`;
  if (effect.type === "latency") return `takes ${effect.ms} ms more`;
  if (effect.type === "garbage") return `is answered ${effect.status} and garbage`;
  return withoutDetails[effect.type];
};

/** One sentence. */
export const ruleWords = ({ service, operation, match, times, probability, effect }: FaultRule): string =>
  [
    operation === undefined
      ? `Every call to ${serviceName(service)}`
      : `${serviceName(service)} ${operation}`,
    match === undefined ? "" : ` with "${match}" in it`,
    ` ${effectWords(effect)}`,
    probability === undefined ? "" : `, in ${Math.round(probability * 100)} % of the calls`,
    times === undefined ? "" : `, ${times} times more`,
  ].join("");
