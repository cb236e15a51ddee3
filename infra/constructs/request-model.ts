// What the edge refuses: only what could not be recorded under an id. Everything else the function judges,
// so that its sender can look the verdict up.
import { UUID_PATTERN } from "@message-handler/domain/uuid.ts";

const uuid = { type: "string", pattern: UUID_PATTERN };

/** JSON Schema draft-04, the only draft that API Gateway knows. */
export const requestModel = {
  $schema: "http://json-schema.org/draft-04/schema#",
  title: "Message",
  type: "object",
  required: ["metadata"],
  properties: {
    metadata: {
      type: "object",
      required: ["message_id", "company_id"],
      properties: { message_id: uuid, company_id: uuid },
    },
  },
} as const;
