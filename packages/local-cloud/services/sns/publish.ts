// Publish: what a request publishes, or why it is refused.
import { randomUUID } from "node:crypto";
import type { Form } from "./form.ts";
import { ServiceError } from "../../core/service.ts";
import type { Topics } from "./topics.ts";

export type Publication = {
  readonly topicArn: string;
  readonly id: string;
  readonly subject: string | null;
  readonly message: string;
  readonly at: Date;
};

/** `TargetArn` is another name for it. */
export const topicArnOf = (form: Form): string | undefined => form.get("TopicArn") ?? form.get("TargetArn");

const supported = new Set(["Action", "Version", "TopicArn", "TargetArn", "Subject", "Message"]);

/**
 * Up to 100 printable ASCII characters, the first of them no blank.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const subjectForm = /^[\x21-\x7e][\x20-\x7e]{0,99}$/;
const maxMessageBytes = 256 * 1024;

const invalid = (what: string): ServiceError =>
  new ServiceError("InvalidParameter", `Invalid parameter: ${what}`);

/** Throws ServiceError for what SNS refuses and for each parameter that would be without effect here. */
export const readPublication = (form: Form, topics: Topics, at: Date): Publication => {
  const other = [...form.keys()].find((name) => !supported.has(name));
  if (other !== undefined) throw invalid(`${other} is not supported by the local cloud`);
  const subject = form.get("Subject") ?? null;
  if (subject !== null && !subjectForm.test(subject)) throw invalid("Subject");
  const message = form.get("Message") ?? "";
  if (message === "") throw invalid("Empty message");
  if (Buffer.byteLength(message) > maxMessageBytes) throw invalid("Message too long");
  const topicArn = topicArnOf(form);
  if (topicArn === undefined) throw invalid("TopicArn or TargetArn Reason: no value for required parameter");
  if (!topics.has(topicArn)) throw new ServiceError("NotFound", "Topic does not exist", 404);
  return { topicArn, id: randomUUID(), subject, message, at };
};
