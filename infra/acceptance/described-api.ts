// What docs/openapi.yaml promises, and which of its promises have been seen to be kept.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { makeAnswerFaults, type Components, type Response, type Schema } from "./answer-faults.ts";
import type { Answer } from "./api-caller.ts";

type Operation = { readonly operationId: string; readonly responses: Readonly<Record<string, Response>> };
type Description = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Components;
};

/** By name: `getMessage 404 NotFound`; an answer that is no problem has no code. */
const toPromise = (operationId: string, status: string, code: unknown): string =>
  [operationId, status, ...(typeof code === "string" ? [code] : [])].join(" ");

type Narrowed = {
  readonly allOf?: readonly {
    readonly properties?: { readonly code?: { readonly enum: readonly string[] } };
  }[];
};

/** One promise for each code of a problem. */
const codesOf = (schema: Schema & Narrowed): readonly (string | undefined)[] => {
  const codes = (schema.allOf ?? []).flatMap(({ properties }) => properties?.code?.enum ?? []);
  return codes.length > 0 ? codes : [undefined];
};

const promisesOf = ({ operationId, responses }: Operation): readonly string[] =>
  Object.entries(responses).flatMap(([status, { content }]) =>
    Object.values(content).flatMap(({ schema }) =>
      codesOf(schema).map((code) => toPromise(operationId, status, code)),
    ),
  );

export const readDescribedApi = () => {
  const file = join(import.meta.dirname, "../../docs/openapi.yaml");
  const { paths, components } = parse(readFileSync(file, "utf8")) as Description;
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  const answerFaults = makeAnswerFaults(components);
  const kept = new Set<string>();
  return {
    /** Whatever is not as it is described, or not described at all; nothing when all is well, which is noted. */
    faultsOf: (operationId: string, answer: Answer): readonly string[] => {
      const operation = operations.find((found) => found.operationId === operationId);
      const response = operation?.responses[`${answer.status}`];
      if (response === undefined) return [`${operationId} ${answer.status} is not described`];
      const faults = answerFaults(response, answer);
      const code = answer.status < 400 ? undefined : answer.json?.["code"];
      if (faults.length === 0) kept.add(toPromise(operationId, `${answer.status}`, code));
      return faults;
    },
    /** Promised, and so far kept by no answer. */
    unkept: (): readonly string[] => operations.flatMap(promisesOf).filter((promise) => !kept.has(promise)),
  };
};
