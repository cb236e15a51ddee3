// The three things a company can do.
import { ListParameters } from "@message-handler/domain/list-query.ts";
import { Message } from "@message-handler/domain/message.ts";
import { RecordKey } from "@message-handler/domain/record.ts";
import { Accepted, MessageRecord, RecordPage } from "./answers.ts";
import { reflect } from "./components.ts";
import type { DescribedProblems } from "./described-problems.ts";
import {
  aMessage,
  anAcceptance,
  aPage,
  aProcessedRecord,
  aRejectedRecord,
  aListQuery,
  ids,
  theLastPage,
} from "./examples.ts";
import type { JsonSchema } from "./json-schema.ts";
import { listParameterNotes, messageIdNote } from "./notes.ts";
import { toJsonContent, toPrivateAnswer, toProblemResponses } from "./responses.ts";
import { isRequired } from "./to-json-schema.ts";

const tags = ["messages"];

export const postMessage = ({ gateway }: DescribedProblems): JsonSchema => ({
  operationId: "postMessage",
  tags,
  summary: "Post a message",
  description: [
    "Answers 202 only after the message is durably queued. What it says is judged after that: `getMessage` tells the verdict.",
    "Refused at once is only what could not be recorded under an id: what is not JSON, or has no `metadata` with `message_id` and `company_id`, both UUIDs.",
    "Posting the same message again is safe, whatever the answer was.",
  ].join("\n\n"),
  requestBody: {
    required: true,
    description: "The text is kept exactly as it was sent.",
    content: toJsonContent(Message, { order: { summary: "An order", value: aMessage } }),
  },
  responses: {
    202: {
      description: "The message is durably queued.",
      content: toJsonContent(Accepted, { accepted: { summary: "Accepted", value: anAcceptance } }),
      links: {
        record: {
          operationId: "getMessage",
          parameters: { message_id: "$request.body#/metadata/message_id" },
          description:
            "What became of the message. One that names another company than its sender's is found in the sender's list instead.",
        },
      },
    },
    ...toProblemResponses([
      gateway.invalidBody,
      gateway.invalidCharacters,
      gateway.badRequest,
      gateway.unauthorized,
      gateway.forbidden,
      gateway.tooLarge,
      gateway.unsupportedMediaType,
      gateway.tooManyRequests,
      gateway.internal,
      gateway.unavailable,
    ]),
  },
});

// Object.keys forgets which names there are.
const parameterNames = Object.keys(ListParameters.props) as readonly (keyof typeof listParameterNotes)[];

const listParameters = (): readonly JsonSchema[] =>
  parameterNames.map((name) => {
    const codec = ListParameters.props[name];
    return {
      name,
      in: "query",
      required: isRequired(codec),
      description: listParameterNotes[name],
      schema: reflect(codec),
      example: aListQuery[name],
    };
  });

/** What any GET may be answered with. */
const common = ({ gateway, query }: DescribedProblems) => [
  gateway.badRequest,
  gateway.unauthorized,
  gateway.forbidden,
  gateway.tooManyRequests,
  query.internal,
  gateway.internal,
  query.unavailable,
  gateway.unavailable,
];

export const listMessages = (problems: DescribedProblems): JsonSchema => ({
  operationId: "listMessages",
  tags,
  summary: "List a company's messages",
  description: [
    "Page by page, newest first unless `order` says otherwise. A page that is not the last one is full.",
    "A parameter that is not described here, or that is given twice, is refused.",
  ].join("\n\n"),
  parameters: listParameters(),
  responses: {
    200: toPrivateAnswer("A page of records.", RecordPage, {
      page: { summary: "A page that another follows", value: aPage },
      last: { summary: "The last page", value: theLastPage },
    }),
    ...toProblemResponses([problems.query.invalidList, problems.query.otherCompany, ...common(problems)], {
      meanings: {
        403: "The sender is not allowed to do this: its token belongs to another company, or, where requests are signed, the request is not signed, wrongly signed, or signed by someone who may not call this operation.",
      },
    }),
  },
});

export const getMessage = (problems: DescribedProblems): JsonSchema => ({
  operationId: "getMessage",
  tags,
  summary: "Look a message up",
  description:
    "Tells what became of a message, with the message exactly as it was received. What was accepted a moment ago may not be there yet: ask again.",
  parameters: [
    {
      name: "message_id",
      in: "path",
      required: true,
      description: messageIdNote,
      schema: reflect(RecordKey),
      example: ids.message_id,
    },
  ],
  responses: {
    200: toPrivateAnswer("What became of the message.", MessageRecord, {
      processed: { summary: "A processed message", value: aProcessedRecord },
      rejected: { summary: "A rejected message", value: aRejectedRecord },
    }),
    ...toProblemResponses([problems.query.invalidMessageId, problems.query.notFound, ...common(problems)]),
  },
});
