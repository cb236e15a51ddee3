// What tests have stores answer, and the messages that are to meet it.
import {
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { aMessage } from "./message.ts";
import type { RunningSystem } from "./running-system.ts";

/** A rule for the local cloud: every such call is answered with this error. */
export const anError = (service: string, operation: string, code: string, status: number) => ({
  service,
  operation,
  effect: { type: "error", code, status },
});

export const accept = async (system: RunningSystem, raw = aMessage().raw): Promise<void> => {
  const { status, text } = await system.post(raw);
  expect(status, text).to.equal(202);
};

export const keepLettersFor = async ({ sqs, outputs }: RunningSystem, seconds: number): Promise<void> => {
  const Attributes = { MessageRetentionPeriod: `${seconds}` };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: outputs.dead_letter_queue_url, Attributes }));
};

/** As the handbook says. */
export const redrive = async ({ sqs, outputs }: RunningSystem): Promise<void> => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: outputs.dead_letter_queue_url, AttributeNames: ["QueueArn"] }),
  );
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes?.["QueueArn"] }));
};
