// `ops status`: the pipeline at a glance.
import type { Command } from "commander";
import { addOperatorCommand, type OperatorShell } from "../command.ts";
import { toStatusText, type Status } from "./status-text.ts";

export const addStatusCommand = (program: Command, shell: OperatorShell): Command =>
  addOperatorCommand<object, Status>(program, shell, {
    name: "status",
    description: "the pipeline at a glance: queues, alarms, rates, dead letters",
    examples: [
      ["status", "of the system on this machine"],
      ["status --env prod", "of the deployed one"],
      ["status --env prod --json", "for a script"],
    ],
    options: [],
    changes: false,
    run: async (target) => {
      const { readStatus } = await import("./read-status.ts");
      return readStatus(target, new Date());
    },
    toText: toStatusText,
    hasFailed: ({ not_read: notRead }) => notRead.length > 0,
  });
