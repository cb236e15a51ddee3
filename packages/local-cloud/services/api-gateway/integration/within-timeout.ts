// Gives a backend its integration's time and no more.
import { afterRunning } from "../../../core/running-time.ts";
import { GatewayError } from "../request/gateway-error.ts";

const integrationTimeout = (): GatewayError =>
  new GatewayError("INTEGRATION_TIMEOUT", "Endpoint request timed out");

/** Milliseconds in which this process ran, because it is most backends itself. Throws `expired`, INTEGRATION_TIMEOUT by default; the signal tells the work to stop. */
export const withinTimeout = async <T>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
  expired: () => GatewayError = integrationTimeout,
): Promise<T> => {
  const controller = new AbortController();
  const { promise: deadline, reject } = Promise.withResolvers<never>();
  const cancel = afterRunning(milliseconds, () => {
    reject(expired());
    controller.abort();
  });
  try {
    return await Promise.race([work(controller.signal), deadline]);
  } finally {
    cancel();
  }
};
