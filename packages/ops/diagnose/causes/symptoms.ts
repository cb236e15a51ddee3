// What is left when nothing else explains it: a company's flood, dead letters, alarms; and alarms that nobody hears.
import { redrive, type Cause } from "../cause.ts";
import { countBy, failedMessages } from "../failing.ts";
import { reasonOf } from "../../failures/failed-deliveries.ts";
import { countOf } from "../../terminal/in-words.ts";
import { ops } from "../../target/ops-line.ts";

/** Messages: fewer are gone in a moment. */
const backlog = 50;

export const symptomCauses: readonly Cause[] = [
  {
    code: "HotCompany",
    meaning: "one company, or a few, sent more than the pipeline takes, and wait for their own messages",
    reads: "the queue's depth, and its metrics on noisy groups and on what waits of all others",
    about: "messages",
    unless: "others",
    look: ({ queue, noisy, answered }) => {
      if (queue === undefined || noisy === undefined || noisy.groups === 0) return [];
      const { visible } = queue;
      if (visible < backlog || noisy.quietVisible > visible / 2) return [];
      const senders = countBy(
        answered.filter(({ companyId, method }) => companyId !== undefined && method === "POST"),
        ({ companyId = "" }) => companyId,
      ).split(", ");
      return [
        `${noisy.groups === 1 ? "one company is" : `${noisy.groups} companies are`} noisy: ${visible} messages wait, ${noisy.quietVisible} of them of others${senders[0] ? `; most were sent by ${senders[0]}` : ""}`,
      ];
    },
    next: (facts) => `it is over by itself: ${ops(facts, "status")} (docs/operating.md#quiet-groups)`,
  },
  {
    code: "DeadLetters",
    meaning: "messages used up their deliveries, and what made them fail is over, or was their own",
    reads: "the dead-letter queue; failed deliveries in the log",
    about: "messages",
    unless: "others",
    look: (facts) => {
      const { deadLetters } = facts;
      const count = (deadLetters?.visible ?? 0) + (deadLetters?.inFlight ?? 0);
      if (count === 0) return [];
      const codes = countBy(failedMessages(facts), reasonOf);
      return [
        `${countOf(count, "dead letter waits", "dead letters wait")}${codes === "" ? "" : `; in the log of the last hour: ${codes}`}`,
      ];
    },
    next: (facts) => `${ops(facts, "dlq list")}, then ${redrive(facts)}`,
  },
  {
    code: "MessagesWait",
    meaning:
      "messages have waited long enough for an alarm, and none is worked on: Lambda's pollers take nothing",
    reads: "the alarms on waiting messages, and the queue's depth",
    about: "messages",
    unless: "others",
    look: ({ queue, alarms }) => {
      const isLate = alarms.some(
        ({ name, state }) => state === "ALARM" && /-(?:oldest-message|quiet-groups)$/.test(name),
      );
      return isLate && queue !== undefined && queue.visible > 0 && queue.inFlight === 0
        ? [`${countOf(queue.visible, "message waits", "messages wait")}, and none is in flight`]
        : [];
    },
    next: (facts) => `${ops(facts, "status")}; the AWS Health Dashboard tells of outages of SQS and Lambda`,
  },
  {
    code: "AlarmsMute",
    meaning: "alarms have no action, or their actions are disabled: they fire and nobody hears",
    reads: "the alarms",
    about: "alarms",
    look: ({ alarms }) => {
      const mute = alarms.filter(({ isMute }) => isMute).map(({ name }) => name);
      return mute.length === 0
        ? []
        : [`${countOf(mute.length, "alarm is", "alarms are")} mute: ${mute.join(", ")}`];
    },
    next: ({ alarms }) =>
      `aws cloudwatch enable-alarm-actions --alarm-names ${alarms.find(({ isMute }) => isMute)?.name}; where there is no action, deploy again`,
  },
  {
    code: "SubscriptionUnconfirmed",
    meaning: "somebody who should get the alarms has not confirmed it, and gets none",
    reads: "the topics' subscriptions",
    about: "alarms",
    look: ({ subscriptions }) =>
      subscriptions
        .filter(({ pending }) => pending > 0)
        .map(({ topic, pending }) => `${countOf(pending, "subscription")} of ${topic} pending confirmation`),
    next: () =>
      "have the link in AWS's mail followed; deploy again for another one (docs/operating.md#who-gets-the-alarms)",
  },
  {
    code: "NobodyIsTold",
    meaning: "a topic of the alarms has no subscription at all",
    reads: "the topics' subscriptions; not on this machine, where mails end up in the inbox",
    about: "alarms",
    look: ({ isLocal, subscriptions }) =>
      isLocal
        ? []
        : subscriptions
            .filter(({ pending, confirmed }) => pending + confirmed === 0)
            .map(({ topic }) => `nobody is subscribed to ${topic}`),
    next: () => "name addresses in the configuration and deploy (docs/operating.md#who-gets-the-alarms)",
  },
];
