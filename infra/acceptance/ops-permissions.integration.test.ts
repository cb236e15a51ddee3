import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { toLoopbackClient } from "@message-handler/local-cloud/loopback";
import { until } from "@message-handler/local-cloud/testing";
import { expect } from "chai";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aMessage } from "./testing/message.ts";
import { makeOps, type Ops } from "./testing/ops.ts";
import { startChangedSystem, type RunningSystem } from "./testing/running-system.ts";

const page = readFileSync(join(import.meta.dirname, "../../packages/ops/README.md"), "utf8");

/** What the page lists for a command, or for every one. */
const actionsOf = (command: string): readonly string[] => {
  const row = page
    .split("\n")
    .find((line) => line.startsWith(`| ${command === "every one" ? command : `\`${command}\``} `));
  if (row === undefined) throw new Error(`packages/ops/README.md has no row of ${command}`);
  return [...row.matchAll(/`([a-z0-9]+:[A-Za-z]+)`/g)].map(([, action = ""]) => action);
};

const reading = [
  "every one",
  "status",
  "diagnose",
  "dlq list",
  "dlq show",
  "dlq export",
  "message",
  "company",
];
const granted = [...new Set(reading.flatMap(actionsOf))].filter((action) => action !== "dynamodb:Scan");

/** The keys that the local cloud hands out to a role (its core/principals.ts). */
const keysOf = (arn: string) => {
  const digest = createHash("sha256")
    .update(JSON.stringify({ kind: "role", arn }))
    .digest("hex");
  return { AWS_ACCESS_KEY_ID: `ASIA${digest.slice(0, 16).toUpperCase()}`, AWS_SECRET_ACCESS_KEY: "local" };
};

describe("ops with a role that may do what packages/ops/README.md lists for the commands that only read", () => {
  let system: RunningSystem;
  let directory: string;
  let ops: Ops;
  const message = aMessage();

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "ops-"));
    const actions = granted.map((action) => `"${action}"`).join(", ");
    // In the policies of the functions' roles, beside what they may do with everything.
    system = await startChangedSystem(['"xray:PutTraceSegments"', `"xray:PutTraceSegments", ${actions}`]);
    const lambda = new LambdaClient(toLoopbackClient(system.awsEndpoint));
    const FunctionName = system.outputs.queue_url.replace(/^.*\/(.*)-messages$/, "$1-query-messages");
    const { Role = "" } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    lambda.destroy();
    ops = makeOps(system, directory, keysOf(Role));
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
  });
  after(async () => {
    await system.stop();
    rmSync(directory, { recursive: true });
  });

  for (const line of [
    "status",
    "diagnose",
    "dlq list",
    `dlq show ${message.message_id}`,
    "dlq export --to letters.jsonl",
    `message ${message.message_id}`,
    `company ${message.company_id}`,
  ])
    it(`can run ops ${line.replace(/ [\da-f-]{36}/, " ID")}`, async () => {
      const { code, stderr } = await ops.run(...line.split(" "));
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    });

  for (const [line, action, resource] of [
    ["dlq redrive --yes", "sqs:ListMessageMoveTasks", "a queue"],
    ["dlq redrive --limit 1 --yes", "sqs:SendMessage", "a queue"],
    ["dlq drop --all --yes", "sqs:DeleteMessage", "a queue"],
    ["dlq import --from letters.jsonl --yes", "sqs:SendMessage", "a queue"],
    ["reconcile", "dynamodb:Scan", "the table"],
    ["rebuild --yes", "lambda:UpdateEventSourceMapping", "a function"],
    [`erase --company ${message.company_id} --yes`, "sqs:DeleteMessage", "a queue"],
  ] as const)
    it(`is told by ops ${line.replace(/ [\da-f-]{36}/, " ID")} that ${action} is missing`, async () => {
      const { code, stdout, stderr } = await ops.run(...line.split(" "));
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
      expect(stderr).to.contain(`error: access denied: these credentials lack ${action} on ${resource}\n`);
    });
});
