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

/** The names in tables, charts and bars, in their order. */
export const names = {
  product: "product",
  unrehearsed: "product without rehearsal",
  untrimmed: "product over the SDK",
  floor: "raw SigV4 (floor)",
  awsLite: "aws-lite",
  jwtVerify: "aws-jwt-verify",
  plainSdk: "plain SDK",
  sst: "SST",
  cdk: "CDK default",
  middy: "middy + zod",
  powertools: "Powertools",
  nothing: "nothing",
} as const;

const order: readonly string[] = Object.values(names);

/** Others come after them as they are. */
const placeOf = (subject: string): number => {
  const place = order.indexOf(subject);
  return place === -1 ? order.length : place;
};

export const inOrder = (subjects: Iterable<string>): readonly string[] =>
  [...new Set(subjects)].toSorted((one, other) => placeOf(one) - placeOf(other));
