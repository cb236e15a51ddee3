// The log groups there are: those of the stack, and those that something has written to.
import { type Account, toArn } from "../../core/account.ts";
import { ServiceError } from "../../core/service.ts";
import { CloudwatchLogGroup } from "../../resources/cloudwatch.ts";
import type { Stack } from "../../stack/resource-type.ts";
import type { LogStore } from "./log-store.ts";

export type LogGroups = ReturnType<typeof makeLogGroups>;

/** A request names a group by its name or its ARN, in one of two fields. */
export type NamedGroup = {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
};

export const makeLogGroups = (stack: Stack, account: Account, store: LogStore) => {
  const configured = stack.of(CloudwatchLogGroup).map(({ config }) => config.name);
  const arnOf = (group: string): string => toArn(account, "logs", `log-group:${group}`);
  /** `arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/jobs` → `/aws/lambda/jobs` */
  const toName = ({ logGroupName, logGroupIdentifier }: NamedGroup): string => {
    const given = logGroupName ?? logGroupIdentifier;
    if (given === undefined || (logGroupName !== undefined && logGroupIdentifier !== undefined))
      throw new ServiceError(
        "InvalidParameterException",
        "Either logGroupName or logGroupIdentifier must be specified, and not both.",
      );
    const isArn = given === logGroupIdentifier && given.startsWith(arnOf(""));
    return isArn ? given.slice(arnOf("").length) : given;
  };
  const names = (): readonly string[] => [...new Set([...configured, ...store.groups()])].toSorted();
  return {
    names,
    arnOf,
    /** What a call about no group in particular needs permission for. */
    anyGroup: `${arnOf("")}:log-stream:`,
    /** As policies name what lies in a group: `log-group:NAME:*`. */
    toResource: (named: NamedGroup, stream = ""): string => `${arnOf(toName(named))}:log-stream:${stream}`,
    /** Throws ResourceNotFoundException, or InvalidParameterException unless there is one name. */
    find: (named: NamedGroup): string => {
      const name = toName(named);
      if (names().includes(name)) return name;
      throw new ServiceError("ResourceNotFoundException", "The specified log group does not exist.");
    },
  };
};
