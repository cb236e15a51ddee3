// What is measured: a function of the product, a variant of it, or a peer that does the same work.

export type Subject = {
  /** A folder of `functions/`. */
  readonly functionName: string;
  readonly name: string;
  /** Path of the index.js or index.mjs that Lambda would load. */
  readonly bundle: string;
  /** Undefined where the runtime brings most of it, so that the size says nothing. */
  readonly zipBytes: number | undefined;
  /** Requests for a message beside those of the task. */
  readonly extraRequests: number;
};

/** The names in tables, charts and bars. */
export const names = {
  product: "product",
  unrehearsed: "product without rehearsal",
  untrimmed: "product over the SDK",
  plainSdk: "plain SDK",
  cdk: "CDK default",
  sst: "SST",
  middy: "middy + zod",
  powertools: "Powertools",
  awsLite: "aws-lite",
  floor: "raw SigV4 (floor)",
  jwtVerify: "aws-jwt-verify",
  nothing: "nothing",
} as const;
