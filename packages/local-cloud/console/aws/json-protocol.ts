// Calls in the JSON protocol that DynamoDB and SQS share.
import { ask } from "./ask.ts";

const targets = { DynamoDB: "DynamoDB_20120810", SQS: "AmazonSQS" } as const;

type Refusal = { readonly __type?: string; readonly message?: string; readonly Message?: string };

const readRefusal = async (response: Response): Promise<string> => {
  const text = await response.text();
  try {
    const { __type = "", message, Message } = JSON.parse(text) as Refusal;
    return `${__type.split("#").at(-1)}: ${message ?? Message ?? "without a reason"}`;
  } catch {
    // A fault may answer with anything.
    return `status ${response.status}, and no JSON`;
  }
};

/** Rejects with a sentence that names the call. The answer is taken to be what the API's reference says. */
export const callAws = async <Answer>(
  service: keyof typeof targets,
  operation: string,
  input: object,
): Promise<Answer> => {
  const what = `${service} ${operation}`;
  const response = await ask(what, "/", {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `${targets[service]}.${operation}`,
    },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${what} was refused: ${await readRefusal(response)}`);
  try {
    return (await response.json()) as Answer;
  } catch {
    throw new Error(`${what} was answered with something that is not JSON.`);
  }
};
