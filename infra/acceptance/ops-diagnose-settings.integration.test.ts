import { expect } from "chai";
import { local } from "../config/local.ts";
import { expectCause } from "./testing/diagnosis.ts";
import { aMessage } from "./testing/message.ts";
import { startChangedSystem, startConfiguredSystem, type Replacement } from "./testing/running-system.ts";

type Story = {
  readonly what: string;
  readonly changes: readonly Replacement[];
  readonly cause: string;
  readonly evidence: string;
};

/** In a policy's list of actions. */
const indent = "\n              ";

const withoutGrant = (who: string, action: string, on: string, ...change: Replacement): Story => ({
  what: `${who} lacks ${action} on ${on}`,
  changes: [change],
  cause: "MissingGrant",
  evidence: `the role of ${who} may not ${action} on ${on}`,
});

const [worker, reader] = ["process-message", "query-messages"];
const archive = `"s3:PutObject",${indent}"s3:GetObject"`;
const table = `"dynamodb:PutItem",${indent}"dynamodb:GetItem"`;
const last = `"sqs:ChangeMessageVisibility",${indent}"sqs:SendMessage"`;

const queueArn = "${aws_sqs_queue.queue_140BE0E7.arn}";

const stories: readonly Story[] = [
  withoutGrant(worker, "s3:PutObject", "the archive", archive, '"s3:GetObject"'),
  withoutGrant(worker, "s3:GetObject", "the archive", archive, '"s3:PutObject"'),
  withoutGrant(worker, "dynamodb:PutItem", "the table", table, '"dynamodb:GetItem"'),
  withoutGrant(worker, "dynamodb:GetItem", "the table", table, '"dynamodb:PutItem"'),
  withoutGrant(worker, "sqs:SendMessage", "the queue", last, '"sqs:ChangeMessageVisibility"'),
  withoutGrant(worker, "sqs:ChangeMessageVisibility", "the queue", last, '"sqs:SendMessage"'),
  withoutGrant(worker, "sqs:DeleteMessage", "the queue", `"sqs:DeleteMessage",${indent}`, ""),
  withoutGrant(worker, "sqs:ReceiveMessage", "the queue", `"sqs:ReceiveMessage",${indent}`, ""),
  withoutGrant(reader, "dynamodb:Query", "the index by_company", '"dynamodb:Query"', '"dynamodb:Scan"'),
  withoutGrant(
    reader,
    "dynamodb:GetItem",
    "the table",
    `"actions": [${indent}"dynamodb:GetItem"`,
    `"actions": [${indent}"dynamodb:Scan"`,
  ),
  withoutGrant(
    "the API",
    "sqs:SendMessage",
    "the queue",
    `"actions": [${indent}"sqs:SendMessage"`,
    `"actions": [${indent}"sqs:GetQueueUrl"`,
  ),
  {
    what: "the event source mapping is disabled",
    changes: [['"batch_size": 10,', '$& "enabled": false,']],
    cause: "EventSourceDisabled",
    evidence: "the event source mapping is Disabled",
  },
  {
    what: "the queue shows a message again too soon",
    changes: [['"visibility_timeout_seconds": 180', '"visibility_timeout_seconds": 60']],
    cause: "VisibilityTooShort",
    evidence: "the queue hides a message for 1m, and process-message may take 30s: AWS asks for 3m",
  },
  {
    what: "the redrive policy is removed",
    changes: [['"redrive_policy": "{\\"deadLetterTargetArn\\"', '"//": "{\\"deadLetterTargetArn\\"']],
    cause: "RedriveRemoved",
    evidence: "the queue has no redrive policy",
  },
  {
    what: "the redrive policy leads to another queue",
    changes: [
      ['"aws_sqs_queue": {', '$& "others": { "name": "others" },'],
      [
        '{\\"deadLetterTargetArn\\":\\"${aws_sqs_queue.queue_dead-letters_2382CF29.arn}',
        '{\\"deadLetterTargetArn\\":\\"${aws_sqs_queue.others.arn}',
      ],
    ],
    cause: "RedriveElsewhere",
    evidence: "the queue's dead letters go to others",
  },
  {
    what: "a message has one delivery alone",
    changes: [['\\"maxReceiveCount\\":3', '\\"maxReceiveCount\\":1']],
    cause: "TooFewDeliveries",
    evidence: "maxReceiveCount is 1",
  },
  {
    what: "a message has more deliveries than the alarms were deployed for",
    changes: [['\\"maxReceiveCount\\":3', '\\"maxReceiveCount\\":5']],
    cause: "DeliveriesChanged",
    evidence: "maxReceiveCount is 5, and the alarms were deployed for 3",
  },
  {
    what: "the policy of the queue denies what the API sends",
    changes: [
      [
        `"${queueArn}"\n            ],\n            "sid": "DenyWithoutTls"\n          }`,
        `$&, { "sid": "Nobody", "effect": "Deny", "actions": ["sqs:SendMessage"], "resources": ["${queueArn}"],
          "principals": [{ "type": "*", "identifiers": ["*"] }] }`,
      ],
    ],
    cause: "QueuePolicyDenies",
    evidence: "the statement Nobody of the queue's policy denies sqs:SendMessage",
  },
  {
    what: "an alarm has no action",
    changes: [['"alarm_name": "message-handler-local-dead-letters",', '$& "actions_enabled": false,']],
    cause: "AlarmsMute",
    evidence: "1 alarm is mute: message-handler-local-dead-letters",
  },
  {
    what: "a function may not run",
    changes: [
      [
        '"function_name": "message-handler-local-process-message",',
        '$& "reserved_concurrent_executions": 0,',
      ],
    ],
    cause: "ConcurrencyZero",
    evidence: "the reserved concurrency of process-message is 0",
  },
  {
    what: "the pollers start more than a function may run",
    changes: [
      [
        '"function_name": "message-handler-local-process-message",',
        '$& "reserved_concurrent_executions": 3,',
      ],
    ],
    cause: "ConcurrencyTooLow",
    evidence: `3 executions are reserved, and the pollers start up to ${local.messageProcessor.maximumConcurrency}`,
  },
];

describe("ops diagnose, of a stack that was changed by hand", () => {
  for (const { what, changes, cause, evidence } of stories)
    it(`names ${cause} when ${what}`, async () => {
      const system = await startChangedSystem(...changes);
      try {
        // Not by what is set alone, but also when messages suffer from it.
        await system.post(aMessage().raw);
        expect(await expectCause(system, cause)).to.include(evidence);
      } finally {
        await system.stop();
      }
    });

  it("names KeyPolicyTooNarrow when the key's policy leaves SQS out", async () => {
    const system = await startConfiguredSystem({ encryption: "customer-managed" }, [
      '"sqs.${data.aws_region',
      '"sns.${data.aws_region',
    ]);
    try {
      expect(await expectCause(system, "KeyPolicyTooNarrow")).to.include(
        "lets nobody kms:Decrypt through sqs",
      );
    } finally {
      await system.stop();
    }
  });
});
