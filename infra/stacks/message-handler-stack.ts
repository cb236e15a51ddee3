// The system, as a table of contents: follow a message from the API to the stores and back.
import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { join } from "node:path";
import type { Auth } from "../config/auth.ts";
import { peakWriteUnits, toMaximumConcurrency } from "../config/capacity.ts";
import { toVisibilityTimeout } from "../config/retries.ts";
import { toStackName } from "../config/installation.ts";
import type { StackConfig } from "../config/stack-config.ts";
import { Alarms } from "../constructs/monitoring/alarms.ts";
import { AlarmTopic } from "../constructs/monitoring/alarm-topic.ts";
import { MessageArchive } from "../constructs/storage/message-archive.ts";
import { MessageDashboard } from "../constructs/monitoring/dashboard.ts";
import { MessagesApi } from "../constructs/api/messages-api.ts";
import { MessageTable } from "../constructs/storage/message-table.ts";
import { NodeFunction, type NodeFunctionProps } from "../constructs/compute/node-function.ts";
import { addAwsProvider } from "../constructs/shared/aws-provider.ts";
import { makeStackContext } from "../constructs/shared/stack-context.ts";
import { QueueConsumer } from "../constructs/messaging/queue-consumer.ts";
import { addLocalBackend, addStateBackend } from "../bootstrap/state-backend.ts";
import { maxMessageSize } from "../constructs/api/mapping-templates.ts";
import { WorkQueue } from "../constructs/messaging/work-queue.ts";
import { applyWaivers } from "../scanners/apply-waivers.ts";
import { stackWaivers } from "../scanners/waivers.ts";

export type MessageHandlerStackProps = {
  readonly config: StackConfig;
  /** Begins every name: {@link toStackName}. */
  readonly namePrefix: string;
  /** The folder with the functions' zips. */
  readonly bundles: string;
  /** Where the alarms' sections of the handbook can be read: a path or a URL. */
  readonly runbook: string;
  /** Undefined when the name is given at init. */
  readonly stateBucket: string | undefined;
};

type FunctionProps = Omit<NodeFunctionProps, "context" | "name" | "zipPath">;

export class MessageHandlerStack extends TerraformStack {
  constructor(scope: Construct, props: MessageHandlerStackProps) {
    const { config, namePrefix, bundles, runbook, stateBucket } = props;
    const prefix = toStackName(namePrefix, config.environment);
    super(scope, prefix);
    const { auth, environment } = config;
    if (environment === "local") addLocalBackend(this, prefix);
    else addStateBackend(this, { prefix: namePrefix, stack: environment, bucket: stateBucket });
    addAwsProvider(this, { project: namePrefix, environment });
    applyWaivers(this, stackWaivers(config));
    const context = makeStackContext(this, namePrefix, config);
    const nodeFunction = (id: string, props: FunctionProps): NodeFunction =>
      new NodeFunction(this, id, {
        ...props,
        context,
        name: `${prefix}-${id}`,
        zipPath: join(bundles, `${id}.zip`),
      });

    const queue = new WorkQueue(this, "queue", {
      context,
      name: `${prefix}-messages`,
      deadLetterName: `${prefix}-dead-letters`,
      visibilityTimeoutSeconds: toVisibilityTimeout(config.messageProcessor),
      maxMessageSize: maxMessageSize({ withCompany: auth.kind === "jwt" }),
      ...config.queue,
    });
    const archive = new MessageArchive(this, "archive", {
      context,
      namePrefix: `${prefix}-archive-`,
      ...config.archive,
    });
    const table = new MessageTable(this, "table", {
      context,
      name: `${prefix}-messages`,
      peakWriteUnits: peakWriteUnits(config),
    });

    const messageProcessor = nodeFunction("process-message", {
      description: "Validates, archives and records queued messages.",
      timeoutSeconds: config.messageProcessor.timeoutSeconds,
      memoryMb: config.messageProcessor.memoryMb,
      grants: [queue.consume(), archive.writeOnce(), table.record()],
      environment: {
        RETRY_BASE_SECONDS: `${config.messageProcessor.retryBaseSeconds}`,
        OUTAGE_PROTECTION_HOURS: `${config.messageProcessor.outageProtectionHours}`,
      },
      sendsToItself: true,
    });
    new QueueConsumer(this, "consumer", {
      ...config.messageProcessor,
      maximumConcurrency: toMaximumConcurrency(config),
      queue: queue.queue,
      consumer: messageProcessor,
    });

    const queryFunction = nodeFunction("query-messages", {
      description: "Looks messages up by id and by company.",
      ...config.queryFunction,
      grants: [table.read()],
      environment: config.api.corsOrigin === undefined ? {} : { CORS_ORIGIN: config.api.corsOrigin },
    });
    const apiAuth =
      auth.kind === "jwt"
        ? { ...auth, authorizer: nodeFunction("authorize-caller", authorizing(auth)) }
        : auth;
    const { apiName, stageName, url, smokeRoleArn } = new MessagesApi(this, "messages-api", {
      context,
      name: `${prefix}-api`,
      stageName: "v1",
      auth: apiAuth,
      queue,
      queryFunction,
      ...config.api,
    });

    const { topic } = new AlarmTopic(this, "alarm-topic", {
      context,
      name: `${prefix}-alarms`,
      emails: config.alarmEmails,
    });
    const functions = [
      messageProcessor,
      queryFunction,
      ...(apiAuth.kind === "jwt" ? [apiAuth.authorizer] : []),
    ];
    const watched = { context, runbook, queue, functions, apiName, stageName };
    const alarms = new Alarms(this, "alarms", {
      ...watched,
      messageProcessor,
      authorizer: apiAuth.kind === "jwt" ? apiAuth.authorizer : undefined,
      topic,
      ...config.alarms,
    });
    new MessageDashboard(this, "dashboard", { ...watched, alarms, table, archive });

    const outputs: Readonly<Record<string, string | readonly string[]>> = {
      api_url: url,
      auth: auth.kind,
      // For those who issue or send tokens.
      ...(auth.kind === "jwt"
        ? { issuer: auth.issuer, audience: auth.audience, company_claim: auth.companyClaim }
        : {}),
      region: context.aws.region,
      messages_bucket: archive.bucket.id,
      messages_table: table.table.name,
      queue_url: queue.queue.url,
      dead_letter_queue_url: queue.deadLetters.url,
      alarm_topic_arn: topic.arn,
      // In which a workflow calls the API after it deployed it.
      ...(smokeRoleArn === undefined ? {} : { smoke_role_arn: smokeRoleArn }),
    };
    for (const [name, value] of Object.entries(outputs)) new TerraformOutput(this, name, { value });
  }
}

/** Validates tokens; it needs no grant, because all that it asks is public. */
const authorizing = (auth: Extract<Auth, { readonly kind: "jwt" }>): FunctionProps => ({
  description: "Lets a request in when its token names a company.",
  // The issuer is asked once for each new environment of the function; API Gateway waits for 10 s at most.
  timeoutSeconds: 8,
  memoryMb: 512,
  grants: [],
  environment: {
    TOKEN_ISSUER: auth.issuer,
    TOKEN_AUDIENCES: JSON.stringify([auth.audience].flat()),
    COMPANY_CLAIM: auth.companyClaim,
    CACHE_SECONDS: `${auth.cacheSeconds}`,
  },
});
