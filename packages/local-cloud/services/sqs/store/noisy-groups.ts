// Which groups of a queue are noisy neighbours, by SQS's rule for fair queues.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html

/** Above this share of the messages in flight, or of the consumers' time, a group is noisy. */
const share = 0.1;
/** A group with fewer messages in flight is not noisy by their number. */
const fewestInFlight = 30;
/** AWS says "recent" and no more; the newest half is counted as far as it has come. Real ms: consumers' own time. */
const windowMs = 60_000;
/** Under this sum of processing time a share of it says nothing: one first message would have all of it. ms. */
const leastWorkMs = 5_000;

export type GroupFigures = ReadonlyMap<string, number>;

const sumOf = (figures: GroupFigures): number => [...figures.values()].reduce((sum, value) => sum + value, 0);

/** `total`: messages in flight, those without a group among them. `work`: recent processing time by group, ms. */
export const findNoisyGroups = (
  inFlight: GroupFigures,
  total: number,
  work: GroupFigures,
  totalWork: number,
): ReadonlySet<string> => {
  const byNumber = [...inFlight].filter(([, count]) => count >= fewestInFlight && count > share * total);
  const byTime = [...work].filter(([, spent]) => totalWork >= leastWorkMs && spent > share * totalWork);
  return new Set([...byNumber, ...byTime].map(([group]) => group));
};

/** Adds up how long consumers worked on each group's messages lately. */
export const makeRecentWork = (now: () => number) => {
  // Two halves of the window: forgetting one costs nothing for each message.
  let older = new Map<string, number>();
  let newer = new Map<string, number>();
  let since = now();
  const age = (): void => {
    const halves = Math.floor((now() - since) / (windowMs / 2));
    if (halves < 1) return;
    older = halves === 1 ? newer : new Map<string, number>();
    newer = new Map();
    since += halves * (windowMs / 2);
  };
  return {
    /** A message without a group counts for the whole alone: under the empty name, which no group has. */
    add: (group: string, ms: number): void => {
      age();
      newer.set(group, (newer.get(group) ?? 0) + ms);
    },
    read: (): { readonly work: GroupFigures; readonly total: number } => {
      age();
      const work = new Map(older);
      for (const [group, ms] of newer) work.set(group, (work.get(group) ?? 0) + ms);
      const total = sumOf(work);
      work.delete("");
      return { work, total };
    },
  };
};
