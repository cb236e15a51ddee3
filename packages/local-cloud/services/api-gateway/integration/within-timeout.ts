// Gives a backend its integration's time and no more.
import { GatewayError } from "../request/gateway-error.ts";

const integrationTimeout = (): GatewayError =>
  new GatewayError("INTEGRATION_TIMEOUT", "Endpoint request timed out");

/** Milliseconds of real time. Throws `expired`, INTEGRATION_TIMEOUT by default; the signal tells the work to stop. */
export const withinTimeout = async <T>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
  expired: () => GatewayError = integrationTimeout,
): Promise<T> => {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(expired());
      controller.abort();
    }, milliseconds);
  });
  try {
    return await Promise.race([work(controller.signal), deadline]);
  } finally {
    clearTimeout(timer);
  }
};
