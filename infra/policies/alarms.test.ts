import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dev } from "../config/dev.ts";
import { expectedAlarms } from "./expected-alarms.ts";
import { allOf, referredBy, refTo, stackOf, subjects, theOnly } from "./synth.ts";
import type { Block, Resource, StackJson } from "./synth.ts";

const handbook = readFileSync(join(import.meta.dirname, "../../docs/operating.md"), "utf8");

/** As GitHub makes the anchor of a heading. */
const sections = new Set(
  [...handbook.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  ),
);

/** What must be watched, by namespace and metric; the functions' are watched for each of them. */
const watched = (namespace: string): readonly string[] => [
  "AWS/SQS ApproximateNumberOfMessagesVisible",
  "AWS/SQS ApproximateAgeOfOldestMessage",
  "AWS/Lambda Errors",
  "AWS/Lambda Throttles",
  "AWS/ApiGateway 5XXError",
  `${namespace} ErrorLogLines`,
  `${namespace} MessagesRejected`,
];

/** By their names, what each watches and what sets it off; whom it tells is another promise. */
const found = (stack: StackJson): Readonly<Record<string, Block>> =>
  Object.fromEntries(
    allOf(stack, "aws_cloudwatch_metric_alarm").map(({ body }) => {
      const {
        "//": _comment,
        alarm_name: name,
        alarm_actions: _on,
        ok_actions: _off,
        alarm_description: _description,
        ...watching
      } = body;
      return [String(name), watching];
    }),
  );

describe("the limits of alarms", () => {
  it("follow the configuration", () => {
    const config = { ...dev, alarms: { oldestMessageSeconds: 1234, rejectedMessages: 56 } };
    expect(found(stackOf(config))).to.deep.equal(expectedAlarms(stackOf(config), config));
  });
});

for (const { title, config } of subjects) {
  describe(`the alarms of ${title}`, () => {
    const stack = (): StackJson => stackOf(config);
    const alarms = (): readonly Resource[] => allOf(stack(), "aws_cloudwatch_metric_alarm");
    const functions = (): readonly Resource[] => allOf(stack(), "aws_lambda_function");
    const dimension = (alarm: Resource, name: string): unknown =>
      (alarm.body["dimensions"] as Block | undefined)?.[name];

    it("are these: each on its own part of the stack, from its limit on and for as long as it takes", () => {
      expect(found(stack())).to.deep.equal(expectedAlarms(stack(), config));
    });

    it("tell the topic when they go off and when it is over", () => {
      const topic = refTo(theOnly(stack(), "aws_sns_topic"), "arn");
      for (const { body, address } of alarms()) {
        expect(body["alarm_actions"], address).to.deep.equal([topic]);
        expect(body["ok_actions"], address).to.deep.equal([topic]);
        expect(body["actions_enabled"] ?? true, address).to.equal(true);
      }
    });

    it("say what is wrong and name a section of the handbook that exists", () => {
      for (const { body, address } of alarms()) {
        const [, meaning, section] = /^(.+\.) docs\/operating\.md#([\w-]+)$/.exec(
          String(body["alarm_description"]),
        ) ?? ["", "", ""];
        expect(meaning, address).to.match(/^[A-Z].{20,}/);
        expect(sections, address).to.include(section);
      }
    });

    it("treat missing data on purpose, and never as an alarm of its own", () => {
      for (const { body, address } of alarms())
        expect(body["treat_missing_data"], address).to.be.oneOf(["notBreaching", "ignore"]);
    });

    it("remember dead letters although SQS falls silent about a queue that nobody touches", () => {
      const [alarm] = alarms().filter(
        ({ body }) => body["metric_name"] === "ApproximateNumberOfMessagesVisible",
      );
      expect(alarm?.body["treat_missing_data"]).to.equal("ignore");
    });

    it("watch everything that people must hear about", () => {
      const metrics = alarms().map(
        ({ body }) => `${String(body["namespace"])} ${String(body["metric_name"])}`,
      );
      expect(metrics).to.include.members(watched(`message-handler-${config.environment}`));
      // What a redrive policy moves does not count as sent.
      expect(metrics).not.to.include("AWS/SQS NumberOfMessagesSent");
    });

    it("watch each function by itself", () => {
      for (const metric of ["Errors", "Throttles"])
        expect(
          alarms()
            .filter(({ body }) => body["metric_name"] === metric)
            .map((alarm) => referredBy(stack(), dimension(alarm, "FunctionName")).address)
            .toSorted(),
        ).to.deep.equal(
          functions()
            .map(({ address }) => address)
            .toSorted(),
        );
    });

    it("see the error lines of every function", () => {
      const filters = allOf(stack(), "aws_cloudwatch_log_metric_filter").filter(
        ({ body }) => (body["metric_transformation"] as Block)["name"] === "ErrorLogLines",
      );
      expect(filters.map(({ body }) => String(body["log_group_name"])).toSorted()).to.deep.equal(
        functions()
          .map(({ body }) => String((body["logging_config"] as Block)["log_group"]))
          .toSorted(),
      );
    });

    it("find lines by their fields alone, so that no text in a message matters", () => {
      for (const { body, address } of allOf(stack(), "aws_cloudwatch_log_metric_filter"))
        expect(body["pattern"], address).to.match(/^\{ .*\$\..* \}$/);
    });

    it("watch metrics that exist: an alarm on another would never go off", () => {
      const counted = allOf(stack(), "aws_cloudwatch_log_metric_filter").map(({ body }) => {
        const { namespace, name, dimensions } = body["metric_transformation"] as Block;
        // With dimensions it would be another metric, of which the alarms know nothing.
        expect(dimensions, name as string).to.equal(undefined);
        return `${String(namespace)} ${String(name)}`;
      });
      for (const { body, address } of alarms())
        if (!String(body["namespace"]).startsWith("AWS/"))
          expect(counted, address).to.include(`${String(body["namespace"])} ${String(body["metric_name"])}`);
    });
  });
}
