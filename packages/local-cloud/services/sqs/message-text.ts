// Which text SQS carries, and how the engine stores what it would refuse by mistake.
import { SqsFault } from "./sqs-fault.ts";

// SendMessage, API reference: #x9 | #xA | #xD | #x20-#xD7FF | #xE000-#xFFFD | #x10000-#x10FFFF. Lone surrogates are out.
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

export const isCarriedText = (text: string): boolean => !forbidden.test(text);

/** Throws InvalidMessageContents as SQS does. */
export const checkMessageBody = (body: string): void => {
  if (!isCarriedText(body)) {
    throw new SqsFault(
      "InvalidMessageContents",
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.",
    );
  }
};

// fauxqs 2.4.1 refuses everything beyond U+FFFF, emoji among them. Such bodies lie in it as base64 behind this
// mark; a body that happens to start with the mark is stored the same way, so that reading back is never in doubt.
const mark = "\u{E000}base64:";
const beyondTheEngine = /[\u{10000}-\u{10FFFF}]/u;

export const toStoredBody = (body: string): string =>
  beyondTheEngine.test(body) || body.startsWith(mark)
    ? mark + Buffer.from(body, "utf8").toString("base64")
    : body;

export const fromStoredBody = (stored: string): string =>
  stored.startsWith(mark) ? Buffer.from(stored.slice(mark.length), "base64").toString("utf8") : stored;
