// A healthy stack as a diagnosis reads it, and lines of its logs, for tests.
import type { AccessLine, AlarmFacts, Facts, LogLine, QueueFacts } from "./facts.ts";

/** 2026-01-31T10:00:00Z */
export const now = Date.UTC(2026, 0, 31, 10);

const arnOf = (name: string): string => `arn:aws:sqs:eu-central-1:123456789012:${name}`;

export const aQueue: QueueFacts = {
  arn: arnOf("message-handler-prod-messages"),
  visible: 3,
  inFlight: 1,
  delayed: 0,
  visibilitySeconds: 180,
  retentionSeconds: 4 * 86_400,
  redrive: { targetArn: arnOf("message-handler-prod-dead-letters"), maxReceiveCount: 3 },
  allowedSources: undefined,
  policy: [
    {
      sid: "DenyWithoutTls",
      effect: "Deny",
      actions: ["sqs:*"],
      principal: '"*"',
      condition: '{"Bool":{"aws:SecureTransport":"false"}}',
    },
  ],
  keyId: "a-key",
};

export const letters: QueueFacts = {
  ...aQueue,
  arn: arnOf("message-handler-prod-dead-letters"),
  visible: 0,
  inFlight: 0,
  retentionSeconds: 14 * 86_400,
  redrive: undefined,
  allowedSources: [aQueue.arn],
};

const aFunction = { roleArn: "arn:aws:iam::123456789012:role/r", reserved: undefined, throttles: 0 };

export const anAlarm = (name: string, parts: Partial<AlarmFacts> = {}): AlarmFacts => ({
  name: `message-handler-prod-${name}`,
  state: "OK",
  isMute: false,
  periods: 1,
  topics: ["a-topic"],
  ...parts,
});

export const healthy: Facts = {
  at: now,
  stack: "message-handler-prod",
  isLocal: false,
  functions: {
    "process-message": { ...aFunction, timeoutSeconds: 30 },
    "query-messages": { ...aFunction, timeoutSeconds: 10 },
    "authorize-caller": { ...aFunction, timeoutSeconds: 8 },
  },
  queue: aQueue,
  deadLetters: letters,
  firstExpiresAt: undefined,
  mapping: {
    uuid: "a-mapping",
    state: "Enabled",
    lastResult: "OK",
    maximumConcurrency: 28,
    batchingWindowSeconds: 0,
  },
  key: {
    state: "Enabled",
    policy: [
      {
        sid: "UseThroughTheStoresByIam",
        effect: "Allow",
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        principal: '{"AWS":"arn:aws:iam::123456789012:root"}',
        condition:
          '{"StringEquals":{"kms:ViaService":["sqs.eu-central-1.amazonaws.com","s3.eu-central-1.amazonaws.com","dynamodb.eu-central-1.amazonaws.com"]}}',
      },
    ],
  },
  missingActions: [],
  alarms: [
    anAlarm("dead-letters"),
    // One period more than a message has deliveries.
    anAlarm("process-message-errors", { periods: 4 }),
  ],
  subscriptions: [{ topic: "message-handler-prod-pages", pending: 0, confirmed: 1 }],
  noisy: { groups: 0, quietVisible: 3 },
  lines: { "process-message": [], "query-messages": [], "authorize-caller": [] },
  outcomes: [],
  refused: [],
  answered: [],
  rejections: [],
};

const aLine: LogLine = {
  at: now - 10_000,
  level: "ERROR",
  message: "delivery failed",
  code: "",
  detail: "",
  requestId: "request-1",
  sqsMessageId: "sqs-1",
  sha256: "one",
  receiveCount: 1,
  fields: [],
  thrown: undefined,
  report: undefined,
};

export const aFailure = (code: string, detail: string, parts: Partial<LogLine> = {}): LogLine => ({
  ...aLine,
  code,
  detail,
  ...parts,
});

export const aReport = (status: string, errorType = "", type = "platform.report"): LogLine => ({
  ...aLine,
  message: "",
  report: { type, status, errorType },
});

export const aThrown = (type: string, message: string, isAtStart = false): LogLine => ({
  ...aLine,
  message: "",
  thrown: { type, message, isAtStart },
});

/** What `process-message` has logged. */
export const worker = (...lines: readonly LogLine[]): Partial<Facts> => ({
  lines: { ...healthy.lines, "process-message": lines },
});

export const authorizer = (...lines: readonly LogLine[]): Partial<Facts> => ({
  lines: { ...healthy.lines, "authorize-caller": lines },
});

export const aRequest = (parts: Partial<AccessLine>): AccessLine => ({
  at: now - 10_000,
  requestId: "request-1",
  method: "POST",
  route: "/messages",
  status: "500",
  errorType: "-",
  integrationStatus: "-",
  companyId: undefined,
  ...parts,
});
