// A stack of what alarms and dashboard look at, for tests.
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { TerraformStack, Testing } from "cdktf";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Alarms } from "../constructs/monitoring/alarms.ts";
import { AwsEnvironment } from "../constructs/shared/aws-environment.ts";
import { MessageArchive } from "../constructs/storage/message-archive.ts";
import { MessageDashboard } from "../constructs/monitoring/dashboard.ts";
import { MessageTable } from "../constructs/storage/message-table.ts";
import { NodeFunction } from "../constructs/compute/node-function.ts";
import type { StackContext } from "../constructs/shared/stack-context.ts";
import { WorkQueue } from "../constructs/messaging/work-queue.ts";

export type Block = Readonly<Record<string, unknown>>;

/** Resources by type, then by name. */
export type Resources = Readonly<Record<string, Readonly<Record<string, Block>>>>;

export const watchedFunctions = ["process-message", "query-messages", "authorize-caller"];

const build = (stack: TerraformStack, zipPath: string, runbook: string): void => {
  const context: StackContext = {
    prefix: "message-handler-dev",
    aws: new AwsEnvironment(stack, "place"),
    key: undefined,
    logRetentionDays: 7,
    permissionsBoundary: undefined,
    protectData: false,
  };
  const named = (name: string) => ({ context, name: `${context.prefix}-${name}` });
  const functions = watchedFunctions.map(
    (name) =>
      new NodeFunction(stack, name, {
        ...named(name),
        description: name,
        zipPath,
        timeoutSeconds: 30,
        memoryMb: 512,
        grants: [],
      }),
  );
  const [messageProcessor] = functions;
  if (messageProcessor === undefined) throw new Error("there is no messageProcessor");
  const queue = new WorkQueue(stack, "queue", {
    ...named("messages"),
    deadLetterName: `${context.prefix}-dead-letters`,
    functionTimeoutSeconds: 30,
    batchingWindowSeconds: 0,
    maxReceiveCount: 3,
    retentionDays: 4,
  });
  const watched = {
    context,
    runbook,
    queue,
    messageProcessor,
    functions,
    apiName: "the-api",
    stageName: "v1",
  };
  const alarms = new Alarms(stack, "alarms", {
    ...watched,
    topic: new SnsTopic(stack, "topic", { name: "alarms" }),
    oldestMessageSeconds: 900,
    rejectedMessages: 10,
  });
  new MessageDashboard(stack, "dashboard", {
    ...watched,
    alarms,
    table: new MessageTable(stack, "table", named("messages")),
    archive: new MessageArchive(stack, "archive", {
      context,
      namePrefix: "archive-",
      infrequentAccessAfterDays: 30,
      coldAfterDays: 90,
      oldVersionDays: 30,
    }),
  });
};

/** The synthesised resources, with the handbook at `runbook`. */
export const synthWatchedStack = (runbook = "docs/operating.md"): Resources => {
  const folder = mkdtempSync(join(tmpdir(), "watched-stack-"));
  try {
    const zipPath = join(folder, "function.zip");
    writeFileSync(zipPath, "code");
    const stack = new TerraformStack(Testing.app({ outdir: folder }), "watched");
    build(stack, zipPath, runbook);
    return (JSON.parse(Testing.synth(stack)) as { readonly resource: Resources }).resource;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** A resource's attribute as others refer to it. */
export const referenceTo = (resources: Resources, type: string, attribute: string): string[] =>
  Object.keys(resources[type] ?? {}).map((name) => `\${${type}.${name}.${attribute}}`);
