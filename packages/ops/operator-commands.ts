// The commands that work on a stack.
import type { Command } from "commander";
import type { OperatorShell } from "./command.ts";
import { addCompanyCommand } from "./company/company.ts";
import { addDeadLetterCommands } from "./dead-letters/dlq.ts";
import { addDiagnoseCommand } from "./diagnose/diagnose.ts";
import { addEraseCommand } from "./erase/erase.ts";
import { addMessageCommand } from "./message/message.ts";
import { addRebuildCommand } from "./rebuild/rebuild.ts";
import { addReconcileCommand } from "./reconcile/reconcile.ts";
import { addReplayCommand } from "./replay/replay.ts";
import { addStatusCommand } from "./status/status.ts";

export const addOperatorCommands = (program: Command, shell: OperatorShell): void => {
  addStatusCommand(program, shell);
  addDiagnoseCommand(program, shell);
  addDeadLetterCommands(program, shell);
  addMessageCommand(program, shell);
  addCompanyCommand(program, shell);
  addReplayCommand(program, shell);
  addReconcileCommand(program, shell);
  addRebuildCommand(program, shell);
  addEraseCommand(program, shell);
};
