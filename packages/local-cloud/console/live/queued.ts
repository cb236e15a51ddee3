// Looks at what lies in the queues, which receives nothing.
import type { QueuedMessage } from "../../core/state.ts";
import { callControl } from "./control.ts";
import type { Queue } from "./wire.ts";

const toPath = (queue: string): string => `queues/${encodeURIComponent(queue)}/messages`;

/** `containing` looks through the whole queue for a text in the body, the ids and the attributes. */
export const peek = async (
  queue: string,
  limit: number,
  containing?: string,
): Promise<readonly QueuedMessage[]> => {
  const query = new URLSearchParams({
    limit: String(limit),
    ...(containing === undefined ? {} : { containing }),
  });
  return callControl(`Looking into ${queue}`, `${toPath(queue)}?${query}`);
};

export const drop = async (queue: string, messageId: string): Promise<void> =>
  callControl("Dropping the message", `${toPath(queue)}/${encodeURIComponent(messageId)}`, {
    method: "DELETE",
  });

/** The queues that take the dead letters of others. */
export const deadLetterQueues = (queues: readonly Queue[]): readonly Queue[] =>
  queues.filter(({ name }) => queues.some(({ dead_letter_queue }) => dead_letter_queue === name));
