// Handles of move tasks: like AWS's own, base64 of a small JSON document that names the source.
import { z } from "zod";
import { SqsFault } from "./sqs-fault.ts";

const TaskHandle = z.strictObject({ taskId: z.string(), sourceArn: z.string() });
export type TaskHandle = z.infer<typeof TaskHandle>;

export const toTaskHandle = (handle: TaskHandle): string =>
  Buffer.from(JSON.stringify(handle)).toString("base64");

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Throws ResourceNotFoundException for what was never a handle. */
export const decodeTaskHandle = (handle: string): TaskHandle => {
  const decoded = TaskHandle.safeParse(readJson(Buffer.from(handle, "base64").toString("utf8")));
  if (!decoded.success) throw new SqsFault("ResourceNotFoundException", "Task does not exist.", 404);
  return decoded.data;
};
