// What the product tells the local cloud about its messages: how records are found, and requests to try.
import { aMessage, type aProcessedRecord } from "@message-handler/api-contract/openapi/examples.ts";
import type { Problem } from "@message-handler/api-contract/problems.ts";
import { postMessage } from "@message-handler/api-contract/routes.ts";
import type { PermanentCode } from "@message-handler/domain/failure.ts";
import { companyIndex } from "../infra/constructs/storage/table-indexes.ts";

type Outputs = Readonly<Record<string, unknown>>;

type MessageRecord = typeof aProcessedRecord;
/** Of both kinds of record. */
type AttributeOf<Record> = Record extends unknown ? keyof Record : never;

/** A name that a record or a message no longer has does not compile here. */
const attribute = (name: AttributeOf<MessageRecord>): string => name;
const problemField = (name: keyof Problem): string => name;
const metadata = (name: keyof typeof aMessage.metadata): string => name;

const statuses = Object.keys({
  Processed: true,
  Rejected: true,
} satisfies Record<MessageRecord["status"], true>);

const company = attribute("company_id");
const hash = attribute("sha256");

const toRecords = (outputs: Outputs) => ({
  table: String(outputs["messages_table"]),
  key: attribute("message_id"),
  index: companyIndex,
  group: company,
  status: attribute("status"),
  statuses,
  requestId: attribute("request_id"),
  time: attribute("received_at"),
  recordedAt: [attribute("processed_at"), attribute("rejected_at")],
  text: attribute("message"),
  hash,
  object: {
    bucket: String(outputs["messages_bucket"]),
    keys: [
      { status: "Processed", key: `{${company}}/{${attribute("message_id")}}.json` },
      { status: "Rejected", key: `{${company}}/rejected/{${hash}}.json` },
      { status: "Rejected", key: `unreadable/{${hash}}.json` },
    ] satisfies readonly { readonly status: MessageRecord["status"]; readonly key: string }[],
  },
});

const fresh = { ...aMessage.metadata, message_id: "{{uuid}}", message_time: "{{now}}" };
const { message_id: _id, company_id: _company, ...withoutIds } = fresh;

/** Each says what becomes of it; all name the same company, so that its list shows them. */
const messages: readonly (readonly [name: string, message: unknown])[] = [
  ["valid", { ...aMessage, metadata: fresh }],
  [
    "on 30 February: accepted, then rejected",
    { ...aMessage, metadata: { ...fresh, message_time: "2023-02-30T22:02:38Z" } },
  ],
  [
    "time without a zone: accepted, then rejected",
    { ...aMessage, metadata: { ...fresh, message_time: "2023-12-10T22:02:38" } },
  ],
  ["data is not an object: accepted, then rejected", { metadata: fresh, data: [aMessage.data] }],
  ["without ids: refused at once", { ...aMessage, metadata: withoutIds }],
  ["always the same id: sent again a duplicate, changed a conflict", aMessage],
];

const toSamples = (outputs: Outputs) => {
  const stage = new URL(String(outputs["api_url"])).pathname.replace(/\/$/, "");
  const request = { method: postMessage.method, path: `${stage}${postMessage.path}` };
  return [
    ...messages.map(([name, message]) => ({ name, ...request, body: JSON.stringify(message, null, 2) })),
    { name: "not JSON: refused at once", ...request, body: '{"metadata": {' },
  ];
};

const conflict: PermanentCode = "MessageIdConflict";

/** A conflict's own line stands before that of its batch, which calls it rejected. */
const outcomes = [
  { field: "code", value: conflict, word: `Rejected as ${conflict}`, tone: "danger" },
  { field: "outcome", value: "Recorded", word: "Processed", tone: "ok" },
  { field: "outcome", value: "Duplicate", word: "Duplicate", tone: "quiet" },
  { field: "outcome", value: "Rejected", word: "Rejected", tone: "danger" },
] as const;

/** `outputs` are the stack's. */
export const describeMessages = (outputs: Outputs) => ({
  title: "Message handler",
  subject: ["metadata", metadata("message_id")],
  reason: [problemField("code"), problemField("parameter")],
  outcomes,
  waits: ["retry_delay_seconds", "postpone_seconds"],
  records: toRecords(outputs),
  samples: toSamples(outputs),
  /** What the stack's log metric filters count. */
  metrics: {
    MessagesProcessed: "processed",
    DuplicateDeliveries: "duplicate",
    MessagesRejected: "rejected",
    FailedDeliveries: "failed",
    PostponedDeliveries: "postponed",
  } as const,
});
