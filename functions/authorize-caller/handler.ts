// From API Gateway's question who is calling to a verdict and back.
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import { withDeadline } from "@message-handler/lambda-kit/with-deadline.ts";
import { withFields, type Log } from "@message-handler/lambda-kit/log.ts";
import { logTransient } from "@message-handler/lambda-kit/log-transient.ts";
import type { APIGatewayAuthorizerResult, Context } from "aws-lambda";
import * as E from "fp-ts/lib/Either.js";
import { decodeAuthorizerEvent, type AuthorizerEvent } from "./authorizer-event.ts";
import { toAuthorizerResult } from "./authorizer-result.ts";
import type { AuthorizeCaller } from "./decision.ts";

export type HandlerDeps = { readonly authorizeCaller: AuthorizeCaller; readonly log: Log };

/** Milliseconds to answer in once the work has been given up. */
const ANSWER_MS = 500;

/** Never the text `Unauthorized`, which API Gateway would take for the caller's fault. */
const toError = (code: string): Error => new Error(`The caller could not be judged: ${code}.`);

/** Waiting for a longer time would not have helped the one who waits for an answer: somebody has to look. */
const fail = (log: Log, failure: TransientFailure): never => {
  logTransient(log, "caller not judged", { ...failure, needsOperator: true });
  throw toError(failure.code);
};

const decode = (event: unknown, log: Log): AuthorizerEvent => {
  const decoded = decodeAuthorizerEvent(event);
  if (E.isRight(decoded)) return decoded.right;
  log("ERROR", "event not understood", { code: "EventNotUnderstood", paths: decoded.left });
  throw toError("EventNotUnderstood");
};

/**
 * Denies whatever is wrong with a token. Throws when the fault is the issuer's or this function's: API Gateway then
 * answers 500 and keeps nothing.
 */
export const makeHandler =
  ({ authorizeCaller, log }: HandlerDeps) =>
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
    if (decision.right.kind === "Denied") requestLog("WARN", "caller denied", { code: decision.right.code });
    return toAuthorizerResult(decision.right, everyRoute);
  };
