// The schema that API Gateway validates bodies with: the part of the message's schema without which nothing could be
// recorded under an id. The rest is validated behind the queue, so that a sender can look the result up.
import { Message } from "@message-handler/domain/message.ts";
import { ownProps } from "@message-handler/domain/own-props.ts";
import { NAMING_PATTERN, Uuid, UUID_PATTERN } from "@message-handler/domain/uuid.ts";
import { leafSchemas } from "./leaf-schemas.ts";
import { makeToSchema, type JsonSchema } from "./to-json-schema.ts";

const { message_id, company_id } = Message.props.metadata.props;

/** What a record of the message needs. */
const Recordable = ownProps({ metadata: ownProps({ message_id, company_id }) });

const toDraft04 = (schema: JsonSchema): JsonSchema =>
  Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => keyword !== "description")
      .map(([keyword, value]) => [keyword, keyword === "properties" ? eachToDraft04(value) : value]),
  );

const eachToDraft04 = (properties: unknown): JsonSchema =>
  Object.fromEntries(
    Object.entries(properties as Readonly<Record<string, JsonSchema>>).map(([name, schema]) => [
      name,
      toDraft04(schema),
    ]),
  );

/** Exact, where the description's pattern may admit more; `allOf`, as API Gateway's regular expressions need not look ahead. */
const exactUuid: JsonSchema = { type: "string", pattern: UUID_PATTERN, allOf: [{ pattern: NAMING_PATTERN }] };

const leaves = new Map([...leafSchemas, [Uuid.name, exactUuid]]);
const { define } = makeToSchema({ leaves, refs: new Map(), notes: new Map() });

/** JSON Schema draft-04, the only draft that API Gateway knows. */
export const edgeModel: JsonSchema = {
  $schema: "http://json-schema.org/draft-04/schema#",
  title: "Message",
  ...toDraft04(define(Recordable)),
};
