// The system, as a table of contents: follow a message from the API to the stores and back.
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { join } from "node:path";
import type { StackConfig } from "../config/stack-config.ts";
import { Alarms } from "../constructs/monitoring/alarms.ts";
import { AlarmTopic } from "../constructs/monitoring/alarm-topic.ts";
import { AwsPlace } from "../constructs/shared/aws-place.ts";
import { MessageArchive } from "../constructs/storage/message-archive.ts";
import { MessageDashboard } from "../constructs/monitoring/message-dashboard.ts";
import { MessageKey } from "../constructs/shared/message-key.ts";
import { MessagesApi } from "../constructs/api/messages-api.ts";
import { MessageTable } from "../constructs/storage/message-table.ts";
import { NodeFunction } from "../constructs/compute/node-function.ts";
import type { Platform } from "../constructs/shared/platform.ts";
import { QueueConsumer } from "../constructs/messaging/queue-consumer.ts";
import { addStateBackend } from "../bootstrap/state-backend.ts";
import { workloadBoundaryArn } from "../bootstrap/workload-boundary-name.ts";
import { WorkQueue } from "../constructs/messaging/work-queue.ts";

const project = "message-handler";

/** Unique in an account: two environments may share one. */
export const stackName = (environment: string): string => `${project}-${environment}`;

export type MessageHandlerStackProps = {
  readonly config: StackConfig;
  /** The folder with the functions' zips. */
  readonly bundles: string;
  /** Where the alarms' sections of the handbook can be read: a path or a URL. */
  readonly runbook: string;
  /** Undefined when the name is given at init. */
  readonly stateBucket: string | undefined;
};

export class MessageHandlerStack extends TerraformStack {
  readonly #config: StackConfig;
  readonly #bundles: string;
  readonly #platform: Platform;

  constructor(scope: Construct, { config, bundles, runbook, stateBucket }: MessageHandlerStackProps) {
    super(scope, stackName(config.environment));
    this.#config = config;
    this.#bundles = bundles;
    this.#keepState(stateBucket);
    new AwsProvider(this, "aws", {
      defaultTags: [{ tags: { project, environment: config.environment, managed_by: "terraform" } }],
    });
    this.#platform = this.#makePlatform();
    const platform = this.#platform;
    const { prefix, place } = platform;

    const queue = new WorkQueue(this, "queue", {
      platform,
      name: `${prefix}-messages`,
      deadLetterName: `${prefix}-dead-letters`,
      functionTimeoutSeconds: config.worker.timeoutSeconds,
      batchingWindowSeconds: config.worker.batchingWindowSeconds,
      ...config.queue,
    });
    const archive = new MessageArchive(this, "archive", {
      platform,
      namePrefix: `${prefix}-archive-`,
      ...config.archive,
    });
    const table = new MessageTable(this, "table", { platform, name: `${prefix}-messages` });

    const worker = this.#function("process-message", {
      description: "Judges, archives and records queued messages.",
      ...config.worker,
      grants: [queue.consume(), archive.writeOnce(), table.record()],
      environment: { RETRY_BASE_SECONDS: `${config.worker.retryBaseSeconds}` },
    });
    new QueueConsumer(this, "consumer", { queue: queue.queue, worker, ...config.worker });

    const { corsOrigin } = config.api;
    const reader = this.#function("query-messages", {
      description: "Looks messages up by id and by company.",
      ...config.reader,
      grants: [table.read()],
      ...(corsOrigin === undefined ? {} : { environment: { CORS_ORIGIN: corsOrigin } }),
    });
    const authorizer = this.#authorizer();
    const api = new MessagesApi(this, "messages-api", {
      platform,
      name: `${prefix}-api`,
      stageName: "v1",
      auth: config.auth,
      ...(authorizer === undefined ? {} : { authorizer }),
      queue,
      reader,
      ...config.api,
    });

    const { topic } = new AlarmTopic(this, "alarm-topic", {
      platform,
      name: `${prefix}-alarms`,
      emails: config.alarmEmails,
    });
    const watched = {
      platform,
      runbook,
      queue,
      worker,
      functions: [worker, reader, ...(authorizer === undefined ? [] : [authorizer])],
      apiName: api.apiName,
      stageName: api.stageName,
    };
    const alarms = new Alarms(this, "alarms", { ...watched, topic, ...config.alarms });
    new MessageDashboard(this, "dashboard", { ...watched, alarms, table, archive });

    this.#output({
      api_url: api.url,
      auth: config.auth.kind,
      ...this.#tokenOutputs(),
      region: place.region,
      messages_bucket: archive.bucket.id,
      messages_table: table.table.name,
      queue_url: queue.queue.url,
      dead_letter_queue_url: queue.deadLetters.url,
      alarm_topic_arn: topic.arn,
    });
  }

  #keepState(bucket: string | undefined): void {
    const { environment } = this.#config;
    if (environment === "local")
      // Relative to the synthesised stack, so at the root of the checkout; cdktf's own default is an absolute path.
      new LocalBackend(this, { path: `../../../terraform.${stackName(environment)}.tfstate` });
    else addStateBackend(this, environment, bucket);
  }

  #makePlatform(): Platform {
    const { environment, encryption, logRetentionDays, protectData } = this.#config;
    const prefix = stackName(environment);
    const place = new AwsPlace(this, "place");
    return {
      prefix,
      place,
      key:
        encryption === "customer-managed"
          ? new MessageKey(this, "key", { prefix, place, protectData })
          : undefined,
      logRetentionDays,
      // A laptop has no account that a bootstrap stack could have prepared.
      permissionsBoundary: environment === "local" ? undefined : workloadBoundaryArn(place),
      protectData,
    };
  }

  #function(
    id: string,
    props: Omit<ConstructorParameters<typeof NodeFunction>[2], "platform" | "name" | "zipPath">,
  ): NodeFunction {
    return new NodeFunction(this, id, {
      ...props,
      platform: this.#platform,
      name: `${this.#platform.prefix}-${id}`,
      zipPath: join(this.#bundles, `${id}.zip`),
    });
  }

  /** Judges tokens; it needs no grant, because all that it asks is public. */
  #authorizer(): NodeFunction | undefined {
    const { auth } = this.#config;
    if (auth.kind !== "jwt") return undefined;
    return this.#function("authorize-caller", {
      description: "Lets a request in when its token names a company.",
      // The issuer is asked once for each new environment of the function; API Gateway waits for 10 s at most.
      timeoutSeconds: 8,
      memoryMb: 512,
      grants: [],
      environment: {
        TOKEN_ISSUER: auth.issuer,
        TOKEN_AUDIENCE: auth.audience,
        COMPANY_CLAIM: auth.companyClaim,
      },
    });
  }

  /** What whoever mints or sends a token has to know. */
  #tokenOutputs(): Readonly<Record<string, string>> {
    const { auth } = this.#config;
    if (auth.kind !== "jwt") return {};
    return { issuer: auth.issuer, audience: auth.audience, company_claim: auth.companyClaim };
  }

  #output(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) new TerraformOutput(this, name, { value });
  }
}
