// Sends requests to the API, by way of the control API: a page may not send them to another origin itself.
import { callControl } from "../live/control.ts";
import { makeFill } from "./fill-template.ts";

export type Draft = { readonly method: string; readonly path: string; readonly body: string };

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly latency_ms: number;
};

export type Sent = { readonly request: Draft; readonly answer: Answer };

/** With fresh ids where the draft leaves them open. */
export const send = async ({ method, path, body }: Draft): Promise<Sent> => {
  const fill = makeFill(
    () => crypto.randomUUID(),
    () => new Date(),
  );
  const request = { method, path: fill(path), body: fill(body) };
  const withBody =
    request.body === "" ? {} : { headers: { "content-type": "application/json" }, body: request.body };
  const answer = await callControl<Answer>("Sending", "requests", {
    method: "POST",
    body: { method, path: request.path, ...withBody },
  });
  return { request, answer };
};

/** How many are on their way at once. */
const lanes = 5;

/** `onSent` hears of each; rejects with the first that could not be sent, and begins no more after it. */
export const sendMany = async (draft: Draft, count: number, onSent: (sent: Sent) => void): Promise<void> => {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      try {
        onSent(await send(draft));
      } catch (error) {
        left = 0;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
};
