// For tests: the API alone, with everything that it can have, in a stack with just what it needs.
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { TerraformStack, Testing } from "cdktf";
import { AwsEnvironment } from "../constructs/shared/aws-environment.ts";
import { MessagesApi } from "../constructs/api/messages-api.ts";
import type { NodeFunction } from "../constructs/compute/node-function.ts";
import { WorkQueue } from "../constructs/messaging/work-queue.ts";

const jwt = {
  kind: "jwt",
  issuer: "https://issuer.example.com",
  audience: "messages",
  companyClaim: "company_id",
  cacheSeconds: 60,
} as const;

export type Parts = {
  readonly rateLimit: number;
  readonly logRetentionDays: number;
  readonly functionMemoryMb: number;
  readonly codeHash: string;
  /** Gets the API before it is synthesised. */
  readonly change: (api: MessagesApi) => void;
};

type Block = Readonly<Record<string, unknown>>;
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
  const context = {
    prefix: "a-stack",
    project: "a",
    deployRoleArn: "arn:aws:iam::000000000000:role/deploy",
    aws: new AwsEnvironment(stack, "place"),
    key: undefined,
    logRetentionDays: parts.logRetentionDays ?? 30,
    permissionsBoundary: undefined,
    protectData: false,
  };
  const queue = new WorkQueue(stack, "queue", {
    context,
    name: "messages",
    deadLetterName: "dead-letters",
    visibilityTimeoutSeconds: 180,
    maxMessageSize: 262_302,
    maxReceiveCount: 3,
    retentionDays: 4,
  });
  const queryFunction = aFunction(stack, "reader", parts);
  const authorizer = aFunction(stack, "authorizer", parts);
  const api = new MessagesApi(stack, "messages-api", {
    context,
    name: "a-stack-api",
    stageName: "v1",
    auth: { ...jwt, authorizer },
    queue,
    queryFunction,
    isDefaultEndpointOff: false,
    webAclArn: undefined,
    rateLimit: parts.rateLimit ?? 10,
    burstLimit: 20,
    corsOrigin: "https://console.example.com",
  });
  parts.change?.(api);
  return (JSON.parse(Testing.synth(stack)) as { readonly resource: Resources }).resource;
};

/** All resources of a type. */
export const allOf = (resources: Resources, type: string): readonly Block[] =>
  Object.values(resources[type] ?? {});
