// The outputs of a stack that a request to its API needs.
import * as t from "io-ts";

export const Deployment = t.intersection([
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
