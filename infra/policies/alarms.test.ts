import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dev } from "../config/dev.ts";
import { expectedAlarms } from "./expected-alarms.ts";
import { allOf, refTo, stackOf, stackWithRunbook, subjects, theOnly } from "./synth.ts";
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

/** By their names, what each watches and what fires it; whom it notifies is another promise. */
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

describe("alarms", () => {
  it("take their thresholds from the configuration", () => {
    const config = {
      ...dev,
      alarms: { oldestMessageSeconds: 1234, quietGroupsSeconds: 1111, rejectedMessages: 56 },
    };
    expect(found(stackOf(config))).to.deep.equal(expectedAlarms(stackOf(config), config));
  });

  it("link to a section of the handbook wherever the handbook is", () => {
    const elsewhere = stackWithRunbook(dev, "https://example.com/handbook");
    for (const { body, address } of allOf(elsewhere, "aws_cloudwatch_metric_alarm"))
      expect(body["alarm_description"], address).to.match(/ https:\/\/example\.com\/handbook#[a-z0-9-]+$/);
  });

  it("keep the other subscriptions as they are when an address is taken out", () => {
    const subscriptions = (alarmEmails: readonly string[]) =>
      allOf(stackOf({ ...dev, alarmEmails }), "aws_sns_topic_subscription").map(({ address }) => address);
    const [first = "", second = ""] = subscriptions(["a@example.com", "b@example.com"]);
    expect(first).not.to.equal(second);
    expect(subscriptions(["b@example.com"])).to.deep.equal([second]);
  });
});

for (const { title, config } of subjects) {
  describe(`the alarms of ${title}`, () => {
    const stack = (): StackJson => stackOf(config);
    const alarms = (): readonly Resource[] => allOf(stack(), "aws_cloudwatch_metric_alarm");
    const functions = (): readonly Resource[] => allOf(stack(), "aws_lambda_function");

    it("are exactly those of the table, each on its own part of the stack with its threshold and periods", () => {
      expect(found(stack())).to.deep.equal(expectedAlarms(stack(), config));
    });

    it("notify the topic when they fire and when they are over", () => {
      const topic = refTo(theOnly(stack(), "aws_sns_topic"), "arn");
      for (const { body, address } of alarms()) {
        expect(body["alarm_actions"], address).to.deep.equal([topic]);
        expect(body["ok_actions"], address).to.deep.equal([topic]);
        expect(body["actions_enabled"] ?? true, address).to.equal(true);
      }
    });

    it("say what is wrong in at most two sentences and link to the handbook's section that names them", () => {
      const prefix = `message-handler-${config.environment}-`;
      for (const { body, address } of alarms()) {
        const [, meaning = "", section] =
          /^([A-Z].{20,}\.) docs\/operating\.md#([\w-]+)$/.exec(String(body["alarm_description"])) ?? [];
        expect(meaning.match(/\. |\.$/g), address).to.have.length.within(1, 2);
        expect(sections, address).to.include(section);
        const name = String(body["alarm_name"]).slice(prefix.length);
        const inHandbook = name.replace(/^.*-(errors|throttles)$/, "<function>-$1");
        expect(handbook, address).to.match(new RegExp(`\\*\\*Alarms?\\*\\* \`…-${inHandbook}\``));
      }
    });

    it("count the error lines of every function", () => {
      const filters = allOf(stack(), "aws_cloudwatch_log_metric_filter").filter(
        ({ body }) => (body["metric_transformation"] as Block)["name"] === "ErrorLogLines",
      );
      expect(filters.map(({ body }) => String(body["log_group_name"])).toSorted()).to.deep.equal(
        functions()
          .map(({ body }) => String((body["logging_config"] as Block)["log_group"]))
          .toSorted(),
      );
    });

    it("count lines by their JSON fields, so that no text in a message matters, and from zero on", () => {
      for (const { body, address } of allOf(stack(), "aws_cloudwatch_log_metric_filter")) {
        expect(body["pattern"], address).to.match(/^\{ .*\$\..* \}$/);
        expect(body["metric_transformation"], address).to.include({ default_value: "0", unit: "Count" });
      }
    });

    it("watch metrics that log filters publish: an alarm on another would never fire", () => {
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
