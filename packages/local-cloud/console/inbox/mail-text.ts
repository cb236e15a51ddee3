// What an e-mail says, in people's words where its JSON is one that AWS sends.
import { parseJson } from "../elements/json.ts";

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOf = (fields: Fields, name: string): string | undefined => {
  const value = fields[name];
  return typeof value === "string" && value !== "" ? value : undefined;
};

/** An alarm's first look at a stack that has just started found nothing wrong. */
export const isFirstOk = (message: string): boolean => {
  const value = parseJson(message);
  return isRecord(value) && value["OldStateValue"] === "INSUFFICIENT_DATA" && value["NewStateValue"] === "OK";
};

/**
 * Sentences, one a paragraph: those of a CloudWatch alarm, or the text itself where it is no JSON. None for any other
 * JSON, which speaks for itself.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export const toSentences = (message: string): readonly string[] => {
  const value = parseJson(message);
  if (value === undefined) return message.split(/\n{2,}/);
  if (!isRecord(value)) return [];
  const name = textOf(value, "AlarmName");
  const to = textOf(value, "NewStateValue");
  if (name === undefined || to === undefined) return [];
  const from = textOf(value, "OldStateValue");
  const change = from === undefined ? `${name} is ${to}.` : `${name} went from ${from} to ${to}.`;
  return [change, textOf(value, "NewStateReason"), textOf(value, "AlarmDescription")].filter(
    (sentence) => sentence !== undefined,
  );
};
