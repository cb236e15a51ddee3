// The handle of a message move task: like AWS's own, base64 of a small JSON document that names the source.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { parseJson } from "../../core/json.ts";
import { invalidParameter } from "./sqs-error.ts";

const Handle = z.object({ taskId: z.string(), sourceArn: z.string() });

export const toTaskHandle = (sourceArn: string): string =>
  Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn })).toString("base64");

/** The ARN of the task's source. Throws InvalidParameterValue. */
export const sourceOfTask = (handle: string): string => {
  const decoded = Handle.safeParse(parseJson(Buffer.from(handle, "base64").toString("utf8")));
  if (!decoded.success) throw invalidParameter("Value for parameter TaskHandle is invalid.");
  return decoded.data.sourceArn;
};
