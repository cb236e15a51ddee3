// What an authorizer's function may answer, and what its policy says about one method.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
import { z } from "zod";
import { decodePolicy } from "../../../policy/decode-policy.ts";
import { type Evaluation, evaluate } from "../../../policy/evaluate.ts";
import type { Statement } from "../../../policy/policy.ts";
import { GatewayError } from "../request/gateway-error.ts";

export type AuthorizerResponse = {
  readonly principalId: string;
  /** As text, whatever the function answered: that is how AWS hands them on. */
  readonly context: Readonly<Record<string, string>>;
  readonly statements: readonly Statement[];
};

/** "You can't set a JSON object or array as a valid value of any key in the context map." */
const contextValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** Strict: AWS does not say what becomes of anything else, and a `usageIdentifierKey` needs API keys. */
const schema = z.strictObject({
  principalId: z.string().min(1),
  policyDocument: z.record(z.string(), z.unknown()),
  context: z.record(z.string(), contextValue).default({}),
});

/** The client gets a bare 500, as is seen on AWS; the log gets the reason. */
export const authorizerConfigurationError = (reason: string): GatewayError =>
  new GatewayError("AUTHORIZER_CONFIGURATION_ERROR", "", { reason });

const toStatements = (policyDocument: object): readonly Statement[] => {
  const statements = decodePolicy(JSON.stringify(policyDocument), "identity", "policyDocument");
  if (statements.length === 0) throw new Error("policyDocument has no statement");
  if (statements.some(({ conditions }) => conditions.length > 0))
    throw new Error("conditions in an authorizer's policy are not supported by the local cloud");
  return statements;
};

/** Throws AUTHORIZER_CONFIGURATION_ERROR for any other form, and for a policy that is not understood. */
export const decodeAuthorizerResponse = (payload: string): AuthorizerResponse => {
  try {
    const { principalId, context, policyDocument } = schema.parse(JSON.parse(payload));
    return { principalId, context, statements: toStatements(policyDocument) };
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw authorizerConfigurationError(`malformed answer of the authorizer: ${problem}`);
  }
};

/** Whether the policy lets the method with this ARN be called. Its statements name no principal. */
export const decide = ({ statements }: AuthorizerResponse, methodArn: string): Evaluation =>
  evaluate(statements, {
    caller: { kind: "service", name: "apigateway.amazonaws.com" },
    action: "execute-api:Invoke",
    resource: methodArn,
    context: new Map(),
  });
