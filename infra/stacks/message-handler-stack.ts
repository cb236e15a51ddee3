// The system, as a table of contents: follow a message from the API to the stores and back.
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { join } from "node:path";
import type { StackConfig } from "../config/stack-config.ts";
import { Alarms } from "../constructs/alarms.ts";
import { AlarmTopic } from "../constructs/alarm-topic.ts";
import { AwsPlace } from "../constructs/aws-place.ts";
import { MessageArchive } from "../constructs/message-archive.ts";
import { MessagesApi } from "../constructs/messages-api.ts";
import { MessageTable } from "../constructs/message-table.ts";
import { NodeFunction } from "../constructs/node-function.ts";
import { QueueConsumer } from "../constructs/queue-consumer.ts";
import { WorkQueue } from "../constructs/work-queue.ts";

const project = "message-handler";

/** Unique in an account: two environments may share one. */
export const stackName = (environment: string): string => `${project}-${environment}`;

export class MessageHandlerStack extends TerraformStack {
  /** `bundles` is the folder with the functions' zips. */
  constructor(scope: Construct, config: StackConfig, bundles: string) {
    const prefix = stackName(config.environment);
    super(scope, prefix);
    // Relative to the synthesised stack, so at the root of the checkout; cdktf's own default is an absolute path.
    new LocalBackend(this, { path: `../../../terraform.${prefix}.tfstate` });
    new AwsProvider(this, "aws", {
      defaultTags: [{ tags: { project, environment: config.environment, managed_by: "cdktf" } }],
    });
    const place = new AwsPlace(this, "place");
    const { worker: workerConfig, reader: readerConfig, logRetentionDays, protectData } = config;

    const queue = new WorkQueue(this, "queue", {
      name: `${prefix}-messages`,
      deadLetterName: `${prefix}-dead-letters`,
      functionTimeoutSeconds: workerConfig.timeoutSeconds,
      batchingWindowSeconds: workerConfig.batchingWindowSeconds,
      ...config.queue,
    });
    const archive = new MessageArchive(this, "archive", { namePrefix: `${prefix}-archive-`, protectData });
    const table = new MessageTable(this, "table", { name: `${prefix}-messages`, protectData });

    const worker = new NodeFunction(this, "process-message", {
      name: `${prefix}-process-message`,
      description: "Judges, archives and records queued messages.",
      zipPath: join(bundles, "process-message.zip"),
      timeoutSeconds: workerConfig.timeoutSeconds,
      memoryMb: workerConfig.memoryMb,
      logRetentionDays,
      grants: [queue.consume(), archive.writeOnce(), table.record()],
      environment: { RETRY_BASE_SECONDS: `${workerConfig.retryBaseSeconds}` },
    });
    new QueueConsumer(this, "consumer", { queue: queue.queue, worker, ...workerConfig });

    const reader = new NodeFunction(this, "query-messages", {
      name: `${prefix}-query-messages`,
      description: "Looks messages up by id and by company.",
      zipPath: join(bundles, "query-messages.zip"),
      timeoutSeconds: readerConfig.timeoutSeconds,
      memoryMb: readerConfig.memoryMb,
      logRetentionDays,
      grants: [table.read()],
    });
    const api = new MessagesApi(this, "messages-api", {
      name: `${prefix}-api`,
      stageName: "v1",
      auth: config.auth,
      place,
      queue,
      reader,
    });

    const { topic } = new AlarmTopic(this, "alarm-topic", {
      name: `${prefix}-alarms`,
      accountId: place.accountId,
      emails: config.alarmEmails,
    });
    new Alarms(this, "alarms", {
      prefix,
      topic,
      deadLetters: queue.deadLetters,
      functions: [worker, reader],
    });

    this.#output("api_url", api.url);
    this.#output("messages_bucket", archive.bucket.id);
    this.#output("messages_table", table.table.name);
    this.#output("queue_url", queue.queue.url);
    this.#output("dead_letter_queue_url", queue.deadLetters.url);
    this.#output("alarm_topic_arn", topic.arn);
  }

  #output(name: string, value: string): void {
    new TerraformOutput(this, name, { value });
  }
}
