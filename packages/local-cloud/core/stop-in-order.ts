// Stops what was started, from the outside in: nothing is accepted that nobody would finish.

/** In this order: first no client gets an answer any more, last goes what the services keep their state in. */
const order = [
  "apiPort",
  "eventSources",
  "functions",
  "cloudwatch",
  "sqs",
  "awsPort",
  "queues",
  "objects",
  "tables",
  "dataDirectory",
] as const;

export type Stops = Partial<Record<(typeof order)[number], () => Promise<unknown>>>;

/** Everything is told to end, whatever fails; then rejects with one AggregateError if anything did. */
export const stopInOrder = async (stops: Stops): Promise<void> => {
  const failures: unknown[] = [];
  for (const name of order) {
    try {
      await stops[name]?.();
    } catch (cause) {
      failures.push(new Error(`${name} did not stop: ${String(cause)}`, { cause }));
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `the local cloud did not stop cleanly: ${failures.join("; ")}`);
};
