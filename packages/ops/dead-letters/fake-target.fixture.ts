// A stack whose queues are fakes, whose table and archive are empty, and whose log says nothing.
import { PassThrough } from "node:stream";
import { makeClients } from "../target/clients.ts";
import type { Target } from "../target/target.ts";
import { makeTerminal, type Terminal } from "../terminal/terminal.ts";
import type { FakeQueues } from "./fake-queues.fixture.ts";

const credentials = { accessKeyId: "a", secretAccessKey: "b" };

export const makeFakeTarget = ({ sqs }: FakeQueues): Target => {
  const clients = makeClients({ region: "us-east-1", credentials });
  const step = { step: "initialize" } as const;
  const nothing = { output: { $metadata: {} }, response: {} };
  clients.logs.middlewareStack.add(() => async () => nothing, step);
  clients.dynamodb.middlewareStack.add(() => async () => nothing, step);
  clients.s3.middlewareStack.add(() => async () => nothing, step);
  return {
    stack: "message-handler-test",
    fullName: "message-handler-test in account 123456789012, eu-central-1",
    isLocal: false,
    speed: 1,
    queueUrl: "work",
    deadLetterQueueUrl: "dead",
    bucket: "archive",
    table: "messages",
    clients: { ...clients, sqs },
  };
};

/** Nobody is there to answer; `said` is what it was told on stderr. */
export const makeFakeTerminal = (): { readonly terminal: Terminal; readonly said: () => string } => {
  let said = "";
  const stderr = new PassThrough().on("data", (chunk: Buffer) => (said += chunk.toString()));
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr };
  return { terminal: makeTerminal(streams, false), said: () => said };
};
