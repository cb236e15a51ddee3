// Routes a request of API Gateway to its use case and encodes the result.
import { problems, type Problem } from "@message-handler/api-contract/problems.ts";
import { getMessage, listMessages, type routes } from "@message-handler/api-contract/routes.ts";
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import { withDeadline } from "@message-handler/lambda-kit/with-deadline.ts";
import { toJsonResponse, toProblemResponse } from "@message-handler/lambda-kit/api-response.ts";
import { withFields, type Log } from "@message-handler/lambda-kit/log.ts";
import { logTransient } from "@message-handler/lambda-kit/log-transient.ts";
import type { APIGatewayProxyResult, Context } from "aws-lambda";
import * as E from "fp-ts/lib/Either.js";
import { decodeApiRequest, type ApiRequest } from "./api-request.ts";
import type { GetMessage } from "./get-message.ts";
import type { ListMessages, ListMessagesRequest } from "./list-messages.ts";
import { toFailure, type QueryFailure } from "./query-failure.ts";

export type HandlerDeps = {
  readonly getMessage: GetMessage;
  readonly listMessages: ListMessages;
  readonly log: Log;
};

type Answer = E.Either<QueryFailure, string>;

/** Milliseconds left for responding once the work has been given up. */
const ANSWER_MS = 1000;

const toProblem = ({ needsOperator }: TransientFailure): Problem =>
  needsOperator ? problems.internal : problems.storeUnavailable;

type QueryPath = Extract<(typeof routes)[keyof typeof routes], { readonly method: "GET" }>["path"];
/** Of an answer, whatever the client asks for: whose messages, how long it may take, and who is told of what it lacks. */
type Bounds = Pick<ApiRequest, "callerCompany"> & Pick<ListMessagesRequest, "timeLeft" | "onCutShort">;

/** By path: a GET route of the contract does not compile without its use case. */
const useCases: Readonly<
  Record<QueryPath, (deps: HandlerDeps, request: ApiRequest, bounds: Bounds) => Promise<Answer>>
> = {
  [listMessages.path]: async (deps, { query }, bounds) => deps.listMessages({ parameters: query, ...bounds }),
  [getMessage.path]: async (deps, { pathParameters }, bounds) =>
    deps.getMessage({ messageId: pathParameters.get("message_id") ?? "", ...bounds }),
};

const isQueryPath = (resource: string): resource is QueryPath => Object.hasOwn(useCases, resource);

const answer = async (
  deps: HandlerDeps,
  request: ApiRequest,
  bounds: Pick<Bounds, "timeLeft" | "onCutShort">,
): Promise<Answer> => {
  const { resource, method, callerCompany } = request;
  if (!isQueryPath(resource) || method !== "GET") return E.left(toFailure(problems.routeNotFound));
  return useCases[resource](deps, request, {
    ...bounds,
    ...(callerCompany === undefined ? {} : { callerCompany }),
  });
};

const toResponse = (result: Answer, requestId: string, log: Log): APIGatewayProxyResult => {
  if (E.isRight(result)) return toJsonResponse(200, result.right);
  const failure = result.left;
  if (failure.kind === "Problem") return toProblemResponse(failure.problem, requestId);
  logTransient(log, "query failed", failure);
  return toProblemResponse(toProblem(failure), requestId);
};

/** Never throws: API Gateway would make a 502 without a body of it. */
export const makeHandler =
  (deps: HandlerDeps) =>
  async (
    event: unknown,
    invocation: Pick<Context, "awsRequestId" | "getRemainingTimeInMillis">,
  ): Promise<APIGatewayProxyResult> => {
    const invocationLog = withFields(deps.log, { aws_request_id: invocation.awsRequestId });
    const request = decodeApiRequest(event);
    if (E.isLeft(request)) {
      invocationLog("ERROR", "event not understood", { paths: request.left });
      return toProblemResponse(problems.internal, invocation.awsRequestId);
    }
    const { requestId } = request.right;
    const log = withFields(invocationLog, { request_id: requestId });
    const timeLeft = (): number => invocation.getRemainingTimeInMillis() - ANSWER_MS;
    const onCutShort = (failure: TransientFailure): void => logTransient(log, "page cut short", failure);
    const result = await withDeadline(
      async () => answer(deps, request.right, { timeLeft, onCutShort }),
      timeLeft(),
    );
    return toResponse(result, requestId, log);
  };
