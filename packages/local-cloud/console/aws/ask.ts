// A request to the AWS endpoint or the control API, which are both where the page comes from. Failures are sentences.

/** Milliseconds; a fault that is switched on may leave a call without an answer. */
const patience = 10_000;

/** `what` is the subject of the sentence that a failure makes: "DynamoDB GetItem". */
export const ask = async (what: string, path: string, init: RequestInit = {}): Promise<Response> => {
  try {
    return await fetch(path, { ...init, signal: AbortSignal.timeout(patience) });
  } catch (error) {
    const isSlow = error instanceof DOMException && error.name === "TimeoutError";
    throw new Error(
      isSlow
        ? `${what} was not answered within ${patience / 1000} s. Is a fault switched on?`
        : `${what} was not answered: the connection broke. Is the system still running?`,
      { cause: error },
    );
  }
};
