// From which rate on the system no longer follows, and what holds it back.

export type Step = {
  /** Messages a second that were posted. */
  readonly rate: number;
  readonly accepted_per_second: number;
  /** Between the first post and the last record. */
  readonly processed_per_second: number;
  readonly refused_429: number;
  readonly refused_503: number;
  /** Posts without an answer, or with another one. */
  readonly failed: number;
  /** From the acceptance to the record. */
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly p99_ms: number;
  /** From when a post was due to its answer. */
  readonly post_p99_ms: number;
  readonly queue_depth_max: number;
  readonly queue_depth_at_the_end: number;
  readonly queue_age_max_seconds: number;
  /** At most; undefined without /proc. */
  readonly main_mib?: number;
  readonly functions_mib?: number;
  /** On average. */
  readonly main_cores?: number;
  readonly functions_cores?: number;
};

/** Of what is posted; less is not followed. */
const follows = 0.95;

const isTakenIn = ({ rate, accepted_per_second: accepted }: Step): boolean => accepted >= rate * follows;

/** What waits at the end of a step is less than a second of posts. */
const isWorkedOff = ({ rate, queue_depth_at_the_end: depth }: Step): boolean => depth <= rate;

export const isSustained = (step: Step): boolean => isTakenIn(step) && isWorkedOff(step) && step.failed === 0;

export type Saturation = {
  /** The highest rate that was sustained; 0: none. */
  readonly sustained: number;
  /** The lowest that was not; undefined: none was tried. */
  readonly saturated_at?: number;
  readonly binds: string;
};

const nearly = 0.85;

const toBinding = (step: Step, cores: number): string => {
  const { refused_429: limited, main_cores: main, functions_cores: functions } = step;
  const where = isTakenIn(step) ? "the queue grows" : "posts are answered late";
  if (limited > 0 && !isTakenIn(step)) return "the API's own rate limit (429)";
  if (main === undefined || functions === undefined)
    return `${where}: of what is not known here, as there is no /proc`;
  if (main >= nearly) return `${where}: the main process has the whole of its core`;
  if (main + functions >= cores * nearly) return `${where}: the machine has no processor left`;
  return `${where}, with ${(main + functions).toFixed(1)} of ${cores} cores busy in the system: the rest of the machine's load`;
};

/** `steps`: by rising rate. */
export const findSaturation = (steps: readonly Step[], cores: number): Saturation => {
  const first = steps.findIndex((step) => !isSustained(step));
  const before = first === -1 ? steps : steps.slice(0, first);
  const saturated = steps[first];
  return {
    sustained: before.at(-1)?.rate ?? 0,
    ...(saturated === undefined ? {} : { saturated_at: saturated.rate }),
    binds: saturated === undefined ? "nothing, at the rates that were tried" : toBinding(saturated, cores),
  };
};
