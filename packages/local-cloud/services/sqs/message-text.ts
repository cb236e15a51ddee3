// Which text SQS carries.
import { SqsError } from "./sqs-error.ts";

// SendMessage, API reference: #x9 | #xA | #xD | #x20-#xD7FF | #xE000-#xFFFD | #x10000-#x10FFFF. Lone surrogates are out.
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

export const isCarriedText = (text: string): boolean => !forbidden.test(text);

/** Throws InvalidMessageContents as SQS does. */
export const checkMessageBody = (body: string): void => {
  if (!isCarriedText(body)) {
    throw new SqsError(
      "InvalidMessageContents",
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.",
    );
  }
};
