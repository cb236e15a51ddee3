// The schemas that have a name in the OpenAPI file.
import { Message } from "@message-handler/domain/message.ts";
import type * as t from "io-ts";
import {
  Accepted,
  FieldError,
  MessageRecord,
  ProblemDetails,
  ProcessedRecord,
  ProcessedSummary,
  RecordPage,
  RecordSummary,
  RejectedRecord,
  RejectedSummary,
  RejectionError,
} from "../response-bodies.ts";
import { leafSchemas } from "../leaf-schemas.ts";
import { makeToSchema, type JsonSchema } from "../to-json-schema.ts";
import { notes } from "./notes.ts";

type Component = { readonly codec: t.Mixed; readonly schema?: JsonSchema };

const toRef = (name: string): string => `#/components/schemas/${name}`;

/** Tells a generated client which of the two schemas a record has. */
const byStatus = (processed: string, rejected: string): JsonSchema => ({
  discriminator: {
    propertyName: "status",
    mapping: { Processed: toRef(processed), Rejected: toRef(rejected) },
  },
});

const components: Readonly<Record<string, Component>> = {
  Message: {
    codec: Message,
    schema: { description: "A message as a company posts it. Additional fields are kept and ignored." },
  },
  Accepted: { codec: Accepted, schema: { description: "The message is durably queued." } },
  MessageRecord: {
    codec: MessageRecord,
    schema: {
      description: "The result for a message, with the message.",
      ...byStatus("ProcessedRecord", "RejectedRecord"),
    },
  },
  ProcessedRecord: { codec: ProcessedRecord },
  RejectedRecord: { codec: RejectedRecord },
  RecordSummary: {
    codec: RecordSummary,
    schema: {
      description: "The result for a message, without the message.",
      ...byStatus("ProcessedSummary", "RejectedSummary"),
    },
  },
  ProcessedSummary: { codec: ProcessedSummary },
  RejectedSummary: { codec: RejectedSummary },
  RejectionError: { codec: RejectionError },
  FieldError: { codec: FieldError },
  RecordPage: { codec: RecordPage },
  Problem: {
    codec: ProblemDetails,
    schema: {
      description:
        "Problem details (RFC 9457). Contains no value from the request, only the name of an invalid parameter.",
    },
  },
};

const entries = Object.entries(components);

export const { toSchema, define } = makeToSchema({
  leaves: leafSchemas,
  refs: new Map(entries.map(([name, { codec }]) => [codec, toRef(name)])),
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
