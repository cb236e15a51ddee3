// The system as its users see it: the synthesised local stack on the loopback, its API, its stores, its alarms.
import { DynamoDBClient, GetItemCommand, ScanCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { startLocalCloud } from "@message-handler/local-cloud";
import { toLoopbackClient } from "@message-handler/local-cloud/loopback";
import { until } from "@message-handler/local-cloud/testing";
import { startLocalIssuer } from "@message-handler/local-issuer/local-issuer.ts";
import { makeSignedFetch } from "@message-handler/ops/signed-fetch.ts";
import { App } from "cdktf";
import { strToU8, zipSync } from "fflate";
import * as E from "fp-ts/lib/Either.js";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bundleFolders } from "../../config/bundle.ts";
import { chosenBundle } from "../../../scripts/bundle-functions.ts";
import { synthesise } from "../../../scripts/synthesise.ts";
import { local } from "../../config/local.ts";
import { localTokens } from "../../config/auth.ts";
import { decodeStackConfig, type StackConfig } from "../../config/stack-config.ts";
import { namePrefix, toStackName } from "../../config/installation.ts";
import { MessageHandlerStack } from "../../stacks/message-handler-stack.ts";
import { makeApiCaller, type ApiCaller } from "./api-caller.ts";

export type Alarm = { readonly name: string; readonly state: string };
export type QueueState = {
  readonly name: string;
  readonly visible: number;
  readonly in_flight: number;
  readonly delayed: number;
};
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
  readonly page_topic_arn: string;
  readonly ticket_topic_arn: string;
};

export type LogLine = Readonly<Record<string, unknown>> & { readonly level: string; readonly source: string };

const credentials = { accessKeyId: "anyone", secretAccessKey: "anything" };
const signedFetch = makeSignedFetch({ fetch, region: "us-east-1", credentials });

/** Waiting is divided by this: a minute takes a second. */
const speed = 60;

const start = async (stackFile: string) => {
  const stackText = readFileSync(stackFile, "utf8");
  const lines: string[] = [];
  const cloud = await startLocalCloud({
    stackFile,
    apiPort: 0,
    awsPort: 0,
    speed,
    log: (line) => lines.push(line),
  });
  const outputs = cloud.outputs as Outputs;
  const client = { ...toLoopbackClient(cloud.awsEndpoint), region: "eu-central-1", maxAttempts: 3 };
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
    ...makeApiCaller(outputs.api_url, outputs.auth === "iam" ? signedFetch : fetch),
    /** The API as somebody sees it who does not say who it is. */
    anonymous: makeApiCaller(outputs.api_url, fetch),
    withToken: (token: string): ApiCaller =>
      makeApiCaller(outputs.api_url, async (url, request) =>
        fetch(url, { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } }),
      ),
    outputs,
    /** What was synthesised, as JSON. */
    stackText,
    awsEndpoint: cloud.awsEndpoint,
    sqs,
    s3,
    dynamodb,
    state,
    /** Puts a message straight on the queue, past the API, which tells the sender's company where it asks for tokens. */
    enqueue: async (body: string, company?: string): Promise<void> => {
      const sender = { company_id: { DataType: "String", StringValue: company } };
      const MessageAttributes = company === undefined ? undefined : sender;
      await sqs.send(
        new SendMessageCommand({ QueueUrl: outputs.queue_url, MessageBody: body, MessageAttributes }),
      );
    },
    /** The same with up to ten at once, which process-message then gets as one batch. */
    enqueueBatch: async (bodies: readonly string[]): Promise<void> => {
      const Entries = bodies.map((body, index) => ({ Id: `${index}`, MessageBody: body }));
      const { Failed = [] } = await sqs.send(
        new SendMessageBatchCommand({ QueueUrl: outputs.queue_url, Entries }),
      );
      if (Failed.length > 0) throw new Error(`SQS refused ${Failed.length} messages of the batch`);
    },
    /** Waits until no message is queued, delayed or being worked on. */
    untilIdle: async (): Promise<void> =>
      until("the queue is empty", async () => {
        const { queues } = await state();
        const queue = queues.find(({ name }) => outputs.queue_url.endsWith(`/${name}`));
        return queue !== undefined && queue.visible + queue.in_flight + queue.delayed === 0;
      }).then(() => undefined),
    /** By the end of its name. */
    functionState: async (suffix: string): Promise<FunctionState> => {
      const found = (await state()).functions.find(({ name }) => name.endsWith(suffix));
      if (found === undefined) throw new Error(`there is no function ${suffix}`);
      return found;
    },
    untilAlarm: async (suffix: string, wanted: string, seconds?: number): Promise<Alarm> =>
      until(
        `the alarm ${suffix} is ${wanted}`,
        async () => {
          const { alarms } = await state();
          return alarms.find((alarm) => alarm.name.endsWith(suffix) && alarm.state === wanted);
        },
        seconds,
      ),
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
    /** What stands beside an object of the archive. */
    objectMetadata: async (key: string): Promise<Readonly<Record<string, string>>> =>
      (await s3.send(new HeadObjectCommand({ Bucket: outputs.messages_bucket, Key: key }))).Metadata ?? {},
    objectKeys: async (): Promise<readonly string[]> =>
      ((await s3.send(new ListObjectsV2Command({ Bucket: outputs.messages_bucket }))).Contents ?? []).map(
        ({ Key }) => Key ?? "",
      ),
    /** Replaces the injected faults of AWS calls. */
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

