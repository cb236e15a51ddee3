// What people read about each route in the OpenAPI file.
import { MAX_RAW_BYTES } from "@message-handler/domain/limits.ts";
import { routes } from "../routes.ts";
import type { JsonSchema } from "../to-json-schema.ts";
import {
  aListQuery,
  aMessage,
  anAcceptance,
  aPage,
  aProcessedRecord,
  aRejectedRecord,
  ids,
  theLastPage,
} from "./examples.ts";
import { toOperation, type RouteTexts } from "./to-operation.ts";

const postMessage: RouteTexts = {
  summary: "Post a message",
  description: [
    "Returns 202 once the message is durably queued. The content is validated after that: look the result up with `getMessage`.",
    "Only messages that cannot be recorded under an id are rejected at once: bodies that are not JSON, or have no `metadata` with `message_id` and `company_id`, both UUIDs (Nil and Max, which stand for no id, are none).",
    "Posting the same message again is always safe, whatever the response was.",
    `Size: a body may have up to ${MAX_RAW_BYTES} bytes.`,
    "To tell whether a record is the result for your message, compare its `sha256` with the SHA-256 hash of the body that you sent. If they are equal, it is; after a retry the record still has the `request_id` and the times of the first delivery. If they differ, another message has been posted under the id: the result for yours is in its company's list, and under `sha256:` followed by the hash unless another company's record has that key, until a corrected message replaces a rejected one.",
  ],
  requestBody: {
    description: "Stored exactly as it was sent.",
    examples: { order: { summary: "An order", value: aMessage } },
  },
  response: {
    description: "The message is durably queued.",
    examples: { accepted: { summary: "Accepted", value: anAcceptance } },
    links: {
      record: {
        operationId: "getMessage",
        parameters: { message_id: "$request.body#/metadata/message_id" },
        description:
          "The result for the message. If the message names a company other than its sender's, the result is in the list of the sender's company instead.",
      },
    },
  },
};

const listMessages: RouteTexts = {
  summary: "List a company's messages",
  description: [
    "Paginated, newest first unless `order` says otherwise. Follow `next_cursor` until it is `null`: a page may hold fewer than `limit` records, or none, and still be followed by others.",
    "Unknown and repeated parameters are rejected.",
  ],
  parameters: aListQuery,
  response: {
    description: "A page of records.",
    examples: {
      page: { summary: "A page that another follows", value: aPage },
      last: { summary: "The last page", value: theLastPage },
    },
  },
  problems: {
    403: "Access denied: the token belongs to another company. With signed requests: the request is not signed, its signature is invalid, or its signer lacks permission.",
  },
};

const getMessage: RouteTexts = {
  summary: "Look a message up",
  description: [
    "Returns the result for a message, with the message exactly as it was received. A message that was just accepted may not be there yet: try again.",
  ],
  parameters: { message_id: ids.message_id },
  response: {
    description: "The result for the message.",
    examples: {
      processed: { summary: "A processed message", value: aProcessedRecord },
      rejected: { summary: "A rejected message", value: aRejectedRecord },
    },
  },
};

/** A route without its texts does not compile. */
const texts: Readonly<Record<keyof typeof routes, RouteTexts>> = { postMessage, listMessages, getMessage };

// Object.keys forgets which names there are.
const operationIds = Object.keys(routes) as readonly (keyof typeof routes)[];

const operationsOf = (path: string): JsonSchema =>
  Object.fromEntries(
    operationIds
      .filter((id) => routes[id].path === path)
      .map((id) => [routes[id].method.toLowerCase(), toOperation(id, routes[id], texts[id])]),
  );

export const paths: JsonSchema = Object.fromEntries(
  operationIds.map((id) => [routes[id].path, operationsOf(routes[id].path)]),
);
