// The schemas that have a name in the OpenAPI file.
import { Message } from "@message-handler/domain/message.ts";
import type * as t from "io-ts";
import * as bodies from "../response-bodies.ts";
import { leafSchemas } from "../leaf-schemas.ts";
import { makeToSchema, type JsonSchema } from "../to-json-schema.ts";
import { notes } from "./notes.ts";

const toRef = (name: string): string => `#/components/schemas/${name}`;

/** Tells a generated client which of the two schemas a record has. */
const byStatus = (processed: string, rejected: string): JsonSchema => ({
  discriminator: {
    propertyName: "status",
    mapping: { Processed: toRef(processed), Rejected: toRef(rejected) },
  },
});

/** By its name: the codec, and what the schema says besides. */
const components: Readonly<Record<string, readonly [codec: t.Mixed, schema?: JsonSchema]>> = {
  Message: [
    Message,
    {
      description: "A message as a company posts it. Additional fields are kept and ignored.",
      additionalProperties: true,
    },
  ],
  MessageMetadata: [
    Message.props.metadata,
    {
      description: "Identifies a message. Additional fields are kept and ignored.",
      additionalProperties: true,
    },
  ],
  Accepted: [bodies.Accepted, { description: "The message is durably queued." }],
  MessageRecord: [
    bodies.MessageRecord,
    {
      description: "The result for a message, with the message.",
      ...byStatus("ProcessedRecord", "RejectedRecord"),
    },
  ],
  ProcessedRecord: [bodies.ProcessedRecord],
  RejectedRecord: [bodies.RejectedRecord],
  RecordSummary: [
    bodies.RecordSummary,
    {
      description: "The result for a message, without the message.",
      ...byStatus("ProcessedSummary", "RejectedSummary"),
    },
  ],
  ProcessedSummary: [bodies.ProcessedSummary],
  RejectedSummary: [bodies.RejectedSummary],
  RejectionError: [bodies.RejectionError],
  FieldError: [bodies.FieldError],
  RecordPage: [bodies.RecordPage],
  Problem: [
    bodies.ProblemDetails,
    {
      description:
        "Problem details (RFC 9457). Contains no value from the request, only the name of an invalid parameter.",
    },
  ],
};

const entries = Object.entries(components);

export const { toSchema, define } = makeToSchema({
  leaves: leafSchemas,
  refs: new Map(entries.map(([name, [codec]]) => [codec, toRef(name)])),
  notes,
});

/** A union whose members can be told apart holds exactly one of them. */
const exclusive = ({ anyOf, ...schema }: JsonSchema): JsonSchema =>
  anyOf === undefined ? schema : { ...schema, oneOf: anyOf };

export const schemas: JsonSchema = Object.fromEntries(
  entries.map(([name, [codec, schema = {}]]) => {
    const defined = define(codec);
    return [
      name,
      { ...schema, ...("discriminator" in schema ? exclusive(defined) : defined) } satisfies JsonSchema,
    ];
  }),
);
