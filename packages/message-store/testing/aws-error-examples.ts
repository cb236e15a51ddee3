// Real errors for the tests of the classifier: the SDK's own classes, and raw shapes seen on the wire.
import {
  ConditionalCheckFailedException,
  InternalServerError,
  ItemCollectionSizeLimitExceededException,
  LimitExceededException,
  ProvisionedThroughputExceededException,
  ReplicatedWriteConflictException,
  RequestLimitExceeded,
  ResourceInUseException,
  ResourceNotFoundException,
  ThrottlingException,
  TransactionConflictException,
  DynamoDBServiceException,
} from "@aws-sdk/client-dynamodb";
import { AccessDenied, NoSuchBucket, NotFound, S3ServiceException } from "@aws-sdk/client-s3";

/** Part of every text below, and never allowed out of it. */
export const SECRET = "arn:aws:iam::123456789012:role/5ecret";

const $metadata = { httpStatusCode: 400 };
const message = `${SECRET} said no`;
const options = { message, $metadata };

const dynamodb = (name: string, httpStatusCode = 400): Error =>
  new DynamoDBServiceException({ name, message, $fault: "client", $metadata: { httpStatusCode } });
const s3 = (name: string, httpStatusCode: number): Error =>
  new S3ServiceException({ name, message, $fault: "client", $metadata: { httpStatusCode } });
const raw = (properties: object): Error => Object.assign(new Error(message), properties);
const unreadable = (name: string, httpStatusCode: number): Error =>
  raw({ name, $metadata: { httpStatusCode } });

/** The code that is to be reported, and the error. */
type Example = readonly [code: string, error: unknown];
type ExampleGroup = {
  readonly reason: string;
  readonly needsOperator: boolean;
  readonly examples: Readonly<Record<string, Example>>;
};

