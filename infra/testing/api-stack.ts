// For tests: the API alone, in a stack with just what it needs.
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { TerraformStack, Testing } from "cdktf";
import type { Auth } from "../config/auth.ts";
import { AwsEnvironment } from "../constructs/shared/aws-environment.ts";
import { MessagesApi } from "../constructs/api/messages-api.ts";
import type { NodeFunction } from "../constructs/compute/node-function.ts";
import { WorkQueue } from "../constructs/messaging/work-queue.ts";

export const auths = {
  none: { kind: "none" },
  iam: { kind: "iam" },
  jwt: {
    kind: "jwt",
    issuer: "https://issuer.example.com",
    audience: "messages",
    companyClaim: "company_id",
    cacheSeconds: 60,
  },
} as const satisfies { readonly [Kind in Auth["kind"]]: Extract<Auth, { readonly kind: Kind }> };

export type Parts = {
  readonly auth: Auth;
  readonly corsOrigin: string;
  readonly rateLimit: number;
  readonly logRetentionDays: number;
  readonly functionMemoryMb: number;
  readonly codeHash: string;
  readonly queueName: string;
  /** Gets the API before it is synthesised. */
  readonly change: (api: MessagesApi) => void;
};

export type Block = Readonly<Record<string, unknown>>;
export type Resources = Readonly<Record<string, Readonly<Record<string, Block>>>>;

const aFunction = (
  stack: TerraformStack,
  id: string,
  parts: Partial<Parts>,
): Pick<NodeFunction, "function"> => ({
  function: new LambdaFunction(stack, id, {
    functionName: id,
    role: "arn:aws:iam::000000000000:role/reader",
    memorySize: parts.functionMemoryMb ?? 128,
    sourceCodeHash: parts.codeHash ?? "hash",
  }),
});

/** The resources of a stack with one API, as Terraform gets them. */
export const synthApi = (parts: Partial<Parts> = {}): Resources => {
  const stack = new TerraformStack(Testing.app(), "a-stack");
  const auth = parts.auth ?? auths.iam;
  const context = {
    prefix: "a-stack",
    aws: new AwsEnvironment(stack, "place"),
    key: undefined,
    logRetentionDays: parts.logRetentionDays ?? 30,
    permissionsBoundary: undefined,
    protectData: false,
  };
  const queue = new WorkQueue(stack, "queue", {
    context,
    name: parts.queueName ?? "messages",
    deadLetterName: "dead-letters",
    functionTimeoutSeconds: 30,
    batchingWindowSeconds: 0,
    maxReceiveCount: 3,
    retentionDays: 4,
  });
  const queryFunction = aFunction(stack, "reader", parts);
  const authorizer = auth.kind === "jwt" ? aFunction(stack, "authorizer", parts) : undefined;
  const api = new MessagesApi(stack, "messages-api", {
    context,
    name: "a-stack-api",
    stageName: "v1",
    auth,
    authorizer,
    queue,
    queryFunction,
    rateLimit: parts.rateLimit ?? 10,
    burstLimit: 20,
    corsOrigin: parts.corsOrigin,
  });
  parts.change?.(api);
  return (JSON.parse(Testing.synth(stack)) as { readonly resource: Resources }).resource;
};

/** All resources of a type. */
export const allOf = (resources: Resources, type: string): readonly Block[] =>
  Object.values(resources[type] ?? {});
