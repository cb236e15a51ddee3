// The JSON Schema of each codec without parts. A pattern may admit more than its codec, never less. A text has a
// `format` only where every value has the form that generated clients read and write for it, and then no pattern:
// they would apply it to the value that they made of the text.
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

const text = (pattern: string, description: string): JsonSchema => ({ type: "string", pattern, description });

const pairs: readonly (readonly [t.Mixed, JsonSchema])[] = [
  [
    Uuid,
    text(
      UUID_PATTERN,
      "A UUID in its hyphenated form (RFC 9562), in any case; any version, but neither Nil nor Max, which stand for no id.",
    ),
  ],
  [CanonicalUuid, text(lowerCaseUuid, "A UUID in lower case.")],
  [
    DateTime,
    {
      ...text(
        DATE_TIME_PATTERN,
        "An RFC 3339 date-time with a zone, `T` and `Z` in either case; the date and time must exist. Leap seconds (`:60`) are not accepted.",
      ),
      maxLength: MAX_DATE_TIME_LENGTH,
    },
  ],
  [
    UtcInstant,
    {
      type: "string",
      format: "date-time",
      description: "An instant in UTC with milliseconds: `2023-12-10T22:02:39.123Z`.",
    },
  ],
  [
    RecordKey,
    text(
      either(UUID_PATTERN, CONTENT_KEY_PATTERN),
      "A UUID, or `sha256:` followed by the 64 hexadecimal digits of a SHA-256 hash.",
    ),
  ],
  [
    CanonicalKey,
    text(
      either(lowerCaseUuid, CONTENT_KEY_PATTERN),
      "A UUID in lower case, or `sha256:` followed by the 64 hexadecimal digits of a SHA-256 hash.",
    ),
  ],
  [Sha256, text("^[0-9a-f]{64}$", "A SHA-256 hash in lower-case hexadecimal.")],
  [ErrorStatus, { type: "integer", minimum: 400, maximum: 599 }],
  [Limit, { type: "integer", minimum: LIST_LIMIT.minimum, maximum: LIST_LIMIT.maximum }],
  [AnyText, { type: "string" }],
  [JsonObject, { type: "object", additionalProperties: true }],
];

export const leafSchemas: ReadonlyMap<string, JsonSchema> = new Map(
  pairs.map(([codec, schema]) => [codec.name, schema]),
);
