// The responses that docs/openapi.yaml describes, and which of them tests have produced.
import { problemContentType } from "@message-handler/api-contract/problems.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { makeFindViolations, type Components, type Response } from "./openapi-violations.ts";
import type { Answer } from "./api-caller.ts";

type Operation = { readonly operationId: string; readonly responses: Readonly<Record<string, Response>> };
type Description = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Components;
};

/** `getMessage 404 NotFound`; only a problem has a code. */
const toName = (operationId: string, status: string, code: unknown): string =>
  [operationId, status, ...(typeof code === "string" ? [code] : [])].join(" ");

/** One for each code of a problem. */
const responsesOf = ({ operationId, responses }: Operation): readonly string[] =>
  Object.entries(responses).flatMap(([status, { content }]) =>
    Object.entries(content).flatMap(([type, { examples }]) =>
      type === problemContentType
        ? Object.keys(examples).map((code) => toName(operationId, status, code))
        : [toName(operationId, status, undefined)],
    ),
  );

export const readOpenApiResponses = () => {
  const file = join(import.meta.dirname, "../../../docs/openapi.yaml");
  const { paths, components } = parse(readFileSync(file, "utf8")) as Description;
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  const findViolations = makeFindViolations(components);
  const covered = new Set<string>();
  return {
    /** Lists how a response differs from its description. One that does not counts as covered. */
    violationsOf: (operationId: string, answer: Answer): readonly string[] => {
      const operation = operations.find((found) => found.operationId === operationId);
      const response = operation?.responses[`${answer.status}`];
      if (response === undefined) return [`${operationId} ${answer.status} is not described`];
      const violations = findViolations(response, answer);
      const code = answer.status < 400 ? undefined : answer.json?.["code"];
      if (violations.length === 0) covered.add(toName(operationId, `${answer.status}`, code));
      return violations;
    },
    /** Described, but produced by no test so far. */
    uncoveredResponses: (): readonly string[] =>
      operations.flatMap(responsesOf).filter((name) => !covered.has(name)),
  };
};
