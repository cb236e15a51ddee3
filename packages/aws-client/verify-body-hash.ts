// SQS answers with the hash of the body that it has; another one than was sent means that the message was damaged.
import { createHash } from "node:crypto";
import type { Sqs } from "./operations.ts";

/** Rejects as the SDK does, without another attempt: there would be two messages. */
export const verifyBodyHash =
  (sendMessage: Sqs["sendMessage"]): Sqs["sendMessage"] =>
  async (input, options) => {
    const answer = await sendMessage(input, options);
    const hash = createHash("md5")
      .update(input.MessageBody ?? "")
      .digest("hex");
    if (answer.MD5OfMessageBody !== hash) throw new Error("InvalidChecksumError");
    return answer;
  };
