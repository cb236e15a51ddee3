// Publish: what a request in the query protocol publishes, or why it is refused.
import { randomUUID } from "node:crypto";
import type { HttpRequest } from "../../core/http.ts";
import { decodeForm } from "../../core/query-form.ts";
import { ServiceError } from "../../core/service.ts";
import type { Topics } from "./topics.ts";

export type Publication = {
  readonly topicArn: string;
  readonly id: string;
  readonly subject: string | null;
  readonly message: string;
  readonly at: Date;
};

/** What is authorised is what is carried out. */
type Form = ReadonlyMap<string, string>;

/** Parameters stand in the body; those of the URL belong to the same form. One byte per character (latin1). */
const textOf = ({ headers, method, url, body }: HttpRequest): string =>
  method === "POST" && headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true
    ? `${url.split("?")[1] ?? ""}&${body.toString("latin1")}`
    : "";

/** The operation that is asked for, also by a form that cannot be read: its refusal has to name something. */
export const actionOf = (request: HttpRequest): string | undefined =>
  new URLSearchParams(textOf(request)).get("Action") ?? undefined;

/** Throws a ServiceError for a form that can be read in two ways, or not at all. */
export const readForm = (request: HttpRequest): Form => decodeForm(textOf(request));

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
