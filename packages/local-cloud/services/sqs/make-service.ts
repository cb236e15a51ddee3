// SQS behind the common endpoint.
import type { AwsService } from "../../core/service.ts";
import { readSignature } from "../../endpoint/signature.ts";
import { toAction, toResources } from "./iam-resources.ts";
import type { SqsParts } from "./operation.ts";
import { findOperation, operationNames } from "./operations.ts";
import { checkJsonAnswer } from "./query-answer.ts";
import { SqsFault } from "./sqs-fault.ts";
import { protocolOf, readSqsRequest } from "./sqs-request.ts";
import { toAnswerResponse, toErrorAnswer } from "./sqs-response.ts";

/** `handle` rejects only for faults of the local cloud itself. */
export const makeSqsService = (parts: SqsParts): AwsService => ({
  name: "sqs",
  operations: operationNames,
  nameOperation: (request) =>
    readSqsRequest(request, parts.account)?.operation ?? "a request that names no operation",
  identify: (request) => {
    const read = readSqsRequest(request, parts.account);
    if (read === undefined || findOperation(read.operation) === undefined) return undefined;
    return {
      service: "sqs",
      operation: read.operation,
      action: toAction(read.operation),
      resources: toResources(read.input, parts.account),
      request,
    };
  },
  handle: async ({ operation: name, request }, signal) => {
    const protocol = protocolOf(request);
    const run = findOperation(name);
    const read = readSqsRequest(request, parts.account);
    try {
      if (run === undefined || read === undefined)
        throw new SqsFault("InvalidAction", `Unknown operation ${name}.`);
      if (protocol === "query-json") checkJsonAnswer(name);
      const answer = await run(read.input(), parts, {
        accessKeyId: readSignature(request)?.accessKeyId,
        signal,
      });
      return toAnswerResponse(protocol, name, answer);
    } catch (error) {
      if (error instanceof SqsFault) return toErrorAnswer(protocol, error);
      throw error;
    }
  },
  toErrorResponse: (request, error) => toErrorAnswer(protocolOf(request), error),
});
