// One AWS service behind the common endpoint.
import type { HttpRequest, HttpResponse } from "./http.ts";
import type { Principal } from "./principals.ts";

/** As signatures call them: CloudWatch is `monitoring`. */
export type ServiceName =
  "sqs" | "sns" | "s3" | "dynamodb" | "logs" | "monitoring" | "lambda" | "kms" | "iam";

export type AwsCall = {
  readonly service: ServiceName;
  /** The API operation: `PutItem`. */
  readonly operation: string;
  /** The IAM action it needs (`HeadObject` needs `s3:GetObject`) … */
  readonly action: string;
  /** … on each of these ARNs; `*` where the operation has no resource. */
  readonly resources: readonly string[];
  /** Condition keys of the request beside those that every request has. */
  readonly context?: Readonly<Record<string, string>>;
  readonly request: HttpRequest;
};

export type Caller = {
  readonly principal: Principal;
  /** Aborts when the caller goes away: what waits for it must end, and what was taken for it go back. */
  readonly signal: AbortSignal;
};

export type AwsError = { readonly code: string; readonly message: string; readonly status: number };

/** Thrown by an operation and turned into an answer once, in the service. */
export class ServiceError extends Error implements AwsError {
  override readonly name: string = "ServiceError";
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export type AwsService = {
  readonly name: ServiceName;
  /** The operations it supports. */
  readonly operations: readonly string[];
  /** What the request asks for; undefined when that is not supported … */
  readonly identify: (request: HttpRequest) => AwsCall | undefined;
  /** … and its name, as far as the request shows one. */
  readonly nameOperation: (request: HttpRequest) => string;
  readonly handle: (call: AwsCall, caller: Caller) => Promise<HttpResponse>;
  /** An error in the wire format that this request's protocol expects. */
  readonly toErrorResponse: (request: HttpRequest, error: AwsError) => HttpResponse;
};
