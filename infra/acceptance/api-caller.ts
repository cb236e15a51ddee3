// The API as one caller sees it: with the headers that say who it is.
import { until } from "@message-handler/local-cloud/testing";

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined when the body is not JSON. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
};

type Body = string | Uint8Array<ArrayBuffer>;

/** What the caller adds to each request to say who it is. */
export type Identify = (
  url: URL,
  method: string,
  body: Body | undefined,
) => Promise<Readonly<Record<string, string>>>;

export type Call = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
};

const parse = (text: string): Answer["json"] => {
  try {
    return JSON.parse(text) as Answer["json"];
  } catch {
    return undefined;
  }
};

export const makeApiCaller = (apiUrl: string, identify: Identify) => {
  const call = async (path: string, { method = "GET", headers = {}, body }: Call = {}): Promise<Answer> => {
    const url = new URL(`${apiUrl}${path}`);
    const response = await fetch(url, {
      method,
      headers: { ...headers, ...(await identify(url, method, body)) },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  };
  const get = async (id: string): Promise<Answer> => call(`/messages/${encodeURIComponent(id)}`);
  return {
    call,
    get,
    post: async (body: Body, contentType = "application/json"): Promise<Answer> =>
      call("/messages", { method: "POST", headers: { "content-type": contentType }, body }),
    /** Waits until the record is there and in this status. */
    untilRecorded: async (id: string, status: "Processed" | "Rejected"): Promise<Answer> =>
      until(`${id} is ${status}`, async () => {
        const answer = await get(id);
        return answer.json?.["status"] === status ? answer : undefined;
      }),
  };
};

export type ApiCaller = ReturnType<typeof makeApiCaller>;
