// AWS JSON: a POST whose target header names the operation.
import type { HttpResponse } from "../core/http.ts";
import { parseInput } from "../core/json.ts";
import { ServiceError } from "../core/service.ts";
import type { Protocol } from "./make-service.ts";

type JsonProtocolOptions = {
  /** `Logs_20140328` */
  readonly target: string;
  readonly version: "1.0" | "1.1";
};

/** Times are numbers of seconds, unless the answer has them as numbers already. */
const toText = (answer: object): string =>
  JSON.stringify(
    answer,
    function toWire(this: Readonly<Record<string, unknown>>, key: string, value: unknown) {
      const original = this[key];
      return original instanceof Date ? original.getTime() / 1000 : value;
    },
  );

export const makeJsonProtocol = ({ target, version }: JsonProtocolOptions): Protocol => {
  const toResponse = (status: number, body: object): HttpResponse => ({
    status,
    headers: { "content-type": `application/x-amz-json-${version}` },
    body: Buffer.from(toText(body)),
  });
  return {
    nameOf: ({ headers }) => {
      const header = headers["x-amz-target"];
      if (typeof header !== "string") return undefined;
      const [service, name] = header.split(".");
      return service === target ? name : undefined;
    },
    readInput: ({ body }) => {
      const input = body.length === 0 ? {} : parseInput(body.toString("utf8"));
      if (typeof input !== "object" || Array.isArray(input))
        throw new ServiceError("SerializationException", "The body is no JSON object.");
      return input;
    },
    toAnswerResponse: (_request, _operation, answer) => toResponse(200, answer),
    toErrorResponse: (_request, { code, message, status }) => toResponse(status, { __type: code, message }),
  };
};
