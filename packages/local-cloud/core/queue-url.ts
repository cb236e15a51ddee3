// Queue URLs: on any host, the path says which queue.
import type { Account } from "./account.ts";
import { queueDoesNotExist, SqsFault } from "../services/sqs/sqs-fault.ts";

/** `http://127.0.0.1:4566/000000000000/jobs`: a host that resolves, unlike the one the engine would name. */
export const toQueueUrl = (account: Account, name: string): string =>
  `${account.awsEndpoint}/${account.id}/${name}`;

/**
 * The name of the queue behind a URL. The host does not matter: a stack, a container and a test may each reach
 * the same endpoint under another. Throws QueueDoesNotExist for another account's, InvalidAddress for no URL.
 */
export const decodeQueueUrl = (account: Account, url: string): string => {
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  const [, accountId, name] = /^\/(\d{12})\/([^/]+)$/.exec(path) ?? [];
  if (accountId === undefined || name === undefined) {
    throw new SqsFault("InvalidAddress", `The address ${url} is not valid for this endpoint.`, 404);
  }
  if (accountId !== account.id) throw queueDoesNotExist();
  return name;
};
