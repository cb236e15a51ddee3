// The system as its users see it: the synthesised local stack on the loopback, its API, its stores, its alarms.
import { DynamoDBClient, GetItemCommand, ScanCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { startLocalCloud } from "@message-handler/local-cloud";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { synthesise } from "../../scripts/synthesise.ts";
import type { StackConfig } from "../config/stack-config.ts";
import { makeApiCaller, type ApiCaller, type Identify } from "./api-caller.ts";
import { signRequest } from "./sign-request.ts";
import { synthesiseConfig } from "./synthesise-config.ts";
import { until } from "@message-handler/local-cloud/testing";

export type { Answer } from "./api-caller.ts";

export type Alarm = { readonly name: string; readonly state: string };
export type QueueState = { readonly name: string; readonly visible: number; readonly in_flight: number };
export type FunctionState = {
  readonly name: string;
  readonly pids: readonly number[];
  readonly invocations: number;
};
export type State = {
  readonly queues: readonly QueueState[];
  readonly functions: readonly FunctionState[];
  readonly alarms: readonly Alarm[];
  readonly inbox: readonly { readonly topic: string; readonly subject: string; readonly message: string }[];
};

export type Outputs = {
  readonly api_url: string;
  readonly auth: StackConfig["auth"]["kind"];
  readonly messages_bucket: string;
  readonly messages_table: string;
  readonly queue_url: string;
  readonly dead_letter_queue_url: string;
  readonly alarm_topic_arn: string;
};

export type LogLine = Readonly<Record<string, unknown>> & { readonly level: string; readonly source: string };

const nobody: Identify = async () => ({});

/** Waiting is divided by this: a minute takes a second. */
const speed = 60;

const start = async (stackFile: string) => {
  const lines: string[] = [];
  const cloud = await startLocalCloud({
    stackFile,
    apiPort: 0,
    awsPort: 0,
    speed,
    log: (line) => lines.push(line),
  });
  const outputs = cloud.outputs as Outputs;
  const client = {
    endpoint: cloud.awsEndpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "anyone", secretAccessKey: "anything" },
  };
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const dynamodb = new DynamoDBClient(client);
  const sqs = new SQSClient(client);

  const control = async (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${cloud.awsEndpoint}/_local/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const state = async (): Promise<State> => (await (await control("GET", "state")).json()) as State;

  return {
    // Whoever may call: a signer where the API asks for signatures.
    ...makeApiCaller(outputs.api_url, outputs.auth === "iam" ? signRequest : nobody),
    /** The API as somebody sees it who does not say who it is. */
    anonymous: makeApiCaller(outputs.api_url, nobody),
    withToken: (token: string): ApiCaller =>
      makeApiCaller(outputs.api_url, async () => ({ authorization: `Bearer ${token}` })),
    outputs,
    awsEndpoint: cloud.awsEndpoint,
    sqs,
    s3,
    dynamodb,
    state,
    /** Puts a message straight on the queue, past the API. */
    enqueue: async (body: string): Promise<void> => {
      await sqs.send(new SendMessageCommand({ QueueUrl: outputs.queue_url, MessageBody: body }));
    },
    /** The same with up to ten at once, which the worker then gets as one batch. */
    enqueueBatch: async (bodies: readonly string[]): Promise<void> => {
      const Entries = bodies.map((body, index) => ({ Id: `${index}`, MessageBody: body }));
      const { Failed = [] } = await sqs.send(
        new SendMessageBatchCommand({ QueueUrl: outputs.queue_url, Entries }),
      );
      if (Failed.length > 0) throw new Error(`SQS refused ${Failed.length} messages of the batch`);
    },
    /** Waits until no message is queued or being worked on. */
    untilIdle: async (): Promise<void> =>
      until("the queue is empty", async () => {
        const { queues } = await state();
        const [queue] = queues.filter(({ name }) => outputs.queue_url.endsWith(`/${name}`));
        return queue?.visible === 0 && queue.in_flight === 0 ? true : undefined;
      }).then(() => undefined),
    untilAlarm: async (suffix: string, wanted: string): Promise<Alarm> =>
      until(`the alarm ${suffix} is ${wanted}`, async () => {
        const { alarms } = await state();
        return alarms.find((alarm) => alarm.name.endsWith(suffix) && alarm.state === wanted);
      }),
    item: async (id: string): Promise<Record<string, AttributeValue> | undefined> =>
      (
        await dynamodb.send(
          new GetItemCommand({ TableName: outputs.messages_table, Key: { message_id: { S: id } } }),
        )
      ).Item,
    items: async (): Promise<readonly Record<string, AttributeValue>[]> =>
      (await dynamodb.send(new ScanCommand({ TableName: outputs.messages_table }))).Items ?? [],
    object: async (key: string): Promise<Uint8Array> => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: outputs.messages_bucket, Key: key }));
      if (Body === undefined) throw new Error(`${key} has no body`);
      return Body.transformToByteArray();
    },
    objectKeys: async (): Promise<readonly string[]> =>
      ((await s3.send(new ListObjectsV2Command({ Bucket: outputs.messages_bucket }))).Contents ?? []).map(
        ({ Key }) => Key ?? "",
      ),
    /** Replaces the faults that strike AWS calls. */
    setFaults: async (...faults: readonly object[]): Promise<void> => {
      const response = await control("PUT", "faults", faults);
      if (!response.ok) throw new Error(await response.text());
    },
    log: (): readonly LogLine[] => lines.map((line) => JSON.parse(line) as LogLine),
    stop: async (): Promise<void> => {
      for (const aws of [s3, dynamodb, sqs]) aws.destroy();
      await cloud.stop();
    },
  };
};

export type RunningSystem = Awaited<ReturnType<typeof start>>;

/** Bundles, synthesises and runs an environment on free ports. */
export const startSystem = async (environment = "local"): Promise<RunningSystem> =>
  start(await synthesise(environment, () => undefined));

/** The same for the local environment with another configuration. */
export const startConfiguredSystem = async (config: Partial<StackConfig>): Promise<RunningSystem> => {
  // For its bundles alone.
  await synthesise("local", () => undefined);
  const { stackFile, remove } = synthesiseConfig(config);
  try {
    return await start(stackFile);
  } finally {
    remove();
  }
};

/** The same after `change` was made to the text of the synthesised file; the deployed one stays untouched. */
export const startChangedSystem = async (change: (text: string) => string): Promise<RunningSystem> => {
  const original = await synthesise("local", () => undefined);
  const directory = mkdtempSync(join(tmpdir(), "changed-stack-"));
  try {
    const before = readFileSync(original, "utf8");
    const after = change(before);
    if (after === before) throw new Error("the change found nothing to change");
    symlinkSync(join(dirname(original), "assets"), join(directory, "assets"));
    writeFileSync(join(directory, "cdk.tf.json"), after);
    return await start(join(directory, "cdk.tf.json"));
  } finally {
    rmSync(directory, { recursive: true });
  }
};