let synthesised: Promise<string> | undefined;

/** The path of the local stack file, with the bundles made: once in a process, as two at a time would collide. */
export const synthesiseOnce = async (): Promise<string> => (synthesised ??= synthesise("local"));

/** Runs an environment on free ports. */
export const startSystem = async (environment = "local"): Promise<RunningSystem> => {
  const file = await synthesiseOnce();
  return start(file.replace(toStackName(namePrefix, "local"), toStackName(namePrefix, environment)));
};

/** Runs what `write` puts into the folder it is given; answers the path of its stack file. */
const startWritten = async (write: (folder: string, original: string) => string): Promise<RunningSystem> => {
  const original = await synthesiseOnce();
  const folder = mkdtempSync(join(tmpdir(), "acceptance-"));
  try {
    return await start(write(folder, original));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** `from` becomes `to`, in which `$&` is `from`. */
export type Replacement = readonly [from: string, to: string];

const replace = (text: string, [from, to]: Replacement): string => {
  if (!text.includes(from)) throw new Error(`the stack file has no ${from} to replace`);
  return text.replaceAll(from, to);
};

/** The local environment with another configuration, and after each replacement in the text of its stack file. */
export const startConfiguredSystem = async (
  config: Partial<StackConfig>,
  ...replacements: readonly Replacement[]
): Promise<RunningSystem> =>
  startWritten((outdir) => {
    const decoded = decodeStackConfig({ ...local, ...config });
    if (E.isLeft(decoded)) throw new Error(decoded.left.join("; "));
    const app = new App({ outdir });
    new MessageHandlerStack(app, {
      config: decoded.right,
      namePrefix,
      bundles: join(import.meta.dirname, "../../..", bundleFolders[chosenBundle()]),
      runbook: "docs/operating.md",
      stateBucket: undefined,
    });
    app.synth();
    const file = join(outdir, "stacks", toStackName(namePrefix, decoded.right.environment), "cdk.tf.json");
    writeFileSync(file, replacements.reduce(replace, readFileSync(file, "utf8")));
    return file;
  });

/** The local environment after each replacement was made in the text of its stack file. */
export const startChangedSystem = async (...replacements: readonly Replacement[]): Promise<RunningSystem> =>
  startWritten((folder, original) => {
    const after = replacements.reduce(replace, readFileSync(original, "utf8"));
    symlinkSync(join(dirname(original), "assets"), join(folder, "assets"));
    writeFileSync(join(folder, "cdk.tf.json"), after);
    return join(folder, "cdk.tf.json");
  });

/** The local environment with other code in process-message: the text of its module. */
export const startSystemWithCode = async (
  source: string,
  ...replacements: readonly Replacement[]
): Promise<RunningSystem> =>
  startWritten((folder, original) => {
    const text = replacements.reduce(replace, readFileSync(original, "utf8"));
    const [zip] = /assets\/process-message_code_[^"]+\.zip/.exec(text) ?? [];
    symlinkSync(join(dirname(original), "assets"), join(folder, "assets"));
    writeFileSync(join(folder, "code.zip"), zipSync({ "index.mjs": strToU8(source) }));
    writeFileSync(join(folder, "cdk.tf.json"), text.replaceAll(zip ?? "", "code.zip"));
    return join(folder, "cdk.tf.json");
  });

/** An API that takes the tokens of this issuer. */
const toTokenAuth = (issuer: string, cacheSeconds = 60): StackConfig["auth"] => ({
  kind: "jwt",
  issuer,
  ...localTokens,
  cacheSeconds,
});

/** The local environment with tokens, and the issuer of these. */
export const startTokenSystem = async (config: Partial<StackConfig> = {}, cacheSeconds?: number) => {
  const issuer = await startLocalIssuer({ port: 0, ...localTokens });
  try {
    const system = await startConfiguredSystem({ ...config, auth: toTokenAuth(issuer.url, cacheSeconds) });
    return {
      ...system,
      issuer,
      /** The API as this company sees it. */
      asCompany: async (company: string): Promise<ApiCaller> => system.withToken(await issuer.mint(company)),
      stop: async (): Promise<void> => {
        await system.stop();
        await issuer.stop();
      },
    };
  } catch (error) {
    // A start that failed must not leave the other one running.
    await issuer.stop();
    throw error;
  }
};

export type TokenSystem = Awaited<ReturnType<typeof startTokenSystem>>;

/** An API whose issuer cannot be reached, and a caller with a token that names this issuer. */
export const startSystemWithoutIssuer = async () => {
  // Nobody listens there.
  const url = "http://127.0.0.1:9";
  const issuer = await startLocalIssuer({ port: 0, ...localTokens });
  const token = await issuer.mint(randomUUID(), { claims: { iss: url } });
  await issuer.stop();
  const system = await startConfiguredSystem({ auth: toTokenAuth(url) });
  return { system, caller: system.withToken(token) };
};
