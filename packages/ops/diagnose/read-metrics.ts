// The figures of the last minutes that nothing but CloudWatch has.
import { GetMetricDataCommand, type MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import type { Target } from "../target/target.ts";
import type { Facts, FunctionName } from "./facts.ts";

export type Figures = {
  readonly throttlesOf: (name: FunctionName) => number;
  readonly noisy: Facts["noisy"];
  /** Seconds since the oldest dead letter was dead-lettered; undefined without a figure. */
  readonly letterAge: number | undefined;
};

const minutes = 5;

type Asked = {
  readonly namespace: string;
  readonly name: string;
  readonly of: readonly [name: string, value: string];
  readonly stat: string;
};

const toQuery = (Id: string, { namespace, name, of: [Name, Value], stat }: Asked): MetricDataQuery => ({
  Id,
  MetricStat: {
    Metric: { Namespace: namespace, MetricName: name, Dimensions: [{ Name, Value }] },
    Period: 60,
    Stat: stat,
  },
});

const toName = (queueUrl: string): string => queueUrl.slice(queueUrl.lastIndexOf("/") + 1);

/** What there is when CloudWatch may not be asked. */
export const noFigures: Figures = { throttlesOf: () => 0, noisy: undefined, letterAge: undefined };

export const readFigures = async (
  { stack, clients, queueUrl, deadLetterQueueUrl }: Target,
  at: number,
): Promise<Figures> => {
  const ofQueue = (name: string, url = queueUrl): Asked => ({
    namespace: "AWS/SQS",
    name,
    of: ["QueueName", toName(url)],
    stat: "Maximum",
  });
  const throttles = (name: FunctionName): Asked => ({
    namespace: "AWS/Lambda",
    name: "Throttles",
    of: ["FunctionName", `${stack}-${name}`],
    stat: "Sum",
  });
  const asked: Readonly<Record<string, Asked>> = {
    process_message: throttles("process-message"),
    query_messages: throttles("query-messages"),
    authorize_caller: throttles("authorize-caller"),
    noisy: ofQueue("ApproximateNumberOfNoisyGroups"),
    // The least: before a company was found noisy, its messages counted as others'.
    quiet: { ...ofQueue("ApproximateNumberOfMessagesVisibleInQuietGroups"), stat: "Minimum" },
    letter_age: ofQueue("ApproximateAgeOfOldestMessage", deadLetterQueueUrl),
  };
  const { MetricDataResults = [] } = await clients.cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(at - minutes * 60_000),
      // Of the minute that has begun, too.
      EndTime: new Date(at + 60_000),
      MetricDataQueries: Object.entries(asked).map(([id, each]) => toQuery(id, each)),
    }),
  );
  const valuesOf = (id: string): readonly number[] =>
    MetricDataResults.find(({ Id }) => Id === id)?.Values ?? [];
  // The newest come first.
  const [groups] = valuesOf("noisy");
  const [quietVisible] = valuesOf("quiet");
  return {
    throttlesOf: (name) => valuesOf(name.replace("-", "_")).reduce((sum, value) => sum + value, 0),
    noisy: groups === undefined || quietVisible === undefined ? undefined : { groups, quietVisible },
    letterAge: valuesOf("letter_age")[0],
  };
};
