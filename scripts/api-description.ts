// The API's description as text, from what the gateway and the functions themselves answer with.
import { Problem } from "@message-handler/api-contract/answers.ts";
import { describeApi, toYaml } from "@message-handler/api-contract/describe-api.ts";
import type { DescribedProblems } from "@message-handler/api-contract/described-problems.ts";
import { ids } from "@message-handler/api-contract/examples.ts";
import { format, resolveConfig } from "prettier";
import { join } from "node:path";
import { problems as queryProblems } from "../functions/query-messages/problems.ts";
import { invalidParameters } from "../functions/query-messages/refusal.ts";
import { problems as gatewayProblems, problemTemplate } from "../infra/constructs/api/problem.ts";
import { Limit, type ParameterError } from "../packages/domain/list-query.ts";
import { RecordKey } from "../packages/domain/record.ts";
import { toProblemResponse, type Problem as LambdaProblem } from "../packages/lambda-kit/problem.ts";

/** Where the description is kept. */
export const apiDescriptionFile = join(import.meta.dirname, "../docs/openapi.yaml");

const decode = (text: string): Problem => {
  const decoded = Problem.decode(JSON.parse(text));
  if (decoded._tag === "Left") throw new Error(`the API answers what is no problem: ${text}`);
  return decoded.right;
};

const fromGateway = (problem: Parameters<typeof problemTemplate>[0]): Problem =>
  decode(problemTemplate(problem).replace("$context.requestId", ids.request_id));

const fromFunction = (problem: LambdaProblem): Problem =>
  decode(toProblemResponse(problem, ids.request_id).body);

const refusalOf = (error: ParameterError): Problem => {
  const refusal = invalidParameters([error]);
  if (refusal.kind !== "Refused") throw new Error("a wrong parameter is not refused");
  return fromFunction(refusal.problem);
};

const describedProblems: DescribedProblems = {
  gateway: {
    badRequest: fromGateway(gatewayProblems.badRequest),
    invalidBody: fromGateway(gatewayProblems.invalidBody),
    invalidCharacters: fromGateway(gatewayProblems.invalidCharacters),
    unauthorized: fromGateway(gatewayProblems.unauthorized),
    forbidden: fromGateway(gatewayProblems.forbidden),
    tooLarge: fromGateway(gatewayProblems.tooLarge),
    unsupportedMediaType: fromGateway(gatewayProblems.unsupportedMediaType),
    tooManyRequests: fromGateway(gatewayProblems.tooManyRequests),
    internal: fromGateway(gatewayProblems.internal),
    unavailable: fromGateway(gatewayProblems.unavailable),
  },
  query: {
    invalidList: refusalOf({ parameter: "limit", expected: Limit.name }),
    invalidMessageId: refusalOf({ parameter: "message_id", expected: RecordKey.name }),
    otherCompany: fromFunction(queryProblems.otherCompany),
    notFound: fromFunction(queryProblems.notFound),
    internal: fromFunction(queryProblems.internal),
    unavailable: fromFunction(queryProblems.unavailable),
  },
};

/** YAML, formatted as every file here is. */
export const toApiDescription = async (): Promise<string> =>
  format(toYaml(describeApi(describedProblems)), {
    ...(await resolveConfig(apiDescriptionFile)),
    parser: "yaml",
  });
