// The problems that the description names. Whoever answers with them defines them: they are handed in from there.
import type { Problem } from "./answers.ts";

/** Of the gateway, by name: what happens before and around the functions. */
export type GatewayProblem =
  | "badRequest"
  | "invalidBody"
  | "invalidCharacters"
  | "unauthorized"
  | "forbidden"
  | "tooLarge"
  | "unsupportedMediaType"
  | "tooManyRequests"
  | "internal"
  | "unavailable";

/** Of the function behind the GET routes. */
export type QueryProblem =
  "invalidList" | "invalidMessageId" | "otherCompany" | "notFound" | "internal" | "unavailable";

/** Each as it is answered. */
export type DescribedProblems = {
  readonly gateway: Readonly<Record<GatewayProblem, Problem>>;
  readonly query: Readonly<Record<QueryProblem, Problem>>;
};
