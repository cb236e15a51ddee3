// What follows from the rate that is let in and the size of a message: how fast the queue is worked off, and what the table
// must take at once.

type Capacity = {
  readonly api: { readonly rateLimit: number };
  readonly messageProcessor: {
    readonly batchSize: number;
    readonly messageKib: number;
    readonly maximumConcurrency?: number | undefined;
  };
};

/**
 * Messages per second: twice what is let in, so that the backlog of an outage is worked off in the time that it lasted,
 * however much comes in meanwhile.
 */
const drainRate = ({ api }: Capacity): number => 2 * api.rateLimit;

/** Bytes of a record beside the raw message, and a little more. */
const RECORD_BYTES = 400;

/** Write units of the table for one message; the index takes one more of its own. */
export const writeUnits = (messageKib: number): number =>
  Math.ceil((messageKib * 1024 + RECORD_BYTES) / 1024);

/** Of the table, per second. */
export const peakWriteUnits = (config: Capacity): number =>
  drainRate(config) * writeUnits(config.messageProcessor.messageKib);

/** Assumed milliseconds of an invocation that all goes well in; docs/operating.md, cost, says where they come from. */
export const batchMs = (batchSize: number, messageKib: number): number =>
  48 + batchSize * (2 + 0.05 * messageKib);

/**
 * Executions at once that work off the drain rate, unless the configuration states another number. More would only take
 * messages from the queue faster than the stores are made to take them.
 */
export const toMaximumConcurrency = (config: Capacity): number => {
  const { batchSize, messageKib, maximumConcurrency } = config.messageProcessor;
  const seconds = batchMs(batchSize, messageKib) / 1000;
  const needed = Math.ceil((drainRate(config) * seconds) / batchSize);
  return maximumConcurrency ?? Math.min(Math.max(needed, 2), 1000);
};
