// Pauses what feeds messages to the worker for as long as something must not change under it.
import {
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { OperatorError } from "../operator-error.ts";
import type { Target } from "../target/target.ts";

type Mapping = { readonly uuid: string; readonly state: string };

const findMapping = async ({ queueUrl, clients, stack }: Target): Promise<Mapping> => {
  const { Attributes } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["QueueArn"] }),
  );
  const { EventSourceMappings = [] } = await clients.lambda.send(
    new ListEventSourceMappingsCommand({ EventSourceArn: Attributes?.QueueArn }),
  );
  const { UUID, State } = EventSourceMappings[0] ?? {};
  if (UUID === undefined || State === undefined)
    throw new OperatorError(`nothing feeds the queue of ${stack} to process-message: deploy the stack first`);
  return { uuid: UUID, state: State };
};

/** AWS takes about a minute to stop. */
const look = { pauseMs: 500, most: 600 };

const stop = async ({ clients }: Target, uuid: string): Promise<void> => {
  await clients.lambda.send(new UpdateEventSourceMappingCommand({ UUID: uuid, Enabled: false }));
  for (let looks = 0; looks < look.most; looks += 1) {
    const { State } = await clients.lambda.send(new GetEventSourceMappingCommand({ UUID: uuid }));
    if (State === "Disabled") return;
    await setTimeout(look.pauseMs);
  }
  throw new OperatorError(`the event source ${uuid} was told to stop, and has not stopped yet: try again`);
};

export type Pausing = {
  readonly say: (line: string) => void;
  /** Where it is noted that the worker is paused. */
  readonly stateDirectory: string;
};

/**
 * After an error, or when it is interrupted, the worker stays paused, since half of the work may be done; the next run, which finds a note of it,
 * lets it go on. What somebody else had paused stays paused.
 */
export const whilePaused = async <A>(
  target: Target,
  { say, stateDirectory }: Pausing,
  work: () => Promise<A>,
): Promise<A> => {
  const { uuid, state } = await findMapping(target);
  const note = join(stateDirectory, `paused-${target.stack}-${uuid}`);
  const isOthers = state === "Disabled" && !existsSync(note);
  if (!isOthers) {
    mkdirSync(stateDirectory, { recursive: true });
    writeFileSync(note, "");
    await stop(target, uuid);
    say("The worker is paused: messages wait in the queue.");
  }
  const warn = (): void => {
    say(
      `The worker is still paused: run this again, or let it go on as it is: aws lambda update-event-source-mapping --enabled --uuid ${uuid}`,
    );
  };
  const endLoudly = (signal: NodeJS.Signals): void => {
    warn();
    process.kill(process.pid, signal);
  };
  process.once("SIGINT", endLoudly).once("SIGTERM", endLoudly);
  try {
    const result = await work();
    if (isOthers) say("The worker was paused before, and still is.");
    else {
      await target.clients.lambda.send(new UpdateEventSourceMappingCommand({ UUID: uuid, Enabled: true }));
      rmSync(note, { force: true });
      say("The worker goes on.");
    }
    return result;
  } catch (error) {
    warn();
    throw error;
  } finally {
    process.off("SIGINT", endLoudly).off("SIGTERM", endLoudly);
  }
};
