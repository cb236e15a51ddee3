// What an AWS error means for a delivery: one row per reason, first match wins.
// Names are from the service references and from the SDK's own lists (@smithy/core, service-error-classification).

/** What is known about a thrown error, without its text. */
export type ErrorFacts = {
  /** The system's `code`, the exception's `name`, S3's `Code`: whichever are there. */
  readonly names: readonly string[];
  readonly status: number | undefined;
  /** The SDK modelled it as the service's answer; false when it could not read the answer. */
  readonly isServiceException: boolean;
  /** The service's model says that a retry may help. */
  readonly isRetryable: boolean;
  /** … and that the service throttles. */
  readonly isThrottling: boolean;
};

export type ErrorRow = {
  /** Ends the sentence `PutItem failed: …`. */
  readonly reason: string;
  /** True when no retry will help. */
  readonly needsOperator: boolean;
  readonly isAccessDenied?: boolean;
  readonly isThrottled?: boolean;
  readonly matches: (facts: ErrorFacts) => boolean;
};

/** Takes names with blanks between them. */
const named = ([text = ""]: TemplateStringsArray) => {
  const wanted = text.trim().split(/\s+/);
  return ({ names }: ErrorFacts): boolean => names.some((name) => wanted.includes(name));
};

const shaped =
  (pattern: RegExp) =>
  ({ names }: ErrorFacts): boolean =>
    names.some((name) => pattern.test(name));

const answered =
  (...statuses: readonly number[]) =>
  ({ status }: ErrorFacts): boolean =>
    status !== undefined && statuses.includes(status);

const throttled = { reason: "the service throttles", needsOperator: false, isThrottled: true };
const denied = { reason: "the caller may not do this", needsOperator: true, isAccessDenied: true };
const missing = { reason: "what it works on does not exist", needsOperator: true };
const contended = { reason: "another write is under way", needsOperator: false };
const unwell = { reason: "the service has trouble of its own", needsOperator: false };
const garbled = { reason: "the answer could not be read", needsOperator: false };

/** By name first: a name says more than a status, and a proxy may have changed the status. */
export const AWS_ERROR_TABLE: readonly ErrorRow[] = [
  {
    ...throttled,
    matches: named`
      BandwidthLimitExceeded EC2ThrottledException KMS.ThrottlingException KMSThrottlingException KmsThrottled
      LimitExceededException PriorRequestNotComplete ProvisionedThroughputExceededException RequestLimitExceeded
      RequestThrottled RequestThrottledException SlowDown ThrottledException Throttling ThrottlingException
      TooManyRequestsException TransactionInProgressException`,
  },
  {
    ...denied,
    matches: named`
      AccessDenied AccessDeniedException AllAccessDisabled AuthorizationError Forbidden
      UnauthorizedOperation`,
  },
  {
    reason: "the credentials are absent, expired or not accepted",
    needsOperator: true,
    matches: named`
      AuthFailure CredentialsProviderError ExpiredToken ExpiredTokenException IncompleteSignature
      IncompleteSignatureException InvalidAccessKeyId InvalidClientTokenId InvalidSignatureException
      InvalidToken MissingAuthenticationToken MissingAuthenticationTokenException SignatureDoesNotMatch
      TokenProviderError TokenRefreshRequired UnrecognizedClientException`,
  },
  {
    reason: "the caller's clock is off",
    needsOperator: true,
    matches: named`RequestExpired RequestInTheFuture RequestTimeTooSkewed`,
  },
  { reason: "the encryption key cannot be used", needsOperator: true, matches: shaped(/^KMS/i) },
  {
    ...missing,
    matches: named`
      IndexNotFoundException NoSuchBucket NotFound PermanentRedirect QueueDoesNotExist
      ResourceNotFoundException TableNotFoundException`,
  },
  {
    reason: "the service refuses the request as we make it",
    needsOperator: true,
    matches: named`
      EntityTooLarge InvalidArgument InvalidRequest ItemCollectionSizeLimitExceededException
      KeyTooLongError NotImplemented SerializationException UnknownOperationException ValidationException`,
  },
  {
    ...contended,
    matches: named`
      ConditionalRequestConflict OperationAborted ReplicatedWriteConflictException ResourceInUseException
      TransactionConflictException`,
  },
  {
    reason: "the request was damaged on its way",
    needsOperator: false,
    matches: named`
      BadDigest IncompleteBody InvalidDigest XAmzContentChecksumMismatch XAmzContentSHA256Mismatch`,
  },
  {
    reason: "the connection broke or could not be made",
    needsOperator: false,
    matches: named`
      EAI_AGAIN ECONNABORTED ECONNREFUSED ECONNRESET EHOSTUNREACH ENETDOWN ENETUNREACH ENOTFOUND EPIPE
      ERR_HTTP2_STREAM_ERROR ERR_STREAM_PREMATURE_CLOSE`,
  },
  {
    reason: "there was no answer in time",
    needsOperator: false,
    matches: named`
      AbortError ETIMEDOUT RequestTimeout RequestTimeoutException TimeoutError`,
  },
  {
    ...unwell,
    matches: named`InternalError InternalFailure InternalServerError ServiceUnavailable`,
  },
  { ...garbled, matches: named`SyntaxError` },
  // node:http names what it cannot parse HPE_….
  { ...garbled, matches: shaped(/^HPE_/) },
  // The SDK's XML parser throws a plain Error, to which the SDK adds the status.
  {
    ...garbled,
    matches: (facts) =>
      named`Error`(facts) && facts.status !== undefined && facts.status < 500 && !facts.isServiceException,
  },
  { ...throttled, matches: (facts) => facts.isThrottling || answered(429)(facts) },
  { ...unwell, matches: ({ status = 0 }) => status >= 500 },
  { ...contended, matches: answered(409) },
  { reason: "the service asks for another try", needsOperator: false, matches: (facts) => facts.isRetryable },
  // The answer to a HEAD has no body, so no name either.
  { ...denied, matches: answered(401, 403) },
  { ...missing, matches: answered(404) },
];
