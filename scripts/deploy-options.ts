// The command line of `npm run deploy`.
import { parseArgs } from "node:util";
import { deployedNames } from "../infra/config/environments.ts";

export type DeployOptions = {
  readonly environment: string;
  /** Nobody is asked. */
  readonly isApproved: boolean;
  /** Where the stack's outputs go; a relative path is meant from where the person is. */
  readonly outputsFile: string;
};

export const help = `Deploys an environment: builds it, shows where and what would change, asks, and applies just that.

npm run deploy -- ENVIRONMENT [options]
  ENVIRONMENT     ${deployedNames.join(", ")}
  --yes           apply without asking
  --outputs PATH  write the stack's outputs there (outputs.json)
  --help

Environment variables (docs/deploying.md)
  STATE_BUCKET           the bucket with Terraform's states, which bootstrap made
  NAME_PREFIX            begins the stack's name and all others; message-handler without it
  AWS_REGION             where to; credentials as the AWS CLI takes them
  ALARM_EMAILS           whom alarms are mailed to, separated by commas; without it nobody
  ALARM_PAGE_TARGETS     who else gets those of a severity: e-mail addresses and https URLs
  ALARM_TICKET_TARGETS
  RUNBOOK_URL            where the alarms' handbook can be read
  TERRAFORM_BINARY_NAME  what to plan and apply with; without it terraform, or else tofu

Exit codes: 0 deployed, or nothing to change; 1 failed, or not approved; 2 the command line was not understood.`;

/** `help` when that was asked for. Throws an Error that says what is wrong. */
export const parseDeployOptions = (args: readonly string[]): DeployOptions | "help" => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      yes: { type: "boolean", default: false },
      outputs: { type: "string", default: "outputs.json" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const [environment, ...others] = positionals;
  if (environment === undefined || others.length > 0 || !deployedNames.includes(environment))
    throw new Error(`expected one environment of ${deployedNames.join(", ")}`);
  if (values.outputs.trim() === "") throw new Error("--outputs: expected a path");
  return { environment, isApproved: values.yes, outputsFile: values.outputs };
};
