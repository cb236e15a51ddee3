// Whether a system that `npm start` began still runs, by the AWS endpoint in its outputs.
import { get } from "node:http";

/** A busy machine may take a while. Milliseconds. */
const TIME_OUT_MS = 5000;

/** Whether a local cloud answers at this endpoint. Never rejects; goes through no proxy. */
export const isRunning = async (awsEndpoint: string): Promise<boolean> => {
  if (!/^http:\/\/127\.0\.0\.1:\d+$/.test(awsEndpoint)) return false;
  return new Promise((resolve) => {
    const options = { agent: false, timeout: TIME_OUT_MS };
    const asking = get(`${awsEndpoint}/_local/state`, options, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asking.on("timeout", () => asking.destroy());
    asking.on("error", () => resolve(false));
    asking.on("close", () => resolve(false));
  });
};
