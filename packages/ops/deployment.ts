// As much of a stack's outputs as a request needs to reach its API and to be let in.
import type * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { decodeOutputs } from "./outputs.ts";

const Deployment = t.intersection([
  t.readonly(
    t.type({
      /** With the stage, without a slash at its end. */
      api_url: t.string,
      auth: t.keyof({ iam: null, jwt: null, none: null }),
      region: t.string,
    }),
  ),
  /** The claim of a token that names the company; with `jwt` only. */
  t.readonly(t.partial({ company_claim: t.string })),
]);
export type Deployment = t.TypeOf<typeof Deployment>;

/**
 * @param outputs the content of `outputs.json`, out of JSON
 * @param environment needed where the outputs are of several stacks
 * @returns a Left says in one line what is missing or wrong, without a value
 */
export const decodeDeployment = (
  outputs: unknown,
  environment: string | undefined,
): E.Either<string, Deployment> => decodeOutputs(Deployment, outputs, environment);
