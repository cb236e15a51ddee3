// The API as one caller sees it, and what every error response must be.
import { until } from "@message-handler/local-cloud/testing";
import type { Fetch } from "@message-handler/ops/signed-fetch.ts";
import { expect } from "chai";

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined when the body is not JSON. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
};

export type Call = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

const parse = (text: string): Answer["json"] => {
  try {
    return JSON.parse(text) as Answer["json"];
  } catch {
    return undefined;
  }
};

export const toAnswer = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
};

/** `send` says who the caller is. */
export const makeApiCaller = (apiUrl: string, send: Fetch) => {
  const call = async (path: string, { method = "GET", ...request }: Call = {}): Promise<Answer> =>
    toAnswer(await send(new URL(`${apiUrl}${path}`), { method, ...request }));
  const get = async (id: string): Promise<Answer> => call(`/messages/${encodeURIComponent(id)}`);
  return {
    call,
    get,
    post: async (body: string, contentType = "application/json"): Promise<Answer> =>
      call("/messages", { method: "POST", headers: { "content-type": contentType }, body }),
    /** Waits until the record is there and in this status. */
    untilRecorded: async (id: string, status: "Processed" | "Rejected"): Promise<Answer> =>
      until(`${id} is ${status}`, async () => {
        const answer = await get(id);
        return answer.json?.["status"] === status && answer;
      }),
  };
};

export type ApiCaller = ReturnType<typeof makeApiCaller>;

/** Problem details that agree with the status and reveal nothing of what is behind the API. */
export const expectProblem = (answer: Answer, status: number, code?: string): void => {
  expect(answer.status, answer.text).to.equal(status);
  expect(answer.headers.get("content-type")).to.match(/^application\/problem\+json/);
  expect(answer.json).to.include({ status, ...(code === undefined ? {} : { code }) });
  expect(answer.json).to.include.all.keys("type", "title", "detail", "code");
  expect(answer.json?.["request_id"]).to.be.a("string").with.length.above(10);
  expect(answer.text).not.to.match(/arn:|000000000000|127\.0\.0\.1/);
};
