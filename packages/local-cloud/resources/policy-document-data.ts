// The data source that writes an IAM policy out of blocks: aws_iam_policy_document.
import { z } from "zod";
import { resourceType } from "../stack/resource-type.ts";
import { blocks } from "../stack/schema.ts";

const texts = z.array(z.string()).default([]);
const principals = blocks(z.strictObject({ type: z.string(), identifiers: texts }));

const statement = z.strictObject({
  sid: z.string().default(""),
  effect: z.enum(["Allow", "Deny"]).default("Allow"),
  actions: z.array(z.string()).optional(),
  not_actions: z.array(z.string()).optional(),
  resources: z.array(z.string()).optional(),
  not_resources: z.array(z.string()).optional(),
  principals,
  not_principals: principals,
  condition: blocks(z.strictObject({ test: z.string(), variable: z.string(), values: texts })),
});

// Documents to merge (`source_policy_documents` and the like) are not known here, and refused.
const config = z
  .strictObject({
    version: z.enum(["2012-10-17", "2008-10-17"]).default("2012-10-17"),
    policy_id: z.string().optional(),
    statement: blocks(statement),
  })
  .refine(
    ({ statement: statements }) => {
      const ids = statements.map(({ sid }) => sid).filter((sid) => sid !== "");
      return new Set(ids).size === ids.length;
    },
    { error: "every sid stands once", path: ["statement"] },
  );

type Config = z.infer<typeof config>;
type StatementBlock = z.infer<typeof statement>;
type PrincipalBlocks = z.infer<typeof principals>;
type Text = string | readonly string[];

/** `&{aws:username}` is the provider's way to write a policy variable past Terraform's own `${`. */
const withVariables = (text: string): string => text.replaceAll("&{", "${");

/** A list of one becomes its element, as the provider writes it. */
const toText = (list: readonly string[]): Text => {
  const [first, ...others] = list.map(withVariables);
  return first !== undefined && others.length === 0 ? first : list.map(withVariables);
};

const grouped = (pairs: readonly (readonly [string, readonly string[]])[]): Record<string, Text> => {
  const groups = Map.groupBy(pairs, ([key]) => key);
  return Object.fromEntries(
    [...groups].map(([key, of]) => [key, toText(of.flatMap(([, values]) => values))]),
  );
};

const toPrincipal = (of: PrincipalBlocks): unknown => {
  if (of.length === 0) return undefined;
  if (of.some(({ type, identifiers }) => type === "*" && identifiers.includes("*"))) return "*";
  return grouped(of.map(({ type, identifiers }) => [type, identifiers]));
};

const toCondition = (of: StatementBlock["condition"]): unknown => {
  if (of.length === 0) return undefined;
  const byTest = Map.groupBy(of, ({ test }) => test);
  return Object.fromEntries(
    [...byTest].map(([test, list]) => [
      test,
      grouped(list.map(({ variable, values }) => [variable, values])),
    ]),
  );
};

const optionalText = (list: readonly string[] | undefined): Text | undefined =>
  list === undefined ? undefined : toText(list);

/** Members that are undefined leave no trace in the JSON. */
const toStatement = (of: StatementBlock) => ({
  Sid: of.sid === "" ? undefined : of.sid,
  Effect: of.effect,
  Action: optionalText(of.actions),
  NotAction: optionalText(of.not_actions),
  Resource: optionalText(of.resources),
  NotResource: optionalText(of.not_resources),
  Principal: toPrincipal(of.principals),
  NotPrincipal: toPrincipal(of.not_principals),
  Condition: toCondition(of.condition),
});

const toDocument = ({ version, policy_id, statement: statements }: Config) => ({
  Version: version,
  Id: policy_id,
  Statement: statements.map(toStatement),
});

export const PolicyDocumentData = resourceType("data.aws_iam_policy_document", config, (of) => ({
  json: JSON.stringify(toDocument(of), undefined, 2),
  minified_json: JSON.stringify(toDocument(of)),
}));
