// What was published, read off the request and the engine's answer to it.
import type { AwsError } from "../../core/service.ts";
import type { Form } from "./form.ts";
import { elementsOf, textOf } from "./xml.ts";

export type Publication = {
  readonly topicArn: string;
  readonly id: string;
  readonly subject: string | null;
  readonly message: string;
  readonly at: Date;
};

const entryNumber = /^PublishBatchRequestEntries\.member\.(\d+)\.Id$/;

type Entry = { readonly id: string; readonly subject: string | null; readonly message: string };

const toEntries = (form: Form): readonly Entry[] =>
  [...form].flatMap(([name, id]) => {
    const number = entryNumber.exec(name)?.[1];
    if (number === undefined) return [];
    const prefix = `PublishBatchRequestEntries.member.${number}`;
    return [
      { id, subject: form.get(`${prefix}.Subject`) ?? null, message: form.get(`${prefix}.Message`) ?? "" },
    ];
  });

/** One for a Publish, and one for each entry of a PublishBatch that the engine took. */
export const readPublications = (form: Form, answer: string, at: Date): readonly Publication[] => {
  const topicArn = form.get("TopicArn") ?? "";
  if (form.get("Action") === "Publish") {
    const id = textOf(answer, "MessageId") ?? "";
    return [{ topicArn, id, subject: form.get("Subject") ?? null, message: form.get("Message") ?? "", at }];
  }
  const entries = new Map(toEntries(form).map((entry) => [entry.id, entry]));
  return elementsOf(elementsOf(answer, "Successful")[0] ?? "", "member").flatMap((member) => {
    const entry = entries.get(textOf(member, "Id") ?? "");
    if (entry === undefined) return [];
    return [
      { topicArn, id: textOf(member, "MessageId") ?? "", subject: entry.subject, message: entry.message, at },
    ];
  });
};

export const invalid = (message: string): AwsError => ({
  code: "InvalidParameter",
  message: `Invalid parameter: ${message}`,
  status: 400,
});

/**
 * Up to 100 printable ASCII characters, the first of them no blank.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const subjectForm = /^[\x21-\x7e][\x20-\x7e]{0,99}$/;

/** What SNS would refuse and the engine does not, and what the engine would silently take for something else. */
export const findPublishFault = (form: Form): AwsError | undefined => {
  if (form.has("PhoneNumber")) return invalid("PhoneNumber Reason: text messages are not played here");
  for (const [name, value] of form) {
    if (/(?:^|\.)Subject$/.test(name) && !subjectForm.test(value)) return invalid("Subject");
    if (/(?:^|\.)MessageStructure$/.test(name)) return invalid("MessageStructure is not played here");
    if (/(?:^|\.)Message$/.test(name) && value === "") return invalid("Empty message");
  }
  return undefined;
};
