// The JSON Schema of each codec without parts. A pattern may admit more than its codec, never less.
import { DATE_TIME_PATTERN, DateTime, UtcInstant } from "@message-handler/domain/date-time.ts";
import { LIST_LIMIT, MAX_DATE_TIME_LENGTH } from "@message-handler/domain/limits.ts";
import { AnyText, Limit } from "@message-handler/domain/list-query.ts";
import { JsonObject } from "@message-handler/domain/own-props.ts";
import { CONTENT_KEY_PATTERN, RecordKey } from "@message-handler/domain/record.ts";
import { Uuid, UUID_PATTERN } from "@message-handler/domain/uuid.ts";
import type * as t from "io-ts";
import { CanonicalKey, CanonicalUuid, ErrorStatus, Sha256 } from "./response-bodies.ts";
import type { JsonSchema } from "./to-json-schema.ts";

const inner = (pattern: string): string => pattern.slice(1, -1);
const either = (...patterns: readonly string[]): string => `^(?:${patterns.map(inner).join("|")})$`;

const lowerCaseUuid = UUID_PATTERN.replaceAll("A-F", "");

const pairs: readonly (readonly [t.Mixed, JsonSchema])[] = [
  [
    Uuid,
    {
      type: "string",
      format: "uuid",
      pattern: UUID_PATTERN,
      description: "A UUID in its hyphenated form (RFC 9562), in any case; any version.",
    },
  ],
  [
    CanonicalUuid,
    {
      type: "string",
      format: "uuid",
      pattern: lowerCaseUuid,
      description: "A UUID in lower case.",
    },
  ],
  [
    DateTime,
    {
      type: "string",
      format: "date-time",
      pattern: DATE_TIME_PATTERN,
      maxLength: MAX_DATE_TIME_LENGTH,
      description:
        "An RFC 3339 date-time with a zone; the date and time must exist. Leap seconds (`:60`) are not accepted.",
    },
  ],
  [
    UtcInstant,
    {
      type: "string",
      format: "date-time",
      pattern: String.raw`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$`,
      description: "An instant in UTC with milliseconds.",
    },
  ],
  [
    RecordKey,
    {
      type: "string",
      pattern: either(UUID_PATTERN, CONTENT_KEY_PATTERN),
      description: "A UUID, or `sha256:` followed by the 64 hexadecimal digits of a SHA-256 hash.",
    },
  ],
  [
    CanonicalKey,
    {
      type: "string",
      pattern: either(lowerCaseUuid, CONTENT_KEY_PATTERN),
      description:
        "A UUID in lower case, or `sha256:` followed by the 64 hexadecimal digits of a SHA-256 hash.",
    },
  ],
  [
    Sha256,
    {
      type: "string",
      pattern: "^[0-9a-f]{64}$",
      description: "A SHA-256 hash in lower-case hexadecimal.",
    },
  ],
  [ErrorStatus, { type: "integer", minimum: 400, maximum: 599 }],
  [Limit, { type: "integer", minimum: LIST_LIMIT.minimum, maximum: LIST_LIMIT.maximum }],
  [AnyText, { type: "string" }],
  [JsonObject, { type: "object" }],
];

export const leafSchemas: ReadonlyMap<string, JsonSchema> = new Map(
  pairs.map(([codec, schema]) => [codec.name, schema]),
);
