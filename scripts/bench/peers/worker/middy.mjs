// middy around a handler over the SDK, and zod for the message.
import { middy } from "@middy/core";
import { z } from "zod";
import { handleBatch } from "./handle-batch.mjs";
import { Message } from "./message-schema.mjs";
import { store } from "./store-by-sdk.mjs";

const Event = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      body: z.string(),
      attributes: z.object({ SentTimestamp: z.string() }),
    }),
  ),
});

const validateEvent = {
  before: (request) => {
    request.event = Event.parse(request.event);
  },
};

const parse = (body) => Message.parse(JSON.parse(body)).metadata;

export const handler = middy()
  .use(validateEvent)
  .handler(async (event) => handleBatch(event, parse, store));
