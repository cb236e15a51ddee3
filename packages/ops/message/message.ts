// `ops message`: everything that is known about one message.
import type { Command } from "commander";
import { addOperatorCommand, type OperatorShell } from "../command.ts";
import { toMilliseconds } from "../option-values.ts";
import { toMessageText, type KnownMessage, type MessageOptions } from "./message-text.ts";

export const addMessageCommand = (program: Command, shell: OperatorShell): Command =>
  addOperatorCommand<MessageOptions, KnownMessage>(program, shell, {
    name: "message <id>",
    description: "one message: its record, its object, the deliveries that failed, and where it is now",
    examples: [
      ["message fc0daad3-4f10-4d15-b8c6-276cca111e87 --env prod", "by its message_id"],
      [
        "message 6066a22e-bca2-4e00-8f4b-b79c7e1f1104 --since 7d",
        "by the request_id of its 202, of last week: whether it was recorded",
      ],
      ["message sha256:3f78…", "by the SHA-256 of its text"],
    ],
    options: [
      {
        flags: "--since <time>",
        description:
          "how far back the logs are searched where the message itself does not tell: 30m, 2h, 14d",
        parse: toMilliseconds,
        default: 86_400_000,
        shownDefault: "1d",
      },
      {
        flags: "--scan",
        description: "look for a request_id in the whole table, which is billed by its size",
      },
    ],
    changes: false,
    run: async (target, options, terminal) => {
      const { readMessage } = await import("./read-message.ts");
      return readMessage(target, options, terminal, new Date());
    },
    toText: toMessageText,
    hasFailed: ({ not_read: notRead }) => notRead.length > 0,
  });
