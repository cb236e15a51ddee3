// What the tour tells: docs/tour.md is made from this, and `npm run tour` plays it.
import { randomUUID } from "node:crypto";
import { any, beginning, every, is, lit, litIs, object, some, type Shape } from "./shape.ts";
import type { TourRequest } from "./request.ts";
import { queueArn, queueName, type TourSystem } from "./tour-system.ts";

type RequestStep = {
  /** Said before it. Markdown. */
  readonly text: string;
  readonly request: TourRequest;
  readonly status: number;
  readonly body: Shape;
  /** Asked again until the answer is as it should be. `for` continues "Waiting for". */
  readonly wait?: {
    readonly for: string;
    /** At most. */
    readonly seconds: number;
    readonly usually?: string;
  };
  /** Something is broken from here on, until the end of its chapter. */
  readonly breaks?: true;
};

type TokenStep = {
  readonly text: string;
  /** A token for this company, in a shell variable of this name. */
  readonly token: { readonly variable: string; readonly company: string };
};

export type Step = RequestStep | TokenStep;

export type Chapter = {
  readonly title: string;
  readonly steps: readonly Step[];
  /** Said at its end. Markdown. */
  readonly end?: string;
};

export type TourIds = {
  readonly company: string;
  readonly otherCompany: string;
  readonly good: string;
  readonly bad: string;
  readonly delayed: string;
  readonly others: string;
};

export const newTourIds = (): TourIds => ({
  company: randomUUID(),
  otherCompany: randomUUID(),
  good: randomUUID(),
  bad: randomUUID(),
  delayed: randomUUID(),
  others: randomUUID(),
});

const json = { "content-type": "application/json" };
const accepted = { status: 202, body: object({ request_id: any, queued_as: any }) };

const toMessage = (
  message_id: string,
  company_id: string,
  message_time = "2023-12-10T22:02:38Z",
): string => `{
  "metadata": {
    "message_time": "${message_time}",
    "company_id": "${company_id}",
    "message_id": "${message_id}"
  },
  "data": { "order_amount": 20 }
}`;

/** The requests of one caller to the API. */
const toApi = ({ api_url, auth, region }: TourSystem, tokenVariable: string) => {
  const caller = {
    ...(auth === "jwt" ? { tokenIn: tokenVariable } : {}),
    ...(auth === "iam" ? { signedFor: region } : {}),
  };
  const messages = `${api_url}/messages`;
  return {
    post: (body: string): TourRequest => ({
      method: "POST",
      url: messages,
      headers: json,
      ...caller,
      body,
      showsStatus: true,
    }),
    get: (id: string): TourRequest => ({ method: "GET", url: `${messages}/${id}`, ...caller }),
    list: (company: string): TourRequest => ({
      method: "GET",
      url: `${messages}?company_id=${company}`,
      ...caller,
    }),
  };
};

const untilProcessed = { for: "the message to be processed", seconds: 60 };

const toProcessed = ({ auth }: TourSystem, { api, ids }: Cast): Chapter => ({
  title: "A message is processed",
  steps: [
    ...(auth === "jwt"
      ? [
          {
            text: "This system takes tokens only. The local issuer gives one to anybody, for any company.",
            token: { variable: "TOKEN", company: ids.company },
          },
        ]
      : []),
    {
      text: "A company posts a message. The 202 says that SQS has it: from here on it is safe.",
      request: api.post(toMessage(ids.good, ids.company)),
      ...accepted,
    },
    {
      text: "A moment later its record is there, with the text exactly as it was posted.",
      request: api.get(ids.good),
      status: 200,
      body: object({
        message_id: is(ids.good),
        status: litIs("Processed"),
        received_at: any,
        processed_at: any,
        sha256: any,
        message: any,
      }),
      wait: untilProcessed,
    },
  ],
});

const toRejected = (_system: TourSystem, { api, ids }: Cast): Chapter => ({
  title: "A message is rejected",
  steps: [
    {
      text: "February has no 30th day. The API accepts this message, too: it is looked at later.",
      request: api.post(toMessage(ids.bad, ids.company, "2023-02-30T22:02:38Z")),
      ...accepted,
    },
    {
      text: "The sender finds the reason in the record. It names the field and what was expected, and repeats no value.",
      request: api.get(ids.bad),
      status: 200,
      body: object({
        message_id: is(ids.bad),
        status: litIs("Rejected"),
        rejected_at: any,
        error: object({
          code: is("InvalidMessage"),
          detail: any,
          fields: every(object({ path: litIs("metadata.message_time"), expected: any })),
        }),
      }),
      wait: { for: "the message to be rejected", seconds: 60 },
    },
    {
      text: "A message without ids could not be recorded under any, so the API refuses it at once.",
      request: api.post("{}"),
      status: 400,
      body: object({ status: any, code: litIs("InvalidBody"), detail: beginning(53) }),
    },
  ],
});

