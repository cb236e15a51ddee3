// Gives a backend its integration's time and no more.
import { GatewayFault } from "./gateway-fault.ts";

/** Milliseconds of real time. Throws INTEGRATION_TIMEOUT; the signal tells the work to stop. */
export const withinTimeout = async <T>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new GatewayFault("INTEGRATION_TIMEOUT", "Endpoint request timed out"));
      controller.abort();
    }, milliseconds);
  });
  try {
    return await Promise.race([work(controller.signal), expired]);
  } finally {
    clearTimeout(timer);
  }
};
