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

/** `total`: messages in flight, those without a group among them. `work`: recent processing time by group, ms. */
export const findNoisyGroups = (
  inFlight: GroupFigures,
  total: number,
  work: GroupFigures,
  totalWork: number,
): ReadonlySet<string> => {
  const noisy = new Set<string>();
  for (const [group, count] of inFlight)
    if (count >= fewestInFlight && count > share * total) noisy.add(group);
  if (totalWork < leastWorkMs) return noisy;
  for (const [group, spent] of work) if (spent > share * totalWork) noisy.add(group);
  return noisy;
};

/** Adds up how long consumers worked on each group's messages lately. */
export const makeRecentWork = (now: () => number) => {
  // Two halves of the window: forgetting one costs nothing for each message.
  let newer = { work: new Map<string, number>(), total: 0 };
  /** Both halves together, ready to be read: every receive does, among as many groups as sent something lately. */
  let both = { work: new Map<string, number>(), total: 0 };
  let since = now();
  const age = (): void => {
    const halves = Math.floor((now() - since) / (windowMs / 2));
    if (halves < 1) return;
    both = halves === 1 ? newer : { work: new Map(), total: 0 };
    newer = { work: new Map(), total: 0 };
    since += halves * (windowMs / 2);
  };
  return {
    /** A message without a group counts for the whole alone: under the empty name, which no group has. */
    add: (group: string, ms: number): void => {
      age();
      for (const figures of [newer, both]) {
        figures.total += ms;
        if (group !== "") figures.work.set(group, (figures.work.get(group) ?? 0) + ms);
      }
    },
    /** To be read at once: it goes on counting. */
    read: (): { readonly work: GroupFigures; readonly total: number } => {
      age();
      return both;
    },
  };
};
