import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { toLoopbackClient } from "@message-handler/local-cloud/loopback";
import { until } from "@message-handler/local-cloud/testing";
import { addOperatorCommands } from "@message-handler/ops/operator-commands.ts";
import { makeProgram } from "@message-handler/ops/run-program.ts";
import { expect } from "chai";
import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aMessage } from "./testing/message.ts";
import { makeOps, type Ops } from "./testing/ops.ts";
import { startChangedSystem, type RunningSystem } from "./testing/running-system.ts";

const page = readFileSync(join(import.meta.dirname, "../../packages/ops/README.md"), "utf8");

/** Actions that the page lists for a command, but for those that change something. */
const reading = [
  ...new Set([...page.matchAll(/`([a-z0-9]+:[A-Za-z]+)`/g)].map(([, action = ""]) => action)),
].filter((action) =>
  /:(?:Get|BatchGet|List|Describe|Query|Scan|Filter|Simulate|Receive|ChangeMessageVisibility)/.test(action),
);

/** The keys that the local cloud hands out to a role (its core/principals.ts). */
const keysOf = (arn: string) => {
  const digest = createHash("sha256")
    .update(JSON.stringify({ kind: "role", arn }))
    .digest("hex");
  return { AWS_ACCESS_KEY_ID: `ASIA${digest.slice(0, 16).toUpperCase()}`, AWS_SECRET_ACCESS_KEY: "local" };
};

const recorded = aMessage();
const message = aMessage({ company_id: recorded.company_id });
const company = message.company_id;

const reads = [
  "status",
  "diagnose",
  "dlq list",
  `dlq show ${message.message_id}`,
  "dlq export --to letters.jsonl",
  "dlq redrive --dry-run",
  "dlq drop --all --dry-run",
  "dlq import --from another.jsonl --dry-run",
  `message ${message.message_id}`,
  `message ${randomUUID()} --scan`,
  `company ${company}`,
  `replay --company ${company} --dry-run`,
  "reconcile",
  `reconcile --company ${company}`,
  "reconcile --repair --dry-run",
  "rebuild --dry-run",
  `erase --company ${company} --dry-run`,
];

const changes = [
  ["dlq redrive --yes", "sqs:StartMessageMoveTask", "a queue"],
  ["dlq redrive --limit 1 --yes", "sqs:SendMessage", "a queue"],
  ["dlq drop --all --yes", "sqs:DeleteMessage", "a queue"],
  ["dlq import --from another.jsonl --yes", "sqs:SendMessage", "a queue"],
  [`replay --company ${company} --yes`, "sqs:SendMessage", "a queue"],
  ["reconcile --repair --yes", "dynamodb:PutItem", "the table"],
  ["rebuild --yes", "lambda:UpdateEventSourceMapping", "a function"],
  [`erase --company ${company} --yes`, "sqs:DeleteMessage", "a queue"],
] as const;

type Program = ReturnType<typeof makeProgram>;
type Known = { readonly name: string; readonly isChange: boolean };

/** What can be run, with its family's name before its own. */
const commandsOf = (parent: Program, family = ""): readonly Known[] =>
  parent.commands.flatMap((command) => {
    const name = `${family}${command.name()}`;
    if (command.commands.length > 0) return commandsOf(command, `${name} `);
    return { name, isChange: command.options.some(({ long }) => long === "--dry-run") };
  });

const toTitle = (line: string): string => `ops ${line.replace(/ [\da-f-]{36}/, " ID")}`;

describe("ops with a role that may do what packages/ops/README.md lists, but for what changes something", () => {
  let system: RunningSystem;
  let directory: string;
  let ops: Ops;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "ops-"));
    const actions = reading.map((action) => `"${action}"`).join(", ");
    // In the policies of the functions' roles, beside what they may do with everything.
    system = await startChangedSystem(['"xray:PutTraceSegments"', `"xray:PutTraceSegments", ${actions}`]);
    const lambda = new LambdaClient(toLoopbackClient(system.awsEndpoint));
    const FunctionName = system.outputs.queue_url.replace(/^.*\/(.*)-messages$/, "$1-query-messages");
    const { Role = "" } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    lambda.destroy();
    ops = makeOps(system, directory, keysOf(Role));
    await system.post(recorded.raw);
    await system.untilRecorded(recorded.message_id, "Processed");
    await system.setFaults({
      service: "s3",
      operation: "PutObject",
      effect: { type: "error", code: "AccessDenied", status: 403 },
    });
    await system.post(message.raw);
    await until("there is a letter", async () =>
      (await system.state()).queues.some(
        ({ name, visible }) => name.endsWith("-dead-letters") && visible === 1,
      ),
    );
    await system.setFaults();
    const another = { id: randomUUID(), received_at: new Date().toISOString(), attributes: {}, body: "{" };
    writeFileSync(join(directory, "another.jsonl"), JSON.stringify(another));
  });
  after(async () => {
    await system.stop();
    rmSync(directory, { recursive: true });
  });

  it("is tried with every command that works on a stack", () => {
    const streams = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr };
    const nowhere = { variables: {}, readOutputs: async () => undefined, cwd: "/", stateDirectory: "/" };
    const program = makeProgram();
    addOperatorCommands(program, { ...streams, ...nowhere });
    const isIn = (lines: readonly string[], name: string): boolean =>
      lines.some((line) => line === name || line.startsWith(`${name} `));
    const changing = changes.map(([line]) => line);
    const untried = commandsOf(program).filter(
      ({ name, isChange }) => !isIn(reads, name) || (isChange && !isIn(changing, name)),
    );
    expect(untried).to.deep.equal([]);
  });

  for (const line of reads)
    it(`can run ${toTitle(line)}`, async () => {
      const { code, stderr } = await ops.run(...line.split(" "));
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    });

  describe("where there is something to change", () => {
    before(async () => {
      const Key = { message_id: { S: recorded.message_id } };
      await system.dynamodb.send(new DeleteItemCommand({ TableName: system.outputs.messages_table, Key }));
    });

    for (const [line, action, resource] of changes)
      it(`is told by ${toTitle(line)} that ${action} is missing`, async () => {
        const { code, stdout, stderr } = await ops.run(...line.split(" "));
        expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
        expect(stderr).to.contain(`error: access denied: these credentials lack ${action} on ${resource}\n`);
      });
  });
});
