// What a view asks of the control API beside what it is told as it happens.
import { ask } from "../aws/ask.ts";

type Refusal = { readonly error?: string };

/** `what` is the subject of the sentence that a failure makes. */
export const callControl = async <Answer>(
  what: string,
  path: string,
  init: { readonly method?: string; readonly body?: unknown } = {},
): Promise<Answer> => {
  const { method = "GET", body } = init;
  const response = await ask(what, path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.ok) return (text === "" ? undefined : JSON.parse(text)) as Answer;
  let reason = text;
  try {
    reason = (JSON.parse(text) as Refusal).error ?? text;
  } catch {
    // As it stands.
  }
  throw new Error(`${what} was refused: ${reason}`);
};
