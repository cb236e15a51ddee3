// Causes in how the queue is set up and fed to the function.
import { deployAgain, redrive, type Cause } from "../cause.ts";
import type { AlarmFacts } from "../facts.ts";
import { failedMessages } from "../failing.ts";
import { toDuration } from "../../terminal/in-words.ts";
import { ops } from "../../target/ops-line.ts";

/** A mapping that takes messages, or is about to. */
const isWorking = (state: string): boolean => /^(?:Enabled|Enabling|Creating|Updating)$/.test(state);

/** Seconds: what the stack sets, and the longest there is. */
const letterRetention = 14 * 86_400;

/** Milliseconds in which somebody should have redriven them. */
const soon = 2 * 86_400_000;

/** The alarm looks at one period more than a message has deliveries. */
const deployedDeliveries = (alarms: readonly AlarmFacts[]): number | undefined => {
  const periods = alarms.find(({ name }) => name.endsWith("-process-message-errors"))?.periods ?? 0;
  return periods > 1 ? periods - 1 : undefined;
};

const inSeconds = (seconds: number): string => toDuration(seconds * 1000);

export const queueCauses: readonly Cause[] = [
  {
    code: "EventSourceDisabled",
    meaning: "nothing takes messages from the queue: its event source mapping is disabled or gone",
    reads: "the event source mapping",
    about: "messages",
    look: ({ mapping }) => {
      if (mapping === undefined) return [];
      if (mapping === null) return ["no event source mapping leads from the queue to process-message"];
      return isWorking(mapping.state) ? [] : [`the event source mapping is ${mapping.state}`];
    },
    next: (facts) =>
      facts.mapping
        ? `if a rebuild was interrupted, run it again first (${ops(facts, "rebuild")}), since new messages could take the ids of old ones; otherwise aws lambda update-event-source-mapping --uuid ${facts.mapping.uuid} --enabled`
        : "deploy again: the mapping is part of the stack",
  },
  {
    code: "EventSourceFails",
    meaning: "Lambda's pollers cannot take messages from the queue",
    reads: "the event source mapping's last result",
    about: "messages",
    unless: "others",
    look: ({ mapping }) =>
      mapping?.lastResult.startsWith("PROBLEM") === true ? [`Lambda says: ${mapping.lastResult}`] : [],
    next: (facts) => `look at the role of process-message, then ${ops(facts, "status")}`,
  },
  {
    code: "VisibilityTooShort",
    meaning:
      "the queue shows a message again while the function may still work on it, or before a throttled one is tried again",
    reads: "the queue's visibility time-out, the function's time-out and the batching window",
    about: "messages",
    look: ({ queue, functions, mapping }) => {
      const worker = functions["process-message"];
      if (queue === undefined || worker === undefined) return [];
      // AWS asks for six times: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      const least = 6 * worker.timeoutSeconds + (mapping?.batchingWindowSeconds ?? 0);
      return queue.visibilitySeconds >= least
        ? []
        : [
            `the queue hides a message for ${inSeconds(queue.visibilitySeconds)}, and process-message may take ${inSeconds(worker.timeoutSeconds)}: AWS asks for ${inSeconds(least)}`,
          ];
    },
    next: (facts) => deployAgain(facts, "set the visibility time-out to six times the function's"),
  },
  {
    code: "RedriveRemoved",
    meaning: "the queue has no dead-letter queue: what fails is tried until it expires",
    reads: "the queue's redrive policy",
    about: "messages",
    look: ({ queue }) =>
      queue !== undefined && queue.redrive === undefined ? ["the queue has no redrive policy"] : [],
    next: (facts) => deployAgain(facts, "restore the queue's redrive policy"),
  },
  {
    code: "RedriveElsewhere",
    meaning: "what fails is dead-lettered to another queue than the alarms watch",
    reads: "the queue's redrive policy",
    about: "messages",
    look: ({ queue, deadLetters }) => {
      const target = queue?.redrive?.targetArn;
      return target === undefined || deadLetters === undefined || target === deadLetters.arn
        ? []
        : [`the queue's dead letters go to ${target.slice(target.lastIndexOf(":") + 1)}`];
    },
    next: (facts) => deployAgain(facts, "restore the queue's redrive policy"),
  },
  {
    code: "LettersRefused",
    meaning: "the dead-letter queue does not take letters of this queue",
    reads: "the dead-letter queue's redrive allow policy",
    about: "messages",
    look: ({ queue, deadLetters }) =>
      queue === undefined ||
      deadLetters?.allowedSources === undefined ||
      deadLetters.allowedSources.includes(queue.arn)
        ? []
        : ["the redrive allow policy of the dead-letter queue leaves the queue out"],
    next: (facts) => deployAgain(facts, "restore the redrive allow policy"),
  },
  {
    code: "TooFewDeliveries",
    meaning: "a message is dead-lettered after its first failure: nothing is retried",
    reads: "the queue's redrive policy",
    about: "messages",
    look: ({ queue }) =>
      queue?.redrive !== undefined && queue.redrive.maxReceiveCount < 2
        ? [`maxReceiveCount is ${queue.redrive.maxReceiveCount}`]
        : [],
    next: (facts) => deployAgain(facts, "raise queue.maxReceiveCount"),
  },
  {
    code: "DeliveriesChanged",
    meaning:
      "a message has more or fewer deliveries than the alarms were deployed for: they fire too early, or not at all",
    reads: "the queue's redrive policy and the alarm on the errors of process-message",
    about: "messages",
    unless: ["TooFewDeliveries"],
    look: ({ queue, alarms }) => {
      const now = queue?.redrive?.maxReceiveCount;
      const deployed = deployedDeliveries(alarms);
      return now === undefined || deployed === undefined || now === deployed
        ? []
        : [`maxReceiveCount is ${now}, and the alarms were deployed for ${deployed}`];
    },
    next: (facts) => deployAgain(facts, "set queue.maxReceiveCount to what is meant"),
  },
  {
    code: "LettersExpire",
    meaning: "SQS deletes dead letters within two days",
    reads: "the dead-letter queue: its retention and the age of the oldest letter",
    about: "alarms",
    look: ({ at, deadLetters, firstExpiresAt }) => {
      if (deadLetters === undefined || firstExpiresAt === undefined || firstExpiresAt - at > soon) return [];
      const left = toDuration(Math.max(0, firstExpiresAt - at));
      return [
        `the first of ${deadLetters.visible + deadLetters.inFlight} dead letters expires in ${left}; they are kept for ${inSeconds(deadLetters.retentionSeconds)}`,
      ];
    },
    next: (facts) => `${ops(facts, "dlq export --to letters.jsonl")}, then ${redrive(facts)}`,
  },
  {
    code: "LettersExpired",
    meaning: "messages used up their deliveries, and the dead-letter queue has deleted them or somebody has",
    reads: "the dead-letter queue and its retention; failed deliveries in the log",
    about: "alarms",
    look: (facts) => {
      const { queue, deadLetters } = facts;
      if (queue?.redrive === undefined || deadLetters === undefined) return [];
      if (deadLetters.retentionSeconds >= letterRetention) return [];
      if (deadLetters.visible + deadLetters.inFlight + queue.visible + queue.inFlight + queue.delayed > 0)
        return [];
      const { maxReceiveCount } = queue.redrive;
      const gone = failedMessages(facts).filter(({ receiveCount }) => receiveCount >= maxReceiveCount);
      return gone.length === 0
        ? []
        : [
            `${gone.length} messages failed their last delivery and are in no queue; letters are kept for ${inSeconds(deadLetters.retentionSeconds)} only`,
          ];
    },
    next: (facts) => deployAgain(facts, "set the dead-letter queue's retention to 14 days"),
  },
  {
    code: "LetterRetentionShort",
    meaning: "dead letters are kept for less than 14 days",
    reads: "the dead-letter queue's retention",
    about: "alarms",
    unless: ["LettersExpire", "LettersExpired"],
    look: ({ deadLetters }) =>
      deadLetters !== undefined && deadLetters.retentionSeconds < letterRetention
        ? [`dead letters are kept for ${inSeconds(deadLetters.retentionSeconds)}`]
        : [],
    next: (facts) => deployAgain(facts, "set the dead-letter queue's retention to 14 days"),
  },
];
