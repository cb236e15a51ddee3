import { expect } from "chai";
import { Testing } from "cdktf";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dev } from "../config/dev.ts";
import { local } from "../config/local.ts";
import { prod } from "../config/prod.ts";
import type { StackConfig } from "../config/stack-config.ts";
import { staging } from "../config/staging.ts";
import { MessageHandlerStack } from "./message-handler-stack.ts";

type Block = Record<string, unknown>;
type Synthesised = {
  readonly data: {
    readonly aws_iam_policy_document: Record<string, { readonly statement: readonly Block[] }>;
  };
  readonly resource: Record<string, Record<string, Block>>;
};

const environments = [local, dev, staging, prod];

describe("MessageHandlerStack", () => {
  let bundles: string;

  before(() => {
    bundles = mkdtempSync(join(tmpdir(), "bundles-"));
    for (const name of ["process-message", "query-messages"])
      writeFileSync(join(bundles, `${name}.zip`), name);
  });
  after(() => rmSync(bundles, { recursive: true }));

  const synthText = (config: StackConfig): string =>
    Testing.synth(new MessageHandlerStack(Testing.app({ outdir: bundles }), config, bundles));
  const synth = (config: StackConfig): Synthesised => JSON.parse(synthText(config)) as Synthesised;
  const all = (config: StackConfig, type: string): readonly Block[] =>
    Object.values(synth(config).resource[type] ?? {});
  const redeploymentTrigger = (config: StackConfig): unknown =>
    all(config, "aws_api_gateway_deployment")[0]?.["triggers"];

  it("synthesises the same bytes twice", () => {
    expect(synthText(prod)).to.equal(synthText(prod));
  });

  for (const config of environments) {
    describe(config.environment, () => {
      it("calls no Terraform function", () => {
        expect(synthText(config)).not.to.match(/\$\{[^}]*\(/);
      });

      it("keeps a message hidden for six time-outs and the batching window", () => {
        const [queue] = all(config, "aws_sqs_queue").filter(
          ({ redrive_policy }) => redrive_policy !== undefined,
        );
        const { timeoutSeconds, batchingWindowSeconds } = config.worker;
        expect(queue?.["visibility_timeout_seconds"]).to.equal(6 * timeoutSeconds + batchingWindowSeconds);
      });

      it("keeps dead letters longer than the queue keeps messages", () => {
        const retention = all(config, "aws_sqs_queue").map((queue) =>
          Number(queue["message_retention_seconds"]),
        );
        expect(retention).to.have.length(2);
        expect(Math.max(...retention)).to.equal(14 * 86_400);
        expect(Math.min(...retention)).to.be.below(14 * 86_400);
      });

      it("lets the dead-letter queue take whatever the queue takes", () => {
        const limits = all(config, "aws_sqs_queue").map(({ max_message_size }) => max_message_size);
        expect(limits).to.deep.equal([262_144 + 1024, 262_144 + 1024]);
      });

      it("reports partial failures and limits the pollers instead of the function", () => {
        const [mapping] = all(config, "aws_lambda_event_source_mapping");
        expect(mapping?.["function_response_types"]).to.deep.equal(["ReportBatchItemFailures"]);
        expect(mapping?.["scaling_config"]).to.deep.equal({
          maximum_concurrency: config.worker.maximumConcurrency,
        });
      });

      it("gives every answer of the gateway the status that its body names", () => {
        const answers = all(config, "aws_api_gateway_gateway_response");
        expect(answers).to.have.length(21);
        for (const { status_code, response_templates } of answers) {
          const body = JSON.parse(
            (response_templates as Record<string, string>)["application/json"] ?? "",
          ) as Block;
          expect(String(body["status"])).to.equal(status_code);
        }
      });

      it("answers 2xx only for a 2xx of SQS, and an error by default", () => {
        const success = all(config, "aws_api_gateway_integration_response").filter(({ status_code }) =>
          String(status_code).startsWith("2"),
        );
        expect(success.map(({ selection_pattern }) => selection_pattern)).to.deep.equal([String.raw`2\d\d`]);
        const [fallback, ...others] = all(config, "aws_api_gateway_integration_response").filter(
          ({ selection_pattern }) => selection_pattern === undefined,
        );
        expect(others).to.deep.equal([]);
        expect(fallback?.["status_code"]).to.equal("500");
      });

      it("lets no content type pass the model, and takes no body for binary", () => {
        const [sqs] = all(config, "aws_api_gateway_integration").filter(({ type }) => type === "AWS");
        const [post] = all(config, "aws_api_gateway_method").filter(
          ({ http_method }) => http_method === "POST",
        );
        expect(sqs?.["passthrough_behavior"]).to.equal("NEVER");
        expect(Object.keys(sqs?.["request_templates"] as Block)).to.deep.equal(
          Object.keys(post?.["request_models"] as Block),
        );
        expect(all(config, "aws_api_gateway_rest_api")[0]).not.to.have.property("binary_media_types");
      });

      it("allows no action on every resource but X-Ray's, which has none to name", () => {
        const allowed = Object.values(synth(config).data.aws_iam_policy_document)
          .flatMap(({ statement }) => statement)
          .filter(({ effect }) => effect !== "Deny");
        const everywhere = allowed.filter(({ resources }) =>
          (resources as string[] | undefined)?.includes("*"),
        );
        expect(
          everywhere
            .flatMap(({ actions }) => actions as string[])
            .filter((action) => !action.startsWith("xray:")),
        ).to.be.empty;
        expect(allowed.flatMap(({ actions }) => actions as string[]).filter((action) => action.includes("*")))
          .to.be.empty;
      });

      it("tells people of every alarm, when it goes off and when it is over", () => {
        const alarms = all(config, "aws_cloudwatch_metric_alarm");
        expect(
          alarms.map(({ alarm_name }) => String(alarm_name).split(config.environment)[1]),
        ).to.have.members(["-dead-letters", "-error-logs"]);
        for (const alarm of alarms) {
          expect(alarm["alarm_actions"]).to.have.length(1);
          expect(alarm["ok_actions"]).to.deep.equal(alarm["alarm_actions"]);
          expect(alarm["treat_missing_data"]).to.equal("notBreaching");
          expect(alarm["statistic"]).to.equal(alarm["namespace"] === "AWS/SQS" ? "Maximum" : "Sum");
          expect(alarm["alarm_description"]).to.be.a("string").and.include("docs/operating.md#");
        }
      });

      it("is open to anyone on the laptop alone", () => {
        const open = all(config, "aws_api_gateway_method").filter(
          ({ authorization }) => authorization === "NONE",
        );
        expect(open).to.have.length(config.environment === "local" ? 3 : 0);
      });
    });
  }

  it("keeps the other subscriptions as they are when an address is taken out", () => {
    const subscriptions = (alarmEmails: readonly string[]) =>
      Object.keys(synth({ ...dev, alarmEmails }).resource["aws_sns_topic_subscription"] ?? {});
    const [first = "", second = ""] = subscriptions(["a@example.com", "b@example.com"]);
    expect(first).not.to.equal(second);
    expect(subscriptions(["b@example.com"])).to.deep.equal([second]);
  });

  it("redeploys the API when a part of it changes, and not when something else does", () => {
    const before = redeploymentTrigger(dev);
    expect(redeploymentTrigger({ ...dev, logRetentionDays: 90 })).to.deep.equal(before);
    expect(redeploymentTrigger({ ...dev, worker: { ...dev.worker, memoryMb: 1024 } })).to.deep.equal(before);
    expect(redeploymentTrigger({ ...local, environment: "dev" })).not.to.deep.equal(before);
  });
});
