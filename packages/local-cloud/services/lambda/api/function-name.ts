// How a request names a function: by its name, its ARN or a part of that, each with or without a version behind it.
import { z } from "zod";
import type { Account } from "../../../core/account.ts";
import { version } from "../../../resources/function-config.ts";

/** The pattern of the service model, FunctionName. */
const pattern =
  /^(?:arn:[\w-]+:lambda:)?(?:(?<region>[a-z]{2}(?:-[a-z]+)+-\d):)?(?:(?<owner>\d{12}):)?(?:function:)?(?<name>[\w-]+)(?::(?<qualifier>\$LATEST|[\w-]+))?$/;

/** As an ARN, in which the one version that there is goes without saying. */
export const makeFunctionName = ({ partition, region: here, id }: Account) =>
  z.string().transform((text, context) => {
    const { region = here, owner = id, name, qualifier = version } = pattern.exec(text)?.groups ?? {};
    if (name === undefined) {
      context.addIssue("is no name and no ARN of a function");
      return z.NEVER;
    }
    const suffix = qualifier === version ? "" : `:${qualifier}`;
    return `arn:${partition}:lambda:${region}:${owner}:function:${name}${suffix}`;
  });
