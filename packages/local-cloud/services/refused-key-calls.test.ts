// How the services refuse a role that may do everything but use the key: each in its own words, as an SDK reads them.
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import {
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { makeEndpoint } from "../endpoint/endpoint.ts";
import { makeFaults } from "../endpoint/faults.ts";
import type { HttpResponse } from "../core/http.ts";
import { toLoopbackClient } from "../core/loopback-client.ts";
import { makePrincipals } from "../core/principals.ts";
import { listen, type Listening } from "../core/server.ts";
import { type Dynamodb, startDynamodb } from "./dynamodb/start-dynamodb.ts";
import { aKey, aRole, encrypted, policyOf, worker } from "../testing/policy-stack.ts";
import { anAccount, loadedStack } from "../testing/stack.ts";
import { makeAuthorizer } from "../policy/authorizer.ts";
import { gatherPolicies } from "../policy/policies.ts";
import { makeClock } from "../core/clock.ts";
import { type S3, startS3 } from "./s3/start-s3.ts";
import { type Sns, startSns } from "./sns/start-sns.ts";
import { type Sqs, startSqs } from "./sqs/start-sqs.ts";

const everyCall = { Effect: "Allow", Action: ["sqs:*", "sns:*", "s3:*", "dynamodb:*"], Resource: "*" };
const useOfKey = { Effect: "Allow", Action: "kms:*", Resource: "${aws_kms_key.k.arn}" };
const other = { kind: "role", arn: "arn:aws:iam::000000000000:role/other" } as const;
const roles = {
  worker: { ...aRole, inline_policy: [{ policy: policyOf(everyCall) }] },
  other: { ...aRole, name: "other", inline_policy: [{ policy: policyOf(everyCall, useOfKey) }] },
};

const log = (): void => {};
const control = (): HttpResponse => ({ status: 404, headers: {}, body: Buffer.alloc(0) });
type Failure = Error & { readonly $metadata?: { readonly httpStatusCode?: number } };

describe("calls that may not use the key", () => {
  const principals = makePrincipals();
  let dynamodb: Dynamodb;
  let server: Listening;
  let sqs: Sqs;
  let sns: Sns;
  let s3: S3;

  before(async () => {
    server = await listen({ port: 0, guard: "same-origin", log });
    const account = { ...anAccount, awsEndpoint: `http://127.0.0.1:${server.port}` };
    const stack = await loadedStack({ resource: { ...aKey(), ...encrypted, aws_iam_role: roles } });
    const policies = gatherPolicies(stack, account, log);
    const authorize = makeAuthorizer({ policies, account, log });
    const common = { stack, account, authorize, log, now: () => new Date() };
    sqs = startSqs({ ...common, account: anAccount, file: undefined, clock: makeClock(1) });
    sns = startSns(common);
    s3 = startS3(common);
    dynamodb = await startDynamodb(common);
    const services = [sqs.service, sns.service, s3.service, dynamodb.service];
    server.use(makeEndpoint({ services, principals, authorize, faults: makeFaults(services), log, control }));
  });
  after(async () => {
    await sqs.stop();
    await server.close();
    s3.stop();
    sqs.close();
    await dynamodb.stop();
  });

  const configOf = (role: typeof worker) =>
    toLoopbackClient(`http://127.0.0.1:${server.port}`, principals.credentialsOf(role));
  const QueueUrl = `${anAccount.awsEndpoint}/000000000000/jobs`;
  const object = { Bucket: "files", Key: "a" };
  const calls: Readonly<Record<string, (role: typeof worker) => Promise<unknown>>> = {
    SendMessage: async (role) =>
      new SQSClient(configOf(role)).send(new SendMessageCommand({ QueueUrl, MessageBody: "x" })),
    SendMessageBatch: async (role) =>
      new SQSClient(configOf(role)).send(
        new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "a", MessageBody: "x" }] }),
      ),
    ReceiveMessage: async (role) =>
      new SQSClient(configOf(role)).send(new ReceiveMessageCommand({ QueueUrl })),
    Publish: async (role) =>
      new SNSClient(configOf(role)).send(
        new PublishCommand({ TopicArn: "arn:aws:sns:us-east-1:000000000000:alerts", Message: "x" }),
      ),
    PutObject: async (role) =>
      new S3Client({ ...configOf(role), forcePathStyle: true }).send(
        new PutObjectCommand({ ...object, Body: "x" }),
      ),
    GetObject: async (role) =>
      new S3Client({ ...configOf(role), forcePathStyle: true }).send(new GetObjectCommand(object)),
    HeadObject: async (role) =>
      new S3Client({ ...configOf(role), forcePathStyle: true }).send(new HeadObjectCommand(object)),
    PutItem: async (role) =>
      new DynamoDBClient(configOf(role)).send(
        new PutItemCommand({ TableName: "items", Item: { id: { S: "a" } } }),
      ),
    GetItem: async (role) =>
      new DynamoDBClient(configOf(role)).send(
        new GetItemCommand({ TableName: "items", Key: { id: { S: "a" } } }),
      ),
  };

  const refusals: readonly (readonly [string, string, number])[] = [
    ["SendMessage", "KmsAccessDenied", 400],
    ["SendMessageBatch", "KmsAccessDenied", 400],
    ["ReceiveMessage", "KmsAccessDenied", 400],
    ["Publish", "KMSAccessDeniedException", 400],
    ["PutObject", "AccessDenied", 403],
    ["GetObject", "AccessDenied", 403],
    // The answer to HEAD has no body that could name the error.
    ["HeadObject", "Unknown", 403],
    ["PutItem", "AccessDeniedException", 400],
    ["GetItem", "AccessDeniedException", 400],
  ];
  for (const [operation, name, status] of refusals)
    it(`fails ${operation} with ${name}, and works for a role that may`, async () => {
      await calls[operation]?.(other);
      const error = (await calls[operation]?.(worker).catch((thrown: unknown) => thrown)) as Failure;
      expect([error.name, error.$metadata?.httpStatusCode]).to.deep.equal([name, status]);
      if (operation !== "HeadObject")
        expect(error.message).to.match(
          /is not authorized to perform: kms:(GenerateDataKey|Decrypt) on resource:/,
        );
    });

  it("fails a gateway's form with the name that the query protocol has for it", async () => {
    const response = await fetch(`http://127.0.0.1:${server.port}/000000000000/jobs`, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: `AWS4-HMAC-SHA256 Credential=${principals.credentialsOf(worker).accessKeyId}/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=local`,
      },
      body: "Action=SendMessage&MessageBody=x",
    });
    expect(response.status).to.equal(400);
    expect(await response.text()).to.include("<Code>KMS.AccessDeniedException</Code>");
  });
});
