import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as iam from "@aws-sdk/client-iam";
import * as kms from "@aws-sdk/client-kms";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import * as sns from "@aws-sdk/client-sns";
import * as sqs from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { destroyDiagnosisClients, makeDiagnosisClients, type DiagnosisClients } from "../diagnose/clients.ts";
import {
  getPatiently,
  readArchivedRecord,
  readArchivedSummary,
  readObjectHash,
} from "../archive/read-object.ts";
import { toSentence } from "./aws-errors.ts";
import { destroyClients, makeClients } from "./clients.ts";
import type { Clients } from "./target.ts";
import { toLoopbackSettings } from "./loopback-settings.fixture.ts";

type Calls = Readonly<Record<string, (clients: Clients & DiagnosisClients) => Promise<unknown>>>;

const object = { Bucket: "archive", Key: "k" };
const table = { TableName: "messages" };
const item = { ...table, Key: { message_id: { S: "1" } }, ReturnConsumedCapacity: "TOTAL" } as const;
const queue = { QueueUrl: "http://127.0.0.1/1/q" };
const now = new Date(0);

/** What operators' commands call, and what always answers with something. */
const telling: Calls = {
  ListObjectsV2: async ({ s3: client }) => client.send(new s3.ListObjectsV2Command(object)),
  ListObjectVersions: async ({ s3: client }) => client.send(new s3.ListObjectVersionsCommand(object)),
  GetObject: async ({ s3: client }) => client.send(new s3.GetObjectCommand(object)),
  HeadObject: async ({ s3: client }) => client.send(new s3.HeadObjectCommand(object)),
  Query: async ({ dynamodb: client }) => client.send(new dynamodb.QueryCommand(table)),
  Scan: async ({ dynamodb: client }) => client.send(new dynamodb.ScanCommand(table)),
  GetItem: async ({ dynamodb: client }) => client.send(new dynamodb.GetItemCommand(item)),
  DeleteItem: async ({ dynamodb: client }) => client.send(new dynamodb.DeleteItemCommand(item)),
  BatchGetItem: async ({ dynamodb: client }) =>
    client.send(new dynamodb.BatchGetItemCommand({ RequestItems: {} })),
  BatchWriteItem: async ({ dynamodb: client }) =>
    client.send(new dynamodb.BatchWriteItemCommand({ RequestItems: {} })),
  GetQueueAttributes: async ({ sqs: client }) => client.send(new sqs.GetQueueAttributesCommand(queue)),
  StartMessageMoveTask: async ({ sqs: client }) =>
    client.send(new sqs.StartMessageMoveTaskCommand({ SourceArn: "arn:q" })),
  ListEventSourceMappings: async ({ lambda: client }) =>
    client.send(new lambda.ListEventSourceMappingsCommand({})),
  GetEventSourceMapping: async ({ lambda: client }) =>
    client.send(new lambda.GetEventSourceMappingCommand({ UUID: "1" })),
  UpdateEventSourceMapping: async ({ lambda: client }) =>
    client.send(new lambda.UpdateEventSourceMappingCommand({ UUID: "1" })),
  GetFunctionConfiguration: async ({ lambda: client }) =>
    client.send(new lambda.GetFunctionConfigurationCommand({ FunctionName: "f" })),
  FilterLogEvents: async ({ logs: client }) => client.send(new logs.FilterLogEventsCommand({})),
  DescribeAlarms: async ({ cloudwatch: client }) => client.send(new cloudwatch.DescribeAlarmsCommand({})),
  GetMetricData: async ({ cloudwatch: client }) =>
    client.send(new cloudwatch.GetMetricDataCommand({ MetricDataQueries: [], StartTime: now, EndTime: now })),
  SimulatePrincipalPolicy: async ({ iam: client }) =>
    client.send(new iam.SimulatePrincipalPolicyCommand({ PolicySourceArn: "r", ActionNames: [] })),
  DescribeKey: async ({ kms: client }) => client.send(new kms.DescribeKeyCommand({ KeyId: "k" })),
  GetKeyPolicy: async ({ kms: client }) => client.send(new kms.GetKeyPolicyCommand({ KeyId: "k" })),
  ListSubscriptionsByTopic: async ({ sns: client }) =>
    client.send(new sns.ListSubscriptionsByTopicCommand({ TopicArn: "t" })),
};

