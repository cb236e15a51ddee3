// Pauses what feeds messages to the worker for as long as something must not change under it.
import { GetEventSourceMappingCommand, UpdateEventSourceMappingCommand } from "@aws-sdk/client-lambda";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { OperatorError } from "../operator-error.ts";
import { readDepth } from "../queue-depth.ts";
import { findEventSource } from "../target/event-source.ts";
import type { Target } from "../target/target.ts";
import { withLastWords } from "../terminal/last-words.ts";

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
 * After an error, or when it is interrupted, the worker stays paused, since half of the work may be done; the next run,
 * which finds a note of it, lets it go on. What somebody else had paused stays paused.
 */
export const whilePaused = async <A>(
  target: Target,
  { say, stateDirectory }: Pausing,
  work: () => Promise<A>,
): Promise<A> => {
  const { queueUrl, stack, clients } = target;
  const { UUID: uuid, State: state } =
    (await findEventSource(target, (await readDepth(target, queueUrl)).arn)) ?? {};
  if (uuid === undefined)
    throw new OperatorError(`nothing feeds the queue of ${stack} to process-message: deploy the stack first`);
  const note = join(stateDirectory, `paused-${stack}-${uuid}`);
  if (state === "Disabled" && !existsSync(note)) {
    const result = await work();
    say("The worker was paused before, and still is.");
    return result;
  }
  mkdirSync(stateDirectory, { recursive: true });
  writeFileSync(note, "");
  const warn = (): void =>
    say(
      `The worker is still paused. Run this again: it goes on, and then lets the worker go on. Where the table lacks records, new messages could take the ids of old ones; so only where it lacks none:
  aws lambda update-event-source-mapping --enabled --uuid ${uuid}`,
    );
  return withLastWords(warn, async () => {
    await stop(target, uuid);
    say("The worker is paused: messages wait in the queue.");
    const result = await work();
    await clients.lambda.send(new UpdateEventSourceMappingCommand({ UUID: uuid, Enabled: true }));
    rmSync(note, { force: true });
    say("The worker goes on.");
    return result;
  });
};
