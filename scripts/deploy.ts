// `npm run deploy -- dev`: builds an environment, shows where and what would change, asks, and applies just that.
import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { missingCredentials } from "@message-handler/ops/aws-credentials.ts";
import { namePrefixIn, toStackName } from "../infra/config/installation.ts";
import { readCommandLine } from "./command-line.ts";
import { help, parseDeployOptions, type DeployOptions } from "./deploy-options.ts";
import { readPlannedChanges, type PlannedChanges } from "./planned-changes.ts";
import { runCommand } from "./run-command.ts";
import { bundleIfChanged, synthesiseIfChanged } from "./synthesise.ts";
import { findTerraform } from "./terraform-binary.ts";
import { toldOfAlarms } from "./told-of-alarms.ts";

const root = join(import.meta.dirname, "..");
const variable = (name: string): string => process.env[name]?.trim() ?? "";

/** What a person is told in one sentence, without a stack trace. */
class Refusal extends Error {}

/** With the terminal's own input and output. Ctrl-C reaches it, too: Terraform ends in good order, and is waited for. */
const show = async (program: string, ...args: readonly string[]): Promise<void> =>
  new Promise((done, fail) => {
    const child = spawn(program, args, { cwd: root, stdio: "inherit" });
    child.on("error", fail);
    child.on("close", (code) => {
      if (code === 0) done();
      else
        fail(
          new Refusal(
            "It failed; what it said stands above. See docs/deploying.md, When a deployment fails.",
          ),
        );
    });
  });

const read = async (program: string, ...args: readonly string[]): Promise<string> => {
  const { output, ok } = await runCommand({ command: [program, ...args] });
  if (!ok) throw new Refusal(output.trim());
  return output;
};

const ask = async (question: string): Promise<string> => {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl-C and Ctrl-D close it.
  const answer = await new Promise<string>((done) => {
    terminal.once("close", () => done("\n"));
    terminal.question(question, done);
  });
  if (answer === "\n") console.log();
  terminal.close();
  return answer.trim();
};

/** Where the state is; without it Terraform would wait for the bucket's name, unseen. */
const stateBucket = (): string => {
  const named = /-backend-config=["']?bucket=([\w.-]+)/.exec(variable("TF_CLI_ARGS_init"))?.[1];
  const bucket = variable("STATE_BUCKET") || named;
  if (bucket === undefined)
    throw new Refusal(
      "STATE_BUCKET: name the bucket that bootstrap made for the states (docs/deploying.md, step 1).",
    );
  return bucket;
};

const useTerraform = (): string => {
  const named = variable("TERRAFORM_BINARY_NAME");
  const found = findTerraform(named, process.env);
  if (found === undefined)
    throw new Refusal(
      named === ""
        ? "Neither terraform nor tofu is on the PATH: install Terraform 1.11 or OpenTofu 1.10, or newer."
        : `TERRAFORM_BINARY_NAME: ${named} cannot be run.`,
    );
  process.env["TERRAFORM_BINARY_NAME"] = found.name;
  return found.version;
};

/** Before anything is built: Terraform says it late and at length. */
const needCredentials = async (): Promise<void> => {
  const missing = await missingCredentials();
  if (missing !== undefined)
    throw new Refusal(
      `There are no AWS credentials (${missing}): sign in as for the AWS CLI (docs/deploying.md, What you need).`,
    );
};

const toSummary = (stack: string, { account, region, added, changed, destroyed }: PlannedChanges): string =>
  [
    `${stack} in account ${account ?? "unknown"}, ${region ?? "region unknown"}: ` +
      `${added.length} to add, ${changed.length} to change, ${destroyed.length} to destroy.`,
    ...destroyed.map((address) => `  destroys ${address}`),
  ].join("\n");

const deploy = async ({ environment, isApproved, outputsFile }: DeployOptions): Promise<void> => {
  const stack = toStackName(namePrefixIn(process.env), environment);
  const bucket = stateBucket();
  if (!isApproved && !process.stdin.isTTY)
    throw new Refusal("There is no terminal to ask at: add --yes to apply the plan whatever it is.");
  const version = useTerraform();
  await needCredentials();
  console.log(`${stack} is built and planned now${isApproved ? " and then applied" : ", and changed only if you say yes"}.
  state    in the bucket ${bucket}
  region   ${variable("AWS_REGION") || "as your AWS settings have it (AWS_REGION is not set)"}
  alarms   ${toldOfAlarms(process.env)}
  runbook  ${variable("RUNBOOK_URL") || "a path that alarms cannot link to (RUNBOOK_URL is not set)"}
  with     ${version}
`);
  await bundleIfChanged();
  await synthesiseIfChanged(environment);

  await show("cdktf", "diff", stack, "--skip-synth");
  const folder = `-chdir=cdktf.out/stacks/${stack}`;
  const terraform = variable("TERRAFORM_BINARY_NAME");
  const planned = readPlannedChanges(await read(terraform, folder, "show", "-json", "plan"));
  console.log(`\n${toSummary(stack, planned)}`);
  if (planned.isEmpty) console.log("Nothing is to be done.");
  else {
    if (!isApproved && (await ask("Apply this plan? Only yes is taken: ")) !== "yes")
      throw new Refusal("Not approved: nothing was changed.");
    await show("scripts/apply-plan.sh", stack);
  }

  const path = resolve(process.env["INIT_CWD"] ?? process.cwd(), outputsFile);
  await read("cdktf", "output", stack, "--skip-synth", "--no-color", "--outputs-file", path);
  console.log(`\nThe outputs are in ${path}. To see it work:
  npm run --silent smoke -- ${outputsFile} --timeout 120`);
};

// This process waits for what it started, which gets the signal as well.
process.on("SIGINT", () => undefined);
const options = readCommandLine("npm run deploy", parseDeployOptions, help);
if (options !== undefined)
  try {
    await deploy(options);
  } catch (error) {
    // A synth that failed says everything in its message.
    console.error(`npm run deploy: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
