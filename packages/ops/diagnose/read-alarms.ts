// The stack's alarms, and whether anybody hears of them.
import { paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { paginateListSubscriptionsByTopic } from "@aws-sdk/client-sns";
import type { Target } from "../target/target.ts";
import type { DiagnosisClients } from "./clients.ts";
import type { AlarmFacts, SubscriptionFacts } from "./facts.ts";

export const readAlarms = async ({
  stack,
  clients,
}: Pick<Target, "stack" | "clients">): Promise<readonly AlarmFacts[]> => {
  const alarms: AlarmFacts[] = [];
  const pages = paginateDescribeAlarms({ client: clients.cloudwatch }, { AlarmNamePrefix: `${stack}-` });
  for await (const { MetricAlarms = [] } of pages)
    for (const {
      AlarmName = "",
      StateValue = "",
      ActionsEnabled,
      AlarmActions = [],
      EvaluationPeriods = 0,
    } of MetricAlarms)
      alarms.push({
        name: AlarmName,
        state: StateValue,
        isMute: ActionsEnabled === false || AlarmActions.length === 0,
        periods: EvaluationPeriods,
        topics: AlarmActions.filter((arn) => arn.split(":")[2] === "sns"),
      });
  return alarms;
};

const readTopic = async (
  { sns }: Pick<DiagnosisClients, "sns">,
  TopicArn: string,
): Promise<SubscriptionFacts> => {
  let [pending, confirmed] = [0, 0];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn }))
    for (const { SubscriptionArn = "" } of Subscriptions) {
      if (SubscriptionArn.startsWith("arn:")) confirmed += 1;
      // `Deleted` is gone in a few days.
      else if (SubscriptionArn === "PendingConfirmation") pending += 1;
    }
  return { topic: TopicArn.slice(TopicArn.lastIndexOf(":") + 1), pending, confirmed };
};

export const readSubscriptions = async (
  clients: Pick<DiagnosisClients, "sns">,
  alarms: readonly AlarmFacts[],
): Promise<readonly SubscriptionFacts[]> =>
  Promise.all(
    [...new Set(alarms.flatMap(({ topics }) => topics))].map(async (topic) => readTopic(clients, topic)),
  );
