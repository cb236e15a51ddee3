// Decodes API Gateway's authorizer event, authorizes the caller and encodes the decision.
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import { withDeadline } from "@message-handler/lambda-kit/with-deadline.ts";
import { withFields, type Log } from "@message-handler/lambda-kit/log.ts";
import { logTransient } from "@message-handler/lambda-kit/log-transient.ts";
import type { APIGatewayAuthorizerResult, Context } from "aws-lambda";
import * as E from "fp-ts/lib/Either.js";
import { decodeAuthorizerEvent, type AuthorizerEvent } from "./authorizer-event.ts";
import type { Allowed, AuthorizeCaller, Denied } from "./authorize-caller.ts";

export type HandlerDeps = {
  readonly authorizeCaller: AuthorizeCaller;
  /** For how long API Gateway keeps a result. */
  readonly cacheSeconds: number;
  readonly log: Log;
};

/** Milliseconds to answer in once the work has been given up. */
const ANSWER_MS = 500;

/** API Gateway answers 500. */
const toError = (code: string): Error => new Error(`Authorization failed: ${code}.`);

/**
 * API Gateway answers 401 to an error with exactly this text, and keeps nothing:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
const toRefusal = (): Error => new Error("Unauthorized");

/** Always at ERROR: the caller gets a 500 for it, and cannot be asked to wait. */
const fail = (log: Log, failure: TransientFailure): never => {
  logTransient(log, "authorization failed", { ...failure, needsOperator: true });
  throw toError(failure.code);
};

const decode = (event: unknown, log: Log): AuthorizerEvent => {
  const decoded = decodeAuthorizerEvent(event);
  if (E.isRight(decoded)) return decoded.right;
  log("ERROR", "event not understood", { code: "EventNotUnderstood", paths: decoded.left });
  throw toError("EventNotUnderstood");
};

/** API Gateway keeps the result under the token for every route, so it must be right for all of them. */
const toAuthorizerResult = (decision: Allowed | Denied, everyRoute: string): APIGatewayAuthorizerResult => {
  const isAllowed = decision.kind === "Allowed";
  return {
    principalId: isAllowed ? decision.companyId : "unknown",
    policyDocument: {
      Version: "2012-10-17",
      Statement: [
        { Action: "execute-api:Invoke", Effect: isAllowed ? "Allow" : "Deny", Resource: everyRoute },
      ],
    },
    ...(isAllowed ? { context: { company_id: decision.companyId } } : {}),
  };
};

/**
 * Denies an invalid token; a denial that may be wrong before API Gateway forgets it is thrown instead (401). Throws
 * also when the issuer or this function fails (500). API Gateway keeps nothing of what is thrown.
 */
export const makeHandler =
  ({ authorizeCaller, cacheSeconds, log }: HandlerDeps) =>
  async (
    event: unknown,
    invocation: Pick<Context, "awsRequestId" | "getRemainingTimeInMillis">,
  ): Promise<APIGatewayAuthorizerResult> => {
    const invocationLog = withFields(log, { aws_request_id: invocation.awsRequestId });
    const { authorization, everyRoute, requestId } = decode(event, invocationLog);
    const requestLog = withFields(invocationLog, { request_id: requestId });
    const timeLeft = invocation.getRemainingTimeInMillis() - ANSWER_MS;
    const decision = await withDeadline(async () => authorizeCaller(authorization), timeLeft);
    if (E.isLeft(decision)) return fail(requestLog, decision.left);
    if (decision.right.kind === "Denied") {
      const { code, lastsSeconds } = decision.right;
      requestLog("WARN", "caller denied", { code });
      if (lastsSeconds < cacheSeconds) throw toRefusal();
    }
    return toAuthorizerResult(decision.right, everyRoute);
  };
