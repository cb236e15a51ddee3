// The system, as a table of contents: follow a message from the API to the stores and back.
import type { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { join } from "node:path";
import type { Severity } from "../config/alarm-targets.ts";
import type { Auth } from "../config/auth.ts";
import { peakWriteUnits, toMaximumConcurrency } from "../config/capacity.ts";
import { toLongestPause, toVisibilityTimeout } from "../config/retries.ts";
import { toStackName } from "../config/installation.ts";
import type { StackConfig } from "../config/stack-config.ts";
import { Alarms } from "../constructs/monitoring/alarms.ts";
import { AlarmTopic } from "../constructs/monitoring/alarm-topic.ts";
import { MessageArchive } from "../constructs/storage/message-archive.ts";
import { MessageDashboard } from "../constructs/monitoring/dashboard.ts";
import { ApiDomain } from "../constructs/api/api-domain.ts";
import { MessagesApi } from "../constructs/api/messages-api.ts";
import { MessageTable } from "../constructs/storage/message-table.ts";
import { LiveAlias } from "../constructs/compute/live-alias.ts";
import { NewVersionAlarm } from "../constructs/monitoring/new-version-alarm.ts";
import { NodeFunction, type NodeFunctionProps } from "../constructs/compute/node-function.ts";
import { addAwsProvider } from "../constructs/shared/aws-provider.ts";
import type { AwsEnvironment } from "../constructs/shared/aws-environment.ts";
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
    const { auth, environment, options } = config;
    const { domain, gradualRelease, reservedConcurrency = {}, retention } = options;
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
      archiveDays: retention?.archiveDays,
      ...config.archive,
    });
    const table = new MessageTable(this, "table", {
      context,
      name: `${prefix}-messages`,
      peakWriteUnits: peakWriteUnits(config),
      recordDays: retention?.recordDays,
      showsThrottledKeys: options.showThrottledKeys ?? false,
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
      publishesVersions: gradualRelease !== undefined,
      sendsToItself: true,
    });
    const alias =
      gradualRelease &&
      new LiveAlias(this, "live", { target: messageProcessor, shift: gradualRelease.shift });
    new QueueConsumer(this, "consumer", {
      ...config.messageProcessor,
      maximumConcurrency: toMaximumConcurrency(config),
      queue: queue.queue,
      consumer: messageProcessor,
      consumerArn: alias?.arn ?? messageProcessor.function.arn,
    });

    const queryFunction = nodeFunction("query-messages", {
      description: "Looks messages up by id and by company.",
      ...config.queryFunction,
      reservedConcurrency: reservedConcurrency.queryMessages,
      grants: [table.read()],
      environment: config.api.corsOrigin === undefined ? {} : { CORS_ORIGIN: config.api.corsOrigin },
    });
    const apiAuth =
      auth.kind === "jwt"
        ? {
            ...auth,
            authorizer: nodeFunction("authorize-caller", {
              ...authorizing(auth),
              reservedConcurrency: reservedConcurrency.authorizeCaller,
            }),
          }
        : auth;
    const isDefaultEndpointOff = domain !== undefined && domain.keepsDefaultEndpoint !== true;
    const { apiId, apiName, stageName, deployedStageName, accessLog, url, smokeRoleArn } = new MessagesApi(
      this,
      "messages-api",
      {
        context,
        name: `${prefix}-api`,
        stageName: "v1",
        auth: apiAuth,
        queue,
        queryFunction,
        isDefaultEndpointOff,
        webAclArn: options.webAcl && webAclArn(context.aws, options.webAcl),
        ...config.api,
      },
    );
    const apiDomain =
      domain &&
      new ApiDomain(this, "api-domain", {
        aws: context.aws,
        domain,
        apiId,
        stageName: deployedStageName,
        basePath: stageName,
      });

    const alarmTopic = (severity: Severity): SnsTopic =>
      new AlarmTopic(this, `${severity}-topic`, {
        context,
        name: `${prefix}-${severity}s`,
        targets: config.alarmTargets[severity],
      }).topic;
    const topics = { page: alarmTopic("page"), ticket: alarmTopic("ticket") };
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
      accessLog,
      maxReceiveCount: config.queue.maxReceiveCount,
      longestPauseSeconds: toLongestPause({ ...config.queue, ...config.messageProcessor }),
      topics,
      ...config.alarms,
    });
    if (alias !== undefined && gradualRelease?.shift !== undefined)
      new NewVersionAlarm(this, "new-version", {
        prefix,
        runbook,
        topicArn: topics.page.arn,
        target: messageProcessor,
        alias,
      });
    new MessageDashboard(this, "dashboard", { ...watched, alarms, table, archive });

    const outputs: Readonly<Record<string, string | readonly string[]>> = {
      api_url: isDefaultEndpointOff ? (apiDomain?.url ?? url) : url,
      // For the DNS record, and for callers that move.
      ...(apiDomain === undefined
        ? {}
        : {
            api_domain_url: apiDomain.url,
            api_domain_target: apiDomain.target.name,
            api_domain_zone_id: apiDomain.target.zoneId,
          }),
      // Nobody gets in without one, a smoke test neither.
      ...(domain?.truststore === undefined ? {} : { client_certificate: "required" }),
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
      page_topic_arn: topics.page.arn,
      ticket_topic_arn: topics.ticket.arn,
      // In which a workflow calls the API after it deployed it.
      ...(smokeRoleArn === undefined ? {} : { smoke_role_arn: smokeRoleArn }),
    };
    for (const [name, value] of Object.entries(outputs)) new TerraformOutput(this, name, { value });
  }
}

const webAclArn = ({ partition, region, accountId }: AwsEnvironment, nameAndId: string): string =>
  `arn:${partition}:wafv2:${region}:${accountId}:regional/webacl/${nameAndId}`;

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
