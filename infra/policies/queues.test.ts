import { expect } from "chai";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { toMaximumConcurrency } from "../config/capacity.ts";
import { maxMessageSize } from "../constructs/api/mapping-templates.ts";
import { allOf, functionBehind, referredBy, refTo, stackOf, subjects, theOnly } from "./synth.ts";
import type { Block, Resource, StackJson } from "./synth.ts";

const functionsFolder = join(import.meta.dirname, "../../functions");

/** The functions whose handler lists what failed, by the folder they are written in. */
const functionsThatReportFailures = (): readonly string[] =>
  globSync("*/handler.ts", { cwd: functionsFolder })
    .filter((file) => /lambda-kit\/batch-handler\.ts/.test(readFileSync(join(functionsFolder, file), "utf8")))
    .map((file) => file.split("/")[0] ?? "");

const json = (resource: Resource, attribute: string): Block =>
  JSON.parse(String(resource.body[attribute])) as Block;

const workQueue = (stack: StackJson): Resource => {
  const [queue, ...others] = allOf(stack, "aws_sqs_queue").filter(({ body }) => "redrive_policy" in body);
  if (queue === undefined || others.length > 0) throw new Error("expected one queue with a redrive policy");
  return queue;
};

const deadLetters = (stack: StackJson): Resource =>
  referredBy(stack, json(workQueue(stack), "redrive_policy")["deadLetterTargetArn"]);

for (const { title, config } of subjects) {
  describe(`the queues of ${title}`, () => {
    const stack = (): StackJson => stackOf(config);
    const mapping = (): Resource => theOnly(stack(), "aws_lambda_event_source_mapping");
    const consumer = (): Resource => functionBehind(stack(), mapping().body["function_name"]);
    const concurrency = (): number =>
      Number((mapping().body["scaling_config"] as Block)["maximum_concurrency"]);

    it("hide a received message for six time-outs of the function and the batching window", () => {
      const window = Number(mapping().body["maximum_batching_window_in_seconds"]);
      expect(workQueue(stack()).body["visibility_timeout_seconds"]).to.be.at.least(
        6 * Number(consumer().body["timeout"]) + window,
      );
    });

    it("keep dead-lettered messages longer than queued ones, whose first time stamp they keep", () => {
      const kept = Number(workQueue(stack()).body["message_retention_seconds"]);
      expect(deadLetters(stack()).body["message_retention_seconds"]).to.be.above(kept);
    });

    it("take the longest body with what the gateway adds to it", () => {
      const longest = maxMessageSize({ withCompany: config.auth.kind === "jwt" });
      expect(workQueue(stack()).body["max_message_size"]).to.equal(longest);
    });

    it("let the dead-letter queue take whatever the queue takes, and from no other queue", () => {
      const limit = Number(workQueue(stack()).body["max_message_size"]);
      expect(deadLetters(stack()).body["max_message_size"]).to.be.at.least(limit);
      const allowed = theOnly(stack(), "aws_sqs_queue_redrive_allow_policy");
      expect(allowed.body["queue_url"]).to.equal(refTo(deadLetters(stack()), "url"));
      expect(json(allowed, "redrive_allow_policy")).to.deep.equal({
        redrivePermission: "byQueue",
        sourceQueueArns: [refTo(workQueue(stack()), "arn")],
      });
    });

    it("dead-letter a message after as many deliveries as are configured", () => {
      const { maxReceiveCount } = json(workQueue(stack()), "redrive_policy");
      expect(maxReceiveCount).to.equal(config.queue.maxReceiveCount);
    });

    it("feed process-message and no other function", () => {
      expect(mapping().body["event_source_arn"]).to.equal(refTo(workQueue(stack()), "arn"));
      expect(consumer().body["function_name"]).to.match(/-process-message$/);
    });

    it("have an enabled event source mapping without a filter, and without metrics that nothing shows", () => {
      expect(mapping().body["enabled"] ?? true).to.equal(true);
      // What a filter does not let through is deleted.
      expect(mapping().body).not.to.have.property("filter_criteria");
      expect(mapping().body).not.to.have.property("metrics_config");
    });

    it("report batch item failures exactly where the handler returns them", () => {
      const heeded = allOf(stack(), "aws_lambda_event_source_mapping")
        .filter(({ body }) =>
          (body["function_response_types"] as readonly string[] | undefined)?.includes(
            "ReportBatchItemFailures",
          ),
        )
        .map(({ body }) => String(functionBehind(stack(), body["function_name"]).body["function_name"]));
      const prefix = `message-handler-${config.environment}-`;
      expect(heeded).to.deep.equal(functionsThatReportFailures().map((name) => `${prefix}${name}`));
    });

    it("have a maximum concurrency that follows from the admitted rate, Lambda accepts and the function may reach", () => {
      expect(concurrency()).to.equal(toMaximumConcurrency(config));
      expect(concurrency()).to.be.within(2, 1000);
      const reserved = Number(consumer().body["reserved_concurrent_executions"] ?? -1);
      if (reserved !== -1) expect(concurrency()).to.be.at.most(reserved);
    });

    it("have the configured batch size and window, which Lambda accepts together", () => {
      const { batch_size: size, maximum_batching_window_in_seconds: window } = mapping().body;
      const { batchSize, batchingWindowSeconds } = config.messageProcessor;
      expect([size, window]).to.deep.equal([batchSize, batchingWindowSeconds]);
      expect(size).to.be.within(1, 10_000);
      if (Number(size) > 10) expect(window).to.be.at.least(1);
      expect(window).to.be.within(0, 300);
    });
  });
}
