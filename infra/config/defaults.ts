// What every environment starts from; each states only where it differs.
import type { StackConfig } from "./stack-config.ts";

export const defaults = {
  auth: { kind: "iam" },
  // Nothing is stored unencrypted, and no key has to be paid for and looked after.
  encryption: "aws-owned",
  // Far above what is expected, far below the account's limit, which other APIs share.
  api: { rateLimit: 500, burstLimit: 1000 },
  queue: {
    // One delivery and two retries.
    maxReceiveCount: 3,
    retentionDays: 4,
  },
  messageProcessor: {
    batchSize: 10,
    // Nothing is gained by waiting at low traffic, and under load batches fill up without it.
    batchingWindowSeconds: 0,
    // Most orders are shorter.
    messageKib: 1,
    // Two stores with four attempts of two seconds each, and room to report what did not finish.
    timeoutSeconds: 30,
    memoryMb: 512,
    // Pauses of 20–39 s, then 40–79 s: longer than a failover of S3 or DynamoDB usually takes.
    retryBaseSeconds: 20,
    // Longer than any outage of S3 or DynamoDB that AWS has reported, shorter than the queue's retention.
    outageProtectionHours: 24,
  },
  queryFunction: { timeoutSeconds: 10, memoryMb: 512 },
  archive: { infrequentAccessAfterDays: 30, coldAfterDays: 90, oldVersionDays: 30 },
  alarms: {
    // The last retry comes within four minutes, or nine when a function dies before it can set the retry delay: what
    // waits longer waits for a person.
    oldestMessageSeconds: 900,
    // The same reason, a little sooner: these wait for nothing of their own.
    quietGroupsSeconds: 600,
    rejectedMessages: 10,
    // A caller that tries again every quarter of a minute reaches it alone.
    refusedRequests: 20,
  },
  logRetentionDays: 30,
  protectData: true,
  alarmTargets: { page: [], ticket: [] },
  options: {},
} satisfies Omit<StackConfig, "environment">;
