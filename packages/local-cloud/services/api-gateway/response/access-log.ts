// Access logs: one line per request in the stage's format.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
import { createHash } from "node:crypto";
import { compileSubstitution } from "../templates/substitution.ts";

export type AccessLog = {
  readonly group: string;
  /** AWS names its streams by hashes too, and writes to several. */
  readonly stream: string;
  /** `values` is the context with what is known at the end. */
  readonly format: (values: Readonly<Record<string, unknown>>) => string;
};

const groupOf = (arn: string): string => {
  const group = /^arn:[^:]+:logs:[^:]*:\d{12}:log-group:([^:]+)(:\*)?$/.exec(arn)?.[1];
  if (group === undefined) throw new Error(`the access log's destination ${arn} is no log group`);
  return group;
};

/** Throws for a format that AWS would refuse or a variable that is not supported. */
export const compileAccessLog = (settings: {
  readonly destination_arn: string;
  readonly format: string;
}): AccessLog => {
  if (!/\$context\.(requestId|extendedRequestId)\b/.test(settings.format)) {
    throw new Error("an access log's format must contain $context.requestId or $context.extendedRequestId");
  }
  const format = compileSubstitution(settings.format, "access-log");
  const group = groupOf(settings.destination_arn);
  return {
    group,
    stream: createHash("sha256").update(group).digest("hex").slice(0, 32),
    format: (context) => format(context, "-"),
  };
};
