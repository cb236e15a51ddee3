// The shapes that have a name in the description.
import { Message } from "@message-handler/domain/message.ts";
import type * as t from "io-ts";
import {
  Accepted,
  FieldError,
  MessageRecord,
  Problem,
  ProcessedRecord,
  ProcessedSummary,
  RecordPage,
  RecordSummary,
  RejectedRecord,
  RejectedSummary,
  RejectionError,
} from "./answers.ts";
import type { JsonSchema } from "./json-schema.ts";
import { leaves } from "./leaves.ts";
import { notes } from "./notes.ts";
import { makeReflection } from "./to-json-schema.ts";

type Component = { readonly codec: t.Mixed; readonly schema?: JsonSchema };

const place = (name: string): string => `#/components/schemas/${name}`;

/** Tells a generated client which shape it has got. */
const byStatus = (processed: string, rejected: string): JsonSchema => ({
  discriminator: {
    propertyName: "status",
    mapping: { Processed: place(processed), Rejected: place(rejected) },
  },
});

const components: Readonly<Record<string, Component>> = {
  Message: {
    codec: Message,
    schema: { description: "A message as a company posts it. Further fields are kept and ignored." },
  },
  Accepted: { codec: Accepted, schema: { description: "The message is durably queued." } },
  MessageRecord: {
    codec: MessageRecord,
    schema: {
      description: "What became of a message, with the message.",
      ...byStatus("ProcessedRecord", "RejectedRecord"),
    },
  },
  ProcessedRecord: { codec: ProcessedRecord },
  RejectedRecord: { codec: RejectedRecord },
  RecordSummary: {
    codec: RecordSummary,
    schema: {
      description: "What became of a message, without the message.",
      ...byStatus("ProcessedSummary", "RejectedSummary"),
    },
  },
  ProcessedSummary: { codec: ProcessedSummary },
  RejectedSummary: { codec: RejectedSummary },
  RejectionError: { codec: RejectionError },
  FieldError: { codec: FieldError },
  RecordPage: { codec: RecordPage },
  Problem: {
    codec: Problem,
    schema: {
      description:
        "Problem details (RFC 9457). Nothing in it was taken from the request but a parameter's name.",
    },
  },
};

const entries = Object.entries(components);

export const { reflect, define } = makeReflection({
  leaves,
  places: new Map(entries.map(([name, { codec }]) => [codec, place(name)])),
  notes,
});

/** A union whose members can be told apart holds exactly one of them. */
const exclusive = ({ anyOf, ...schema }: JsonSchema): JsonSchema =>
  anyOf === undefined ? schema : { ...schema, oneOf: anyOf };

export const schemas: JsonSchema = Object.fromEntries(
  entries.map(([name, { codec, schema = {} }]) => {
    const defined = define(codec);
    return [
      name,
      { ...schema, ...("discriminator" in schema ? exclusive(defined) : defined) } satisfies JsonSchema,
    ];
  }),
);