const toOutage = (system: TourSystem, { api, ids }: Cast): Chapter => {
  const { aws_endpoint, region, dead_letter_queue_url } = system;
  const name = queueName(dead_letter_queue_url);
  const faults = `${aws_endpoint}/_local/faults`;
  const sqs = (action: string, body: string): TourRequest => ({
    method: "POST",
    url: aws_endpoint,
    headers: { "x-amz-target": `AmazonSQS.${action}`, "content-type": "application/x-amz-json-1.0" },
    body,
  });
  return {
    title: "The database fails",
    steps: [
      {
        text: "From now on every write to DynamoDB fails.",
        request: {
          method: "PUT",
          url: faults,
          body: `[
  {
    "service": "dynamodb",
    "operation": "PutItem",
    "effect": {
      "type": "error",
      "code": "InternalServerError",
      "status": 500
    }
  }
]`,
        },
        status: 200,
        body: every(object({ service: is("dynamodb"), operation: is("PutItem"), effect: any })),
        breaks: true,
      },
      {
        text: "Companies do not notice: the next message is accepted as ever.",
        request: api.post(toMessage(ids.delayed, ids.company)),
        ...accepted,
      },
      {
        text: "A lone message is no proof of an outage (five that fail together are one, and are postponed for as long as it lasts). It is tried three times, after growing delays. Then it is a dead letter: it waits in the dead-letter queue for somebody to look at the cause.",
        request: sqs(
          "GetQueueAttributes",
          `{
  "AttributeNames": ["ApproximateNumberOfMessages"],
  "QueueUrl":
    "${dead_letter_queue_url}"
}`,
        ),
        status: 200,
        body: object({
          Attributes: object({ ApproximateNumberOfMessages: lit((count) => Number(count) >= 1) }),
        }),
        wait: { for: "the dead letter", seconds: 600, usually: "minutes at --speed 1" },
      },
      {
        text: "An alarm fires and people get a mail, here in the local inbox. (Alarms of the function's errors may have fired, too: `/_local/state` shows everything.)",
        request: { method: "GET", url: `${aws_endpoint}/_local/state` },
        status: 200,
        body: object({
          alarms: some(object({ name: is(name), state: litIs("ALARM") })),
          inbox: some(
            object({
              subject: lit((subject) => String(subject).startsWith(`ALARM: "${name}"`)),
              time: any,
            }),
          ),
        }),
        wait: { for: "the alarm", seconds: 300, usually: "a minute at --speed 1" },
      },
      {
        text: "Somebody mends the database …",
        request: { method: "DELETE", url: faults },
        status: 200,
        body: (faults) => (Array.isArray(faults) && faults.length === 0 ? any(faults) : undefined),
      },
      {
        text: "… and redrives the dead-letter queue, with the same call as on AWS.",
        request: sqs(
          "StartMessageMoveTask",
          `{
  "SourceArn":
    "${queueArn(dead_letter_queue_url, region)}"
}`,
        ),
        status: 200,
        body: object({ TaskHandle: beginning(12) }),
      },
      {
        text: "Nothing was lost.",
        request: api.get(ids.delayed),
        status: 200,
        body: object({
          message_id: is(ids.delayed),
          status: litIs("Processed"),
          received_at: any,
          processed_at: any,
        }),
        wait: untilProcessed,
      },
    ],
    end: "The alarm goes back to OK by itself, within its period of a minute. No mail says so: a dead letter that expires would look the same.",
  };
};

const ownItem = (company: string): Shape =>
  object({ message_id: any, status: any, company_id: litIs(company) });

/** Where nobody says for which company they speak. */
const toLists = ({ auth }: TourSystem, { api, ids }: Cast): Chapter => ({
  title: "Each company for itself",
  steps: [
    {
      text: "Another company posts a message, too.",
      request: api.post(toMessage(ids.others, ids.otherCompany)),
      ...accepted,
    },
    {
      text: "Its list has only its own message …",
      request: api.list(ids.otherCompany),
      status: 200,
      body: object({ items: every(ownItem(ids.otherCompany)) }),
      wait: { for: "the message to be in the list", seconds: 60 },
    },
    {
      text: "… and the list of the first company only those of the first.",
      request: api.list(ids.company),
      status: 200,
      body: object({ items: every(ownItem(ids.company)) }),
    },
  ],
  end: `This system does not ask which company a caller speaks for, so ${auth === "iam" ? "anybody who may call" : "anybody"} may see both lists. To see the walls between companies, stop it, run \`npm start -- --auth jwt\`, and take the tour again.`,
});

/** Where a token says for which company its bearer speaks. */
const toWalls = (system: TourSystem, { ids }: Cast): Chapter => {
  const stranger = toApi({ ...system, auth: "none" }, "");
  const other = toApi(system, "OTHER_TOKEN");
  return {
    title: "Each company for itself",
    steps: [
      {
        text: "Without a token nobody sees anything.",
        request: { ...stranger.list(ids.company), showsStatus: true },
        status: 401,
        body: object({ status: any, code: litIs("Unauthorized"), detail: any }),
      },
      {
        text: "A token speaks for one company. This one is for another one than the messages so far.",
        token: { variable: "OTHER_TOKEN", company: ids.otherCompany },
      },
      {
        text: "With it, the list of the first company is forbidden.",
        request: { ...other.list(ids.company), showsStatus: true },
        status: 403,
        body: object({ status: any, code: litIs("OtherCompany"), detail: any }),
      },
      {
        text: "A message that claims to be of the first company is accepted, as every message is …",
        request: other.post(toMessage(ids.others, ids.company)),
        ...accepted,
      },
      {
        text: "… and rejected afterwards. Its sender finds it among its own messages; the first company learns nothing of it, and the id stays free.",
        request: other.list(ids.otherCompany),
        status: 200,
        body: object({
          items: every(
            object({
              message_id: beginning(20),
              status: litIs("Rejected"),
              error: object({ code: litIs("CompanyMismatch"), detail: any }),
            }),
          ),
        }),
        wait: { for: "the message to be rejected", seconds: 60 },
      },
    ],
  };
};

type Cast = { readonly api: ReturnType<typeof toApi>; readonly ids: TourIds };

/** The chapters as this system can show them. */
export const toStory = (system: TourSystem, ids: TourIds): readonly Chapter[] => {
  const cast: Cast = { api: toApi(system, "TOKEN"), ids };
  return [toProcessed, toRejected, toOutage, system.auth === "jwt" ? toWalls : toLists].map((toChapter) =>
    toChapter(system, cast),
  );
};
