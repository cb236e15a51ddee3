// A token bucket for each method of a stage, as method settings ask for it. In real time: a speed-up shortens
// waiting, and nothing waits here.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html

export type Limits = {
  /** Requests a second. */
  readonly rate: number;
  /** Requests at once. */
  readonly burst: number;
};

/** Takes a token; false when there is none left. */
export type Throttle = () => boolean;

export const makeThrottle = ({ rate, burst }: Limits, now: () => Date): Throttle => {
  let tokens = burst;
  let filledAt = now().getTime();
  return () => {
    const at = now().getTime();
    // The clock of the machine may be set back.
    tokens = Math.min(burst, tokens + (Math.max(0, at - filledAt) / 1000) * rate);
    filledAt = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};

export const unlimited: Throttle = () => true;