/** What may have nothing to tell: the id of the request alone shows whose answer it is. */
const mayBeEmpty: Calls = {
  DeleteObject: async ({ s3: client }) => client.send(new s3.DeleteObjectCommand(object)),
  ReceiveMessage: async ({ sqs: client }) => client.send(new sqs.ReceiveMessageCommand(queue)),
  ListMessageMoveTasks: async ({ sqs: client }) =>
    client.send(new sqs.ListMessageMoveTasksCommand({ SourceArn: "arn:q" })),
  DeleteMessage: async ({ sqs: client }) =>
    client.send(new sqs.DeleteMessageCommand({ ...queue, ReceiptHandle: "r" })),
  GetFunctionConcurrency: async ({ lambda: client }) =>
    client.send(new lambda.GetFunctionConcurrencyCommand({ FunctionName: "f" })),
};

const bodies = ["", "{}", "<html>oops</html>", "<ListBucketResult/>"];
const withId = { "x-amzn-requestid": "1", "x-amz-request-id": "1" };

describe("an answer of 200", () => {
  let server: Server;
  let answer: { readonly headers: Record<string, string>; readonly body: string };
  let clients: Clients & DiagnosisClients;
  before(async () => {
    server = createServer((_request, response) => response.writeHead(200, answer.headers).end(answer.body));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const own = makeClients(toLoopbackSettings(server));
    clients = { ...own, ...makeDiagnosisClients(own) };
  });
  after(() => {
    destroyDiagnosisClients(clients);
    destroyClients(clients);
    server.close();
  });

  /** Those of them that were taken for true, by the call and what it was answered. */
  const believed = async (calls: Calls, headers: Record<string, string>): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const body of bodies) {
      answer = { headers, body };
      for (const [operation, call] of Object.entries(calls))
        await call(clients).then(
          () => found.push(`${operation}: ${body}`),
          () => undefined,
        );
    }
    return found;
  };

  it("is no answer of AWS without the id of its request", async () => {
    expect(await believed({ ...telling, ...mayBeEmpty }, {})).to.deep.equal([]);
  });

  it("is not believed without what the operation always answers", async () => {
    expect(await believed(telling, withId)).to.deep.equal([]);
  });

  it("is not believed to be the last page where it says that there are more and not where", async () => {
    const body = "<ListBucketResult><Name>archive</Name><IsTruncated>true</IsTruncated></ListBucketResult>";
    answer = { headers: withId, body };
    const failure = await telling["ListObjectsV2"]?.(clients).then(() => "believed", toSentence);
    expect(failure).to.equal(
      "S3 ListObjectsV2 failed: the answer (HTTP 200) is not what S3 sends, so nothing is concluded from it: does a proxy answer in its place?",
    );
  });

  it("is no object's text, nor its hash, where it does not come from S3", async () => {
    answer = { headers: {}, body: "<html>oops</html>" };
    const archive = { bucket: "archive", clients };
    for (const read of [getPatiently, readArchivedRecord, readArchivedSummary, readObjectHash])
      expect(await read(archive, "k").then(() => "believed", toSentence)).to.match(
        /^S3 (?:Get|Head)Object failed: the answer \(HTTP 200\) is not what S3 sends/,
      );
  });

  it("is said to be unreadable in words of ours, where the SDK cannot read it", async () => {
    for (const [operation, body] of [
      ["ListObjectsV2", "<ListBucketResult><Na"],
      ["Query", "<html>"],
    ] as const) {
      answer = { headers: withId, body };
      const failure = await telling[operation]?.(clients).then(() => "believed", toSentence);
      expect(failure).to.match(/^\w+ \w+ failed: the answer \(HTTP 200\) could not be read$/);
    }
  });
});
