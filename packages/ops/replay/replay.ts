// `ops replay`: a company's archived messages, through the pipeline again.
import { toUtcIso } from "@message-handler/domain/date-time.ts";
import { InvalidArgumentError, type Command } from "commander";
import { addOperatorCommand, mayChange, type OperatorShell } from "../command.ts";
import { notEmpty, toCompanyId, wholeNumber } from "../option-values.ts";
import { ops } from "../target/ops-line.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import type { Replayed } from "./replay-messages.ts";

type Options = {
  readonly company: string;
  readonly from?: string;
  readonly to?: string;
  readonly rate: number;
  readonly after?: string;
};
type Doc = Partial<Replayed> &
  Pick<Replayed, "sent"> & {
    /** Nothing of the company lies in the archive: its id may be mistyped. Absent where something does. */
    readonly is_unknown?: true;
    readonly dry_run?: boolean;
  };

/** A date is its first moment, in UTC. */
const toInstant =
  (rounding: "up" | "down") =>
  (text: string): string => {
    const instant = toUtcIso(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text, rounding);
    if (instant !== undefined) return instant;
    throw new InvalidArgumentError(
      "Expected a date (2026-01-31) or a time with a zone (2026-01-31T10:15:00Z).",
    );
  };

const toText = (
  { sent, corrected, orphans = 0, is_unknown: isUnknown, dry_run }: Doc,
  target: Pick<Target, "stack" | "isLocal">,
): string => {
  // The answer to the question was no.
  if (corrected === undefined) return "No message was sent.";
  if (isUnknown === true) return "The archive has nothing of this company: is the id right?";
  return [
    `${countOf(sent, "archived message")} ${dry_run === true ? "to be sent" : "sent"} to the queue.`,
    ...(corrected > 0
      ? [`${countOf(corrected, "rejection")} left out, which a later message corrects.`]
      : []),
    ...(orphans > 0
      ? [`${countOf(orphans, "object")} left out that no record can be made of: ${ops(target, "reconcile")}`]
      : []),
  ].join("\n");
};

export const addReplayCommand = (program: Command, shell: OperatorShell): Command =>
  addOperatorCommand<Options, Doc>(program, shell, {
    name: "replay",
    description: "send a company's archived messages through the pipeline again; what is on record stays",
    examples: [
      ["replay --company UUID --dry-run", "count them"],
      ["replay --company UUID --from 2026-01-31 --to 2026-02-01", "those of a day"],
      ["replay --company UUID --env prod --rate 20", "20 messages a second"],
    ],
    options: [
      { flags: "--company <id>", description: "the company, a UUID", parse: toCompanyId, isRequired: true },
      { flags: "--from <time>", description: "received at this time or later", parse: toInstant("up") },
      { flags: "--to <time>", description: "received at this time or earlier", parse: toInstant("down") },
      { flags: "--rate <n>", description: "messages a second", parse: wholeNumber(1), default: 100 },
      {
        flags: "--after <key>",
        description: "go on behind this key, where a run was interrupted",
        parse: notEmpty("--after needs a key."),
      },
    ],
    changes: true,
    run: async (target, { company: companyId, from, to, rate, after, ...consent }, terminal) => {
      if (from !== undefined && to !== undefined && from > to)
        throw new InvalidArgumentError("--from is later than --to: nothing was received in between.");
      if (after?.startsWith(`${companyId}/`) === false)
        throw new InvalidArgumentError(`--after is no key of the company's: each begins with ${companyId}/`);
      const { replayMessages } = await import("./replay-messages.ts");
      const isDryRun = consent.dryRun === true;
      const question = `Send the archived messages of\n  ${companyId}\nto the queue again?`;
      if (!isDryRun && !(await mayChange(consent, terminal, question))) return { sent: 0 };
      const replayed = await replayMessages(target, { companyId, from, to, rate, after, isDryRun }, terminal);
      const { sent, corrected, orphans } = replayed;
      const isWhole = from === undefined && to === undefined && after === undefined;
      return {
        ...replayed,
        ...(isWhole && sent + corrected + orphans === 0 ? { is_unknown: true } : {}),
        ...(isDryRun ? { dry_run: true } : {}),
      };
    },
    toText,
    hasFailed: ({ is_unknown: isUnknown }) => isUnknown === true,
  });
