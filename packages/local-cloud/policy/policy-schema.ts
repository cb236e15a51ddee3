// The JSON of a policy document, as strict as AWS is and a little stricter where only a guess would remain.
import { z } from "zod";
import { toList } from "../stack/schema.ts";

const oneOrMore = z.preprocess(toList, z.array(z.string()));

const conditionValues = z.preprocess(
  toList,
  z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String)),
);

const principal = z.union(
  [
    z.literal("*"),
    z.strictObject({
      AWS: oneOrMore.optional(),
      Service: oneOrMore.optional(),
    }),
  ],
  { error: 'a principal is "*" or an object of AWS and Service' },
);

const refused = (element: string, instead: string) =>
  z.undefined({ error: `${element} is not understood by the local cloud; ${instead}` }).optional();

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: principal.optional(),
  // AWS itself advises against it, and a role's session cannot be named ahead of its call.
  NotPrincipal: refused("NotPrincipal", "a condition on aws:PrincipalArn says the same"),
  Action: oneOrMore.optional(),
  NotAction: refused("NotAction", "name the actions"),
  Resource: oneOrMore.optional(),
  NotResource: refused("NotResource", "name the resources"),
  Condition: z.record(z.string(), z.record(z.string(), conditionValues)).default({}),
});

/** A document without a statement is refused by AWS at deployment; here it grants nothing, and the call that needs it fails. */
export const policySchema = z.strictObject({
  Version: z.enum(["2012-10-17", "2008-10-17"]).optional(),
  Id: z.string().optional(),
  Statement: z.preprocess(toList, z.array(statement)).default([]),
});

export type StatementJson = z.infer<typeof statement>;
export type PrincipalJson = z.infer<typeof principal>;
