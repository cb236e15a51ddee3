// The system that runs on this machine, by the AWS endpoint in its outputs.
import { get } from "node:http";
import { text } from "node:stream/consumers";

/** A busy machine may take a while. Milliseconds. */
const TIME_OUT_MS = 5000;

/**
 * What a local cloud tells of itself at this endpoint, by its control API, which asks for no grant; undefined where none
 * answers. Never rejects; goes through no proxy.
 */
export const readLocalState = async (awsEndpoint: string): Promise<string | undefined> => {
  if (!/^http:\/\/127\.0\.0\.1:\d+$/.test(awsEndpoint)) return undefined;
  return new Promise((resolve) => {
    const nothing = (): void => resolve(undefined);
    const options = { agent: false, timeout: TIME_OUT_MS };
    const asking = get(`${awsEndpoint}/_local/state`, options, (response) => {
      const { statusCode } = response;
      text(response).then((state) => resolve(statusCode === 200 ? state : undefined), nothing);
    });
    asking.on("timeout", () => asking.destroy());
    asking.on("error", nothing);
  });
};

/** Whether a system that `npm start` began still runs. */
export const isRunning = async (awsEndpoint: string): Promise<boolean> =>
  (await readLocalState(awsEndpoint)) !== undefined;
