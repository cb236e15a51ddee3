// By hand, over the SDK: bundled in several ways.
import { handleBatch } from "./handle-batch.mjs";
import { parseMessage } from "./parse-message.mjs";
import { store } from "./store-by-sdk.mjs";

export const handler = async (event) => handleBatch(event, parseMessage, store);
