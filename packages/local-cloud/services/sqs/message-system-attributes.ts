// What a sender says to AWS about a message, beside its attributes: the header of the trace that it belongs to.
import { z } from "zod";
import { MessageAttribute } from "./message-attributes.ts";
import { invalidParameter } from "./sqs-error.ts";

export const MessageSystemAttributes = z.record(z.string(), MessageAttribute);
type MessageSystemAttributes = Readonly<z.infer<typeof MessageSystemAttributes>>;

const name = "AWSTraceHeader";

/**
 * Throws InvalidParameterValue for another attribute, another type, or what is no trace header: "its value must be a
 * correctly formatted X-Ray trace header string" (SendMessage, API reference). What SQS says then is not documented.
 */
export const toTraceHeader = (attributes: MessageSystemAttributes): string | undefined => {
  const other = Object.keys(attributes).find((key) => key !== name);
  if (other !== undefined) throw invalidParameter(`Message system attribute name '${other}' is invalid.`);
  const { [name]: attribute } = attributes;
  if (attribute === undefined) return undefined;
  const { DataType: type, StringValue: value } = attribute;
  if (type !== "String")
    throw invalidParameter(`The type of message system attribute '${name}' must be String.`);
  if (
    value === undefined ||
    !/^(?:\w+=[^;=\s]*;)*Root=1-[0-9a-f]{8}-[0-9a-f]{24}(?:;\w+=[^;=\s]*)*$/i.test(value)
  )
    throw invalidParameter(`The value of message system attribute '${name}' is no X-Ray trace header.`);
  return value;
};
