// From the text of a policy to statements that can be evaluated; what is not understood stops the load.
import { decode } from "../stack/schema-problems.ts";
import { allOrProblems, StackError } from "../stack/stack-error.ts";
import { toCondition, type Condition } from "./condition.ts";
import type { PolicyKind, PrincipalPattern, Statement } from "./policy.ts";
import { policySchema, type PrincipalJson, type StatementJson } from "./policy-schema.ts";
import { KMS_CONDITION_KEYS, KNOWN_CONDITION_KEYS, S3_CONDITION_KEYS } from "./request-context.ts";
import { isArnPattern } from "./wildcard.ts";

const ACTION = /^(\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$/i;
const ACCOUNT = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/;

const fail = (at: string, problem: string): never => {
  throw new StackError([`${at}: ${problem}`]);
};

const withoutVariables = (text: string, at: string): string =>
  text.includes("${") ? fail(at, `policy variables (${text}) are not understood by the local cloud`) : text;

const isResource = (pattern: string): boolean => pattern === "*" || isArnPattern(pattern);

const checkPatterns = ({ Action = [], Resource = [] }: StatementJson, at: string): void => {
  for (const action of Action)
    if (!ACTION.test(withoutVariables(action, at))) fail(at, `${JSON.stringify(action)} is no action`);
  for (const resource of Resource)
    if (!isResource(withoutVariables(resource, at))) fail(at, `${JSON.stringify(resource)} is no resource`);
};

const toAwsPrincipal = (value: string, at: string): PrincipalPattern => {
  if (value === "*") return { kind: "everyone" };
  const account = ACCOUNT.exec(value)?.[1];
  if (account !== undefined) return { kind: "account", id: account };
  // AWS allows no wildcard in a principal but the lone one.
  if (!isArnPattern(value) || /[*?]/.test(value)) return fail(at, `${JSON.stringify(value)} is no principal`);
  return { kind: "arn", arn: value };
};

const toPrincipals = (principal: PrincipalJson, at: string): readonly PrincipalPattern[] =>
  principal === "*"
    ? [{ kind: "everyone" }]
    : [
        ...(principal.AWS ?? []).map((value) => toAwsPrincipal(value, at)),
        ...(principal.Service ?? []).map((name): PrincipalPattern => ({ kind: "service", name })),
      ];

/** Only calls to a service carry its keys: beside any other action a condition on them could never hold. */
const speaksOnlyOf = (service: string, { Action }: StatementJson): boolean =>
  Action?.every((action) => action.toLowerCase().startsWith(`${service}:`)) ?? false;

/** A trust policy is asked with no particular resource in mind, so nothing could answer for `aws:SourceArn`. */
const isKnownKey = (name: string, statement: StatementJson, kind: PolicyKind): boolean => {
  const key = name.toLowerCase();
  if (KMS_CONDITION_KEYS.has(key)) return kind === "key" || speaksOnlyOf("kms", statement);
  if (S3_CONDITION_KEYS.has(key)) return speaksOnlyOf("s3", statement);
  return KNOWN_CONDITION_KEYS.has(key) && !(kind === "trust" && key === "aws:sourcearn");
};

const toConditions = (statement: StatementJson, kind: PolicyKind, at: string): readonly Condition[] =>
  Object.entries(statement.Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => {
      if (!isKnownKey(key, statement, kind)) fail(at, `condition key ${key} is not known to the local cloud`);
      const condition = toCondition(
        operator,
        key,
        values.map((value) => withoutVariables(value, at)),
      );
      return typeof condition === "string" ? fail(at, condition) : condition;
    }),
  );

const checkShape = (statement: StatementJson, kind: PolicyKind, at: string): void => {
  const hasPrincipal = statement.Principal !== undefined;
  const hasResource = statement.Resource !== undefined;
  if (kind === "identity" && hasPrincipal) fail(at, "a policy of an identity names no principal");
  if (kind !== "identity" && !hasPrincipal) fail(at, "has no Principal");
  if (kind === "trust" && hasResource) fail(at, "a trust policy names no resource");
  if (kind !== "trust" && !hasResource) fail(at, "has no Resource");
};

const toStatement = (statement: StatementJson, kind: PolicyKind, at: string): Statement => {
  checkShape(statement, kind, at);
  checkPatterns(statement, at);
  const { Effect: effect, Action, Resource: resources } = statement;
  const principals = statement.Principal === undefined ? undefined : toPrincipals(statement.Principal, at);
  return {
    effect,
    actions: Action ?? fail(at, "has no Action"),
    ...(resources === undefined ? {} : { resources }),
    ...(principals === undefined ? {} : { principals }),
    conditions: toConditions(statement, kind, at),
  };
};

const parseJson = (text: string, at: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    return fail(at, `is not JSON: ${String(error)}`);
  }
};

/**
 * @param at whose policy it is, for errors: `aws_iam_role.worker: attribute assume_role_policy`
 * @throws StackError for an element, operator, condition key or form that the evaluator does not know
 */
export const decodePolicy = (text: string, kind: PolicyKind, at: string): readonly Statement[] => {
  const { Statement: statements } = decode(policySchema, parseJson(text, at), at);
  return allOrProblems(
    statements.map((statement, index) => () => toStatement(statement, kind, `${at}: Statement[${index}]`)),
  );
};
