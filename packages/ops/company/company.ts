// `ops company`: what one company sent, and what became of it.
import type { Command } from "commander";
import { addOperatorCommand, type OperatorShell } from "../command.ts";
import { toCompanyId, toMilliseconds } from "../option-values.ts";
import { toCompanyText, type CompanyReport } from "./company-text.ts";

export type CompanyOptions = { readonly id: string; readonly since: number };

export const addCompanyCommand = (program: Command, shell: OperatorShell): Command =>
  addOperatorCommand<CompanyOptions, CompanyReport>(program, shell, {
    name: "company <id>",
    description: "one company: its messages by status and hour, and its rejections by cause",
    examples: [
      ["company e0721e56-fb09-4273-ae74-7bcbc92d43eb --env prod", "of the last day"],
      ["company e0721e56-fb09-4273-ae74-7bcbc92d43eb --since 2h", "of the last two hours"],
    ],
    options: [
      {
        flags: "--since <time>",
        description: "how far back, by when the messages were accepted: 30m, 2h, 14d",
        parse: toMilliseconds,
        default: 86_400_000,
        shownDefault: "1d",
      },
    ],
    changes: false,
    run: async (target, { id, since }, terminal) => {
      const { readCompany } = await import("./read-company.ts");
      const now = new Date();
      return readCompany(target, toCompanyId(id), new Date(now.getTime() - since), terminal);
    },
    toText: toCompanyText,
    hasFailed: ({ not_read: notRead }) => notRead.length > 0,
  });
