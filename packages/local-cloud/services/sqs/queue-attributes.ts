// The attributes of a queue: which may be set, to what, and how a queue of the stack sets them.
import type { QueueConfig } from "../../resources/sqs.ts";
import { decodeRedriveAllowPolicy, decodeRedrivePolicy } from "./redrive-policy.ts";
import { notSimulated, SqsFault } from "./sqs-fault.ts";

export type QueueAttributes = Readonly<Record<string, string>>;

// Seconds, and bytes for the size (SetQueueAttributes, API reference).
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
};
const documents = new Set(["Policy", "RedrivePolicy", "RedriveAllowPolicy"]);
const absent = new Set([
  "FifoQueue",
  "ContentBasedDeduplication",
  "DeduplicationScope",
  "FifoThroughputLimit",
]);
const others = new Set(["SqsManagedSseEnabled", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds"]);

const checkAttribute = (name: string, value: string): void => {
  const range = Object.hasOwn(ranges, name) ? ranges[name] : undefined;
  if (range !== undefined) {
    const ok = /^\d+$/.test(value) && Number(value) >= range[0] && Number(value) <= range[1];
    if (!ok) throw new SqsFault("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
    return;
  }
  if (absent.has(name)) throw notSimulated(`the queue attribute ${name}`);
  if (!documents.has(name) && !others.has(name)) {
    throw new SqsFault("InvalidAttributeName", `Unknown Attribute ${name}.`);
  }
  if (value === "") return;
  if (name === "RedrivePolicy") decodeRedrivePolicy(value);
  if (name === "RedriveAllowPolicy") decodeRedriveAllowPolicy(value);
};

/** Throws as SetQueueAttributes does. Whether a dead-letter queue exists is asked elsewhere. */
export const checkQueueAttributes = (attributes: QueueAttributes): void => {
  for (const [name, value] of Object.entries(attributes)) checkAttribute(name, value);
};

/** Every attribute that can be set, so that what the stack leaves out goes back to its default; "" clears. */
export const toQueueAttributes = (config: QueueConfig): QueueAttributes => ({
  DelaySeconds: String(config.delay_seconds),
  KmsDataKeyReusePeriodSeconds:
    config.kms_master_key_id === undefined ? "" : String(config.kms_data_key_reuse_period_seconds ?? 300),
  KmsMasterKeyId: config.kms_master_key_id ?? "",
  MaximumMessageSize: String(config.max_message_size),
  MessageRetentionPeriod: String(config.message_retention_seconds),
  Policy: config.policy ?? "",
  ReceiveMessageWaitTimeSeconds: String(config.receive_wait_time_seconds),
  RedriveAllowPolicy: config.redrive_allow_policy ?? "",
  RedrivePolicy: config.redrive_policy ?? "",
  // The one or the other. Source: SQS API reference, SetQueueAttributes
  SqsManagedSseEnabled: String(config.sqs_managed_sse_enabled ?? config.kms_master_key_id === undefined),
  VisibilityTimeout: String(config.visibility_timeout_seconds),
});
