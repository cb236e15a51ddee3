import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dev } from "../config/dev.ts";
import { expectedAlarms } from "./expected-alarms.ts";
import { allOf, refTo, stackOf, stackWithRunbook, subjects } from "./synth.ts";
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

/** Its own metric, or those of its expression. */
const watchedBy = (body: Block): readonly Block[] => {
  const queries = body["metric_query"] as readonly { readonly metric?: Block }[] | undefined;
  return queries?.flatMap(({ metric }) => (metric === undefined ? [] : [metric])) ?? [body];
};

describe("alarms", () => {
  it("take their thresholds from the configuration", () => {
    const config = {
      ...dev,
      alarms: {
        oldestMessageSeconds: 1234,
        quietGroupsSeconds: 1111,
        rejectedMessages: 56,
        refusedRequests: 78,
      },
    };
    expect(found(stackOf(config))).to.deep.equal(expectedAlarms(stackOf(config), config));
  });

  it("look no further back than CloudWatch allows, however often and late a message is retried", () => {
    for (const [maxReceiveCount, retryBaseSeconds] of [
      [17, 1],
      [12, 60],
      [9, 2],
    ] as const) {
      const config = {
        ...dev,
        queue: { ...dev.queue, maxReceiveCount },
        messageProcessor: { ...dev.messageProcessor, retryBaseSeconds },
      };
      for (const { body, address } of allOf(stackOf(config), "aws_cloudwatch_metric_alarm")) {
        const period = Number(watchedBy(body).map((each) => each["period"])[0]);
        expect(period, address).to.be.at.most(86_400);
        const window = period * Number(body["evaluation_periods"]);
        expect(window, address).to.be.within(60, period < 3600 ? 86_400 : 604_800);
      }
    }
  });

  it("link to a section of the handbook wherever the handbook is", () => {
    const elsewhere = stackWithRunbook(dev, "https://example.com/handbook");
    for (const { body, address } of allOf(elsewhere, "aws_cloudwatch_metric_alarm"))
      expect(body["alarm_description"], address).to.match(/ https:\/\/example\.com\/handbook#[a-z0-9-]+$/);
  });

  const subscriptionsOf = (page: readonly string[], ticket: readonly string[]) => {
    const stack = stackOf({ ...dev, alarmTargets: { page, ticket } });
    return { stack, subscriptions: allOf(stack, "aws_sns_topic_subscription") };
  };

  it("keep the other subscriptions as they are when an address is taken out", () => {
    const addresses = (...page: readonly string[]) =>
      subscriptionsOf(page, []).subscriptions.map(({ address }) => address);
    const [first = "", second = ""] = addresses("a@example.com", "b@example.com");
    expect(first).not.to.equal(second);
    expect(addresses("b@example.com")).to.deep.equal([second]);
  });

  it("say a URL, whose path may be a key, in one sensitive variable alone, and in no address", () => {
    const { stack } = subscriptionsOf(["https://pager-host.example.com/a-key/enqueue"], []);
    const { variable, ...shown } = stack;
    expect(JSON.stringify(shown)).not.to.match(/pager-host|a-key/);
    expect(Object.keys(variable ?? {}).join()).not.to.match(/pager-host|key/);
    expect(Object.values(variable ?? {})).to.deep.equal([
      { default: "https://pager-host.example.com/a-key/enqueue", sensitive: true, type: "string" },
    ]);
  });

  it("go to the targets of their severity, by e-mail or by https", () => {
    const pager = "https://events.example.com/integration/key/enqueue";
    const { stack, subscriptions } = subscriptionsOf([pager, "a@example.com"], ["a@example.com"]);
    const topicOf = (severity: string): string => {
      const topic = allOf(stack, "aws_sns_topic").find(({ body }) =>
        String(body["name"]).endsWith(`-${severity}s`),
      );
      if (topic === undefined) throw new Error(`there is no topic for a ${severity}`);
      return refTo(topic, "arn");
    };
    /** Of a variable that no plan shows, what it is. */
    const endpointOf = (endpoint: unknown): unknown => {
      const [, name = ""] = /^\$\{var\.([\w-]+)\}$/.exec(String(endpoint)) ?? [];
      const { sensitive, default: value } = stack.variable?.[name] ?? {};
      return sensitive === true ? value : endpoint;
    };
    expect(
      subscriptions.map(({ body }) => [body["topic_arn"], body["protocol"], endpointOf(body["endpoint"])]),
    ).to.have.deep.members([
      [topicOf("page"), "https", pager],
      [topicOf("page"), "email", "a@example.com"],
      [topicOf("ticket"), "email", "a@example.com"],
    ]);
  });
});

/** Whoever is called by night for anything else would call it a false alarm. */
const pages = [
  /^dead-letters-12-days$/,
  /^oldest-message$/,
  /^quiet-groups$/,
  /^error-logs$/,
  /-errors$/,
  /^api-5xx$/,
];

for (const { title, config } of subjects) {
  describe(`the alarms of ${title}`, () => {
    const stack = (): StackJson => stackOf(config);
    const alarms = (): readonly Resource[] => allOf(stack(), "aws_cloudwatch_metric_alarm");
    const functions = (): readonly Resource[] => allOf(stack(), "aws_lambda_function");

    it("are exactly those of the table, each on its own part of the stack with its threshold and periods", () => {
      expect(found(stack())).to.deep.equal(expectedAlarms(stack(), config));
    });

    it("notify the topic of their severity when they fire, and when they are over but for dead letters, which may have expired", () => {
      const prefix = `message-handler-${config.environment}-`;
      const topics = new Map(
        allOf(stack(), "aws_sns_topic").map((topic) => [refTo(topic, "arn"), String(topic.body["name"])]),
      );
      for (const { body, address } of alarms()) {
        const name = String(body["alarm_name"]).slice(prefix.length);
        const notified = (actions: unknown) =>
          (actions as readonly string[]).map((arn) => topics.get(arn)?.slice(prefix.length));
        const isPage = pages.some((pattern) => pattern.test(name));
        const severity = isPage ? "pages" : "tickets";
        expect(notified(body["alarm_actions"]), address).to.deep.equal([severity]);
        expect(notified(body["ok_actions"]), address).to.deep.equal(
          /dead-letters/.test(name) ? [] : [severity],
        );
        expect(body["actions_enabled"] ?? true, address).to.equal(true);
      }
    });

    it("say what is wrong and the command to ask in at most two sentences, and link to the handbook's section that names them", () => {
      const prefix = `message-handler-${config.environment}-`;
      for (const { body, address } of alarms()) {
        const [, meaning = "", section] =
          /^([A-Z].{20,}\.) docs\/operating\.md#([\w-]+)$/.exec(String(body["alarm_description"])) ?? [];
        expect(meaning.match(/\. |\.$/g), address).to.have.length.within(1, 2);
        expect(meaning, address).to.match(/\bops (?:diagnose|status)\b/);
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

    it("count answers by the status that the caller got, which is in the pattern", () => {
      const log = allOf(stack(), "aws_cloudwatch_log_group").find(({ body }) =>
        String(body["name"]).endsWith("-api-access"),
      );
      if (log === undefined) throw new Error("the API has no access log");
      const patterns = allOf(stack(), "aws_cloudwatch_log_metric_filter")
        .filter(({ body }) => body["log_group_name"] === refTo(log, "name"))
        .map(({ body }) => [(body["metric_transformation"] as Block)["name"], body["pattern"]]);
      const noStranger = '$.error_type != "MISSING_AUTHENTICATION_TOKEN" && $.error_type != "WAF_FILTERED"';
      expect(Object.fromEntries(patterns)).to.deep.equal({
        Requests: `{ ($.status = "*") && ${noStranger} }`,
        FaultyRequests: '{ ($.status = "5*") }',
        ThrottledRequests: '{ ($.status = "429") }',
        RefusedRequests: `{ ($.status = "400" || $.status = "401" || $.status = "403" || $.status = "415") && ${noStranger} }`,
      });
    });

    it("read the API's answers from a log that no key of the stack can close", () => {
      const log = allOf(stack(), "aws_cloudwatch_log_group").find(({ body }) =>
        String(body["name"]).endsWith("-api-access"),
      );
      expect(log?.body).not.to.have.property("kms_key_id");
    });

    it("watch metrics that log filters publish: an alarm on another would never fire", () => {
      const counted = allOf(stack(), "aws_cloudwatch_log_metric_filter").map(({ body }) => {
        const { namespace, name, dimensions } = body["metric_transformation"] as Block;
        // With dimensions it would be another metric, of which the alarms know nothing.
        expect(dimensions, name as string).to.equal(undefined);
        return `${String(namespace)} ${String(name)}`;
      });
      for (const { body, address } of alarms())
        for (const { namespace, metric_name: name } of watchedBy(body))
          if (!String(namespace).startsWith("AWS/"))
            expect(counted, address).to.include(`${String(namespace)} ${String(name)}`);
    });
  });
}
