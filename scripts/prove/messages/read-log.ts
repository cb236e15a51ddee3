// What the log says of each request's deliveries, and of the faults.
import { z } from "zod";

const Line = z.object({
  source: z.string().optional(),
  message: z.string().optional(),
  request_id: z.string().optional(),
  code: z.string().optional(),
});

const told = new Set(["delivery failed", "message postponed", "message not postponed"]);

export const makeLogReader = () => {
  const deliveries = new Map<string, Map<string, number>>();
  let faults = 0;
  let storeFaults = 0;
  return {
    /** By the request's id. */
    deliveries: (): ReadonlyMap<string, ReadonlyMap<string, number>> => deliveries,
    /** How often a fault was put in the way of a call. */
    faults: (): number => faults,
    /** Of those: calls of S3 and DynamoDB. */
    storeFaults: (): number => storeFaults,
    read: (text: string): void => {
      // Most lines are about neither, and need not be parsed.
      if (!text.includes('"faults"') && !text.includes('"request_id"')) return;
      const { source, message = "", request_id, code } = Line.parse(JSON.parse(text));
      if (source === "faults") faults += 1;
      if (source === "faults" && / on (s3|dynamodb) /.test(message)) storeFaults += 1;
      if (request_id === undefined || !told.has(message)) return;
      const what = code === undefined ? message : `${message} (${code})`;
      const events = deliveries.get(request_id) ?? new Map<string, number>();
      deliveries.set(request_id, events.set(what, (events.get(what) ?? 0) + 1));
    },
  };
};
