// Errors as the clients of S3 and DynamoDB throw them, and the ways in which a call can fail.

/** `$fault` tells a service's answer from everything else. */
const anError = (name: string, status?: number): Error =>
  Object.assign(new Error(name), {
    name,
    ...(status === undefined
      ? {}
      : { $fault: status < 500 ? "client" : "server", $metadata: { httpStatusCode: status } }),
  });

/** By what the handler sees of it. `empty answer`: a 200 that lacks what the service always sends. */
export const faults = {
  AccessDenied: () => anError("AccessDeniedException", 403),
  InternalServerError: () => anError("InternalServerError", 500),
  Throttling: () => anError("ThrottlingException", 400),
  TimeoutError: () => anError("TimeoutError"),
  ECONNRESET: () => Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }),
  "garbled answer": () => new SyntaxError("Unexpected token '<'"),
  "empty answer": () => undefined,
} as const;

export type FaultName = keyof typeof faults;
export const faultNames = Object.keys(faults) as [FaultName, ...FaultName[]];

/** What a client's `send` ends with. */
export type Answer = { readonly output: object } | { readonly error: Error };

export const toFaultAnswer = (name: FaultName): Answer => {
  const error = faults[name]();
  return error === undefined ? { output: {} } : { error };
};

export const refusals = {
  preconditionFailed: (): Answer => ({ error: anError("PreconditionFailed", 412) }),
  notFound: (): Answer => ({ error: anError("NotFound", 404) }),
  badDigest: (): Answer => ({ error: anError("BadDigest", 400) }),
  conditionalCheckFailed: (): Answer => ({ error: anError("ConditionalCheckFailedException", 400) }),
};
