// What the terminal asks the running system: names to shorten, and how many dead letters wait.
import { z } from "zod";
import type { StackNames } from "./reading-context.ts";

const Named = z.object({ name: z.string() });
const Queue = Named.extend({
  visible: z.number(),
  dead_letter_queue: z.string().nullish(),
  max_receive_count: z.number().nullish(),
});
const State = z.object({
  queues: z.array(Queue),
  functions: z.array(Named.extend({ event_source: z.string().nullish() })),
  alarms: z.array(Named),
});

export type LocalState = z.infer<typeof State>;

export const fetchLocalState = async (awsEndpoint: string): Promise<LocalState> =>
  State.parse(await (await fetch(`${awsEndpoint}/_local/state`)).json());

/** What all names begin with, up to a hyphen. */
const toPrefix = ([first = "", ...others]: readonly string[]): string => {
  let { length } = first;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, first.lastIndexOf("-", length - 1) + 1);
};

export const toStackNames = ({ queues, functions, alarms }: LocalState): StackNames => {
  const most = new Map(queues.map(({ name, max_receive_count: count }) => [name, count]));
  return {
    prefix: toPrefix([...queues, ...functions, ...alarms].map(({ name }) => name)),
    deliveries: new Map(
      functions.flatMap(({ name, event_source: queue }) => {
        const count = most.get(queue ?? "");
        return typeof count === "number" ? [[name, count] as const] : [];
      }),
    ),
  };
};

/** Messages in the queues that others send their dead letters to. */
export const countDeadLetters = ({ queues }: LocalState): number => {
  const names = new Set(queues.map(({ dead_letter_queue: name }) => name));
  return queues.filter(({ name }) => names.has(name)).reduce((sum, { visible }) => sum + visible, 0);
};
