// When the worker had done with each message, as its log tells: a record is written by then.
import { z } from "zod";

const BatchEnded = z.object({
  time: z.iso.datetime(),
  message: z.enum(["batch ended", "batch ending"]),
  messages: z.array(
    z.object({ request_id: z.string().optional(), outcome: z.string(), age_ms: z.number().optional() }),
  ),
});

const done = new Set(["Recorded", "Duplicate", "Rejected"]);

export type EndedMessage = {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Milliseconds from its acceptance to its record. */
  readonly ms: number;
};

export const makeEndedMessages = () => {
  const ended = new Map<string, EndedMessage>();
  return {
    /** Takes a line of the system's log. */
    read: (line: string): void => {
      if (!line.includes('"batch end')) return;
      const { time, messages } = BatchEnded.parse(JSON.parse(line));
      for (const { request_id: id, outcome, age_ms: ms } of messages)
        if (id !== undefined && ms !== undefined && done.has(outcome) && !ended.has(id))
          ended.set(id, { at: Date.parse(time), ms });
    },
    /** By the request's id; forgets it. */
    take: (requestId: string): EndedMessage | undefined => {
      const message = ended.get(requestId);
      ended.delete(requestId);
      return message;
    },
  };
};
export type EndedMessages = ReturnType<typeof makeEndedMessages>;
