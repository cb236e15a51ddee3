// `ops diagnose`: what is wrong, what proves it, and what to do next.
import type { Command } from "commander";
import { addOperatorCommand, type OperatorShell } from "../command.ts";
import { toDiagnosisText, type Diagnosis } from "./diagnosis-text.ts";

export const addDiagnoseCommand = (program: Command, shell: OperatorShell): Command =>
  addOperatorCommand<object, Diagnosis>(program, shell, {
    name: "diagnose",
    description:
      "what is wrong, what proves it, and what to do next: by alarms, metrics, logs, policies and settings",
    examples: [
      ["diagnose", "of the system on this machine"],
      ["diagnose --env prod", "of the deployed one"],
      ["diagnose --env prod --json", "for a script"],
    ],
    options: [],
    changes: false,
    run: async (target) => {
      const [{ readFacts }, { findCauses }] = await Promise.all([
        import("./read-facts.ts"),
        import("./find-causes.ts"),
      ]);
      const now = Date.now();
      const { facts, notRead } = await readFacts(target, now);
      return {
        stack: target.stack,
        at: new Date(now).toISOString(),
        findings: findCauses(facts),
        dead_letters: facts.deadLetters ? facts.deadLetters.visible + facts.deadLetters.inFlight : null,
        postponed: facts.queue?.delayed ?? null,
        alarms: facts.alarms.filter(({ state }) => state === "ALARM").map(({ name }) => name),
        not_read: notRead,
      };
    },
    toText: toDiagnosisText,
    hasFailed: ({ findings, not_read: notRead }) => findings.length === 0 && notRead.length > 0,
  });
