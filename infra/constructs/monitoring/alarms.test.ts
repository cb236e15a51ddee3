import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { referenceTo, synthWatchedStack, watchedFunctions, type Block } from "../../testing/watched-stack.ts";

const handbook = readFileSync(join(import.meta.dirname, "../../../docs/operating.md"), "utf8");

/** As GitHub names them: https://docs.github.com/get-started/writing-on-github#section-links */
const toAnchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

const anchors = new Set([...handbook.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => toAnchor(heading)));

describe("Alarms", () => {
  const resources = synthWatchedStack();
  const alarms = Object.values(resources["aws_cloudwatch_metric_alarm"] ?? {});
  const nameOf = ({ alarm_name }: Block): string => String(alarm_name).replace("message-handler-dev-", "");
  const find = (name: string): Block => {
    const found = alarms.find((each) => nameOf(each) === name);
    if (found === undefined) throw new Error(`there is no alarm ${name}`);
    return found;
  };

  it("are the whole set, with errors and throttles of every function", () => {
    expect(alarms.map(nameOf)).to.have.members([
      "dead-letters",
      "oldest-message",
      "error-logs",
      ...watchedFunctions.flatMap((name) => [`${name}-errors`, `${name}-throttles`]),
      "rejected-messages",
      "api-5xx",
    ]);
  });

  for (const each of alarms) {
    describe(nameOf(each), () => {
      it("tells the topic when it goes off and when it is over", () => {
        const topic = referenceTo(resources, "aws_sns_topic", "arn");
        expect(each["alarm_actions"]).to.deep.equal(topic);
        expect(each["ok_actions"]).to.deep.equal(topic);
        expect(each).not.to.have.property("actions_enabled");
      });

      it("says what it means in two sentences at most, and ends with a link to a section of the handbook", () => {
        const [, meaning = "", anchor = ""] =
          /^(.+) docs\/operating\.md#([a-z0-9-]+)$/.exec(String(each["alarm_description"])) ?? [];
        expect(meaning.match(/\. |\.$/g)).to.have.length.within(1, 2);
        expect([...anchors]).to.include(anchor);
        expect(handbook, "the section names the alarm").to.match(
          new RegExp(
            `\\*\\*Alarms?\\*\\* \`…-${nameOf(each).replace(/^.*-(errors|throttles)$/, "<function>-$1")}\``,
          ),
        );
      });

      it("treats missing data on purpose", () => {
        expect(each["treat_missing_data"]).to.equal(
          nameOf(each) === "dead-letters" ? "ignore" : "notBreaching",
        );
      });
    });
  }

  it("link to wherever the handbook is", () => {
    const elsewhere = synthWatchedStack("https://example.com/handbook");
    for (const { alarm_description: text } of Object.values(elsewhere["aws_cloudwatch_metric_alarm"] ?? {}))
      expect(text).to.match(/ https:\/\/example\.com\/handbook#[a-z0-9-]+$/);
  });

  it("count dead letters by what lies in the queue, since sent ones would leave out what is moved there", () => {
    expect(find("dead-letters")).to.include({
      metric_name: "ApproximateNumberOfMessagesVisible",
      statistic: "Maximum",
      threshold: 1,
    });
  });

  it("take their limits from the configuration", () => {
    expect(find("oldest-message")["threshold"]).to.equal(900);
    expect(find("rejected-messages")["threshold"]).to.equal(10);
  });

  it("leave a failed invocation that its retry mends to the error logs", () => {
    expect(find("process-message-errors")).to.include({ datapoints_to_alarm: 3, evaluation_periods: 5 });
    expect(find("error-logs")).to.include({ datapoints_to_alarm: 1, evaluation_periods: 1 });
  });

  it("weigh the API's faults against all of its requests", () => {
    expect(find("api-5xx")).to.deep.include({
      statistic: "Average",
      threshold: 0.01,
      dimensions: { ApiName: "the-api", Stage: "v1" },
    });
  });
});