export const AWS_ERROR_EXAMPLES: readonly ExampleGroup[] = [
  {
    reason: "the service throttles",
    needsOperator: false,
    examples: {
      "DynamoDB's throughput": [
        "ProvisionedThroughputExceededException",
        new ProvisionedThroughputExceededException(options),
      ],
      "DynamoDB's request limit": ["RequestLimitExceeded", new RequestLimitExceeded(options)],
      "DynamoDB throttling": ["ThrottlingException", new ThrottlingException(options)],
      "DynamoDB's limits": ["LimitExceededException", new LimitExceededException(options)],
      "S3 slowing down": ["SlowDown", s3("SlowDown", 503)],
      "KMS throttling on behalf of S3": ["KMS.ThrottlingException", s3("KMS.ThrottlingException", 400)],
      "KMS throttling on behalf of SQS": ["KmsThrottled", raw({ name: "KmsThrottled", $fault: "client" })],
      "KMS throttling by its own name": ["KMSThrottlingException", dynamodb("KMSThrottlingException")],
      "a nameless 429": ["Unknown", s3("Unknown", 429)],
      "what the model of the service says": [
        "TooBusy",
        raw({ name: "TooBusy", $fault: "server", $retryable: { throttling: true } }),
      ],
    },
  },
  {
    reason: "the caller may not do this",
    needsOperator: true,
    examples: {
      "S3 denying access": [
        "AccessDenied",
        new AccessDenied({ message, $metadata: { httpStatusCode: 403 } }),
      ],
      "DynamoDB denying access": ["AccessDeniedException", dynamodb("AccessDeniedException")],
      "access denied behind a proxy's 503": ["AccessDenied", s3("AccessDenied", 503)],
      "a 403 without a body": ["AccessDenied", s3("Unknown", 403)],
      "a nameless 401": ["AccessDenied", s3("Unknown", 401)],
    },
  },
  {
    reason: "the credentials are absent, expired or not accepted",
    needsOperator: true,
    examples: {
      "no credentials": [
        "CredentialsProviderError",
        raw({ name: "CredentialsProviderError", tryNextLink: false }),
      ],
      "no credentials, for a reset": [
        "CredentialsProviderError",
        raw({ name: "CredentialsProviderError", cause: raw({ code: "ECONNRESET" }) }),
      ],
      "an expired token": ["ExpiredToken", s3("ExpiredToken", 400)],
      "DynamoDB's expired token": ["ExpiredTokenException", dynamodb("ExpiredTokenException")],
      "an unknown client": ["UnrecognizedClientException", dynamodb("UnrecognizedClientException")],
      "an unknown key id": ["InvalidAccessKeyId", s3("InvalidAccessKeyId", 403)],
      "a wrong signature": ["InvalidSignatureException", dynamodb("InvalidSignatureException")],
      "S3's wrong signature": ["SignatureDoesNotMatch", s3("SignatureDoesNotMatch", 403)],
    },
  },
  {
    reason: "the caller's clock is off",
    needsOperator: true,
    examples: { "a request from another time": ["RequestTimeTooSkewed", s3("RequestTimeTooSkewed", 403)] },
  },
  {
    reason: "the encryption key cannot be used",
    needsOperator: true,
    examples: {
      "a disabled key": ["KMS.DisabledException", s3("KMS.DisabledException", 400)],
      "a lost key": ["KMS.NotFoundException", s3("KMS.NotFoundException", 400)],
      "a disabled key, in the words of SQS": ["KmsDisabled", raw({ name: "KmsDisabled", $fault: "client" })],
      "a key out of reach": ["KMSAccessDeniedException", dynamodb("KMSAccessDeniedException")],
    },
  },
  {
    reason: "what it works on does not exist",
    needsOperator: true,
    examples: {
      "a missing table": ["ResourceNotFoundException", new ResourceNotFoundException(options)],
      "a missing bucket": ["NoSuchBucket", new NoSuchBucket({ message, $metadata: { httpStatusCode: 404 } })],
      "a HEAD of what is missing": [
        "NotFound",
        new NotFound({ message, $metadata: { httpStatusCode: 404 } }),
      ],
      "a bucket of another region": ["PermanentRedirect", s3("PermanentRedirect", 301)],
      "a nameless 404": ["Unknown", dynamodb("Unknown", 404)],
    },
  },
  {
    reason: "the service refuses the request as we make it",
    needsOperator: true,
    examples: {
      "a request that DynamoDB refuses": ["ValidationException", dynamodb("ValidationException")],
      "an object that is too large": ["EntityTooLarge", s3("EntityTooLarge", 400)],
      "a key that is too long": ["KeyTooLongError", s3("KeyTooLongError", 400)],
      "something not implemented": ["NotImplemented", s3("NotImplemented", 501)],
      "a collection that is full": [
        "ItemCollectionSizeLimitExceededException",
        new ItemCollectionSizeLimitExceededException(options),
      ],
    },
  },
  {
    reason: "another write is under way",
    needsOperator: false,
    examples: {
      "two puts that race": ["ConditionalRequestConflict", s3("ConditionalRequestConflict", 409)],
      "an operation under way": ["OperationAborted", s3("OperationAborted", 409)],
      "a transaction under way": ["TransactionConflictException", new TransactionConflictException(options)],
      "a replica under way": [
        "ReplicatedWriteConflictException",
        new ReplicatedWriteConflictException(options),
      ],
      "a table that is being changed": ["ResourceInUseException", new ResourceInUseException(options)],
      "a nameless 409": ["Unknown", s3("Unknown", 409)],
    },
  },
  {
    reason: "the request was damaged on its way",
    needsOperator: false,
    examples: {
      "a wrong digest": ["BadDigest", s3("BadDigest", 400)],
      "a body cut short": ["IncompleteBody", s3("IncompleteBody", 400)],
      "a payload altered": ["XAmzContentSHA256Mismatch", s3("XAmzContentSHA256Mismatch", 400)],
    },
  },
  {
    reason: "the connection broke or could not be made",
    needsOperator: false,
    examples: {
      "a reset": ["ECONNRESET", raw({ name: "TimeoutError", code: "ECONNRESET" })],
      "an answer that breaks off": [
        "ECONNRESET",
        raw({ code: "ECONNRESET", $metadata: { httpStatusCode: 200 } }),
      ],
      "a refused connection": ["ECONNREFUSED", raw({ code: "ECONNREFUSED" })],
      "a broken pipe": ["EPIPE", raw({ code: "EPIPE" })],
      "a name that does not resolve": ["ENOTFOUND", raw({ code: "ENOTFOUND" })],
      "a resolver that is busy": ["EAI_AGAIN", raw({ code: "EAI_AGAIN" })],
      "a host without a route": ["EHOSTUNREACH", raw({ code: "EHOSTUNREACH" })],
      "a reset behind a TypeError": [
        "ECONNRESET",
        new TypeError(message, { cause: raw({ code: "ECONNRESET" }) }),
      ],
    },
  },
  {
    reason: "there was no answer in time",
    needsOperator: false,
    examples: {
      silence: ["ETIMEDOUT", raw({ name: "TimeoutError", code: "ETIMEDOUT" })],
      "S3 giving up on the request": ["RequestTimeout", s3("RequestTimeout", 400)],
      "our own abort": ["AbortError", raw({ name: "AbortError" })],
      "an abort as the platform has it": ["AbortError", new DOMException(message, "AbortError")],
      "silence behind two errors": [
        "ETIMEDOUT",
        new Error(message, { cause: new Error(message, { cause: raw({ code: "ETIMEDOUT" }) }) }),
      ],
    },
  },
  {
    reason: "the service has trouble of its own",
    needsOperator: false,
    examples: {
      "DynamoDB's internal error": ["InternalServerError", new InternalServerError(options)],
      "S3's internal error": ["InternalError", s3("InternalError", 500)],
      "an unavailable service": ["ServiceUnavailable", s3("ServiceUnavailable", 503)],
      "HTML with a 502 to S3": ["Unknown", s3("Unknown", 502)],
      "a nameless 500": ["Unknown", dynamodb("Unknown", 500)],
      "a nameless 504": ["Unknown", dynamodb("Unknown", 504)],
      "an unlisted exception with a 503": ["BrandNewException", dynamodb("BrandNewException", 503)],
    },
  },
  {
    reason: "the answer could not be read",
    needsOperator: false,
    examples: {
      "HTML with a 502 to DynamoDB": ["SyntaxError", unreadable("SyntaxError", 502)],
      "garbage with a 200": ["SyntaxError", unreadable("SyntaxError", 200)],
      "a SyntaxError without a status": ["SyntaxError", new SyntaxError(message)],
      "an XML answer that is none": ["Unknown", unreadable("Error", 404)],
      "HTTP that is none": ["HPE_INVALID_CONSTANT", raw({ code: "HPE_INVALID_CONSTANT" })],
    },
  },
  {
    reason: "the service asks for another try",
    needsOperator: false,
    examples: {
      "a retry that the service's model promises": [
        "OddException",
        raw({ name: "OddException", $fault: "client", $metadata, $retryable: {} }),
      ],
    },
  },
  {
    reason: "something unknown went wrong",
    needsOperator: true,
    examples: {
      "an unexpected outcome": [
        "ConditionalCheckFailedException",
        new ConditionalCheckFailedException(options),
      ],
      "an unlisted exception": ["BrandNewException", dynamodb("BrandNewException")],
      "a raw object with a name": ["OddException", { name: "OddException", $metadata, message }],
      "a certificate that has run out": ["CERT_HAS_EXPIRED", raw({ code: "CERT_HAS_EXPIRED" })],
      "a TypeError": ["TypeError", new TypeError(message)],
      "a RangeError": ["RangeError", new RangeError(message)],
      "a plain Error": ["Unknown", new Error(message)],
      "a plain Error that is the service's": ["Unknown", raw({ $fault: "client", $metadata })],
      "a name that is a sentence": ["Unknown", raw({ name: message })],
      "a string": ["Unknown", message],
      "a number": ["Unknown", 42],
      null: ["Unknown", null],
      undefined: ["Unknown", undefined],
      "an empty object": ["Unknown", {}],
      "a string behind an Error": ["Unknown", new Error(message, { cause: message })],
    },
  },
];
