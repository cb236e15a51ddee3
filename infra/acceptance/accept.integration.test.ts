import { DeleteQueueCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { until } from "@message-handler/local-cloud/testing";
import { aMessage } from "./testing/message.ts";
import { expectProblem, toAnswer } from "./testing/api-caller.ts";
import { startChangedSystem, startSystem, type RunningSystem } from "./testing/running-system.ts";

/** Data whose value is padded so that the whole message has `size` bytes. */
const padded = (size: number): string => {
  const bare = aMessage({ data: '{"pad":""}' });
  return bare.raw.replace('"pad":""', `"pad":"${"x".repeat(size - Buffer.byteLength(bare.raw))}"`);
};

describe("POST /messages", () => {
  let system: RunningSystem;
  before(async () => {
    system = await startSystem();
  });
  afterEach(async () => system.setFaults());
  after(async () => system.stop());

  const expectStored = async (raw: string): Promise<void> => {
    const { metadata } = JSON.parse(raw) as { metadata: { message_id: string; company_id: string } };
    const accepted = await system.post(raw);
    expect(accepted.status, accepted.text).to.equal(202);
    expect(accepted.json).to.have.all.keys("request_id", "queued_as");
    expect(accepted.headers.get("location")).to.equal(`/v1/messages/${metadata.message_id}`);
    const found = await system.untilRecorded(metadata.message_id, "Processed");
    expect(found.text).to.include(`"message":${raw}`);
    const item = await system.item(metadata.message_id);
    expect(item?.["message"]?.S === raw, "the attribute holds the posted text").to.equal(true);
    const object = await system.object(`${metadata.company_id}/${metadata.message_id}.json`);
    expect(Buffer.from(object).equals(Buffer.from(raw)), "the object holds the posted bytes").to.equal(true);
    expect(await system.objectMetadata(`${metadata.company_id}/${metadata.message_id}.json`)).to.include({
      verdict: "Valid",
      received_at: item?.["received_at"]?.S,
      request_id: accepted.json?.["request_id"],
      sha256: item?.["sha256"]?.S,
      message_time: item?.["message_time"]?.S,
    });
  };

  it("accepts a message, which is archived, recorded and found", async () => {
    await expectStored(aMessage().raw);
  });

  it("queues a message in the group of its company, in lower case, whatever the spelling", async () => {
    await system.setFaults({
      service: "sqs",
      operation: "ReceiveMessage",
      effect: { type: "error", code: "InternalError", status: 500 },
    });
    const company = randomUUID();
    const url = `${system.awsEndpoint}/_local/queues/message-handler-local-messages/messages`;
    // The first of them may still reach a poller that was waiting already.
    await until("a message of the company lies in its group", async () => {
      const { raw } = aMessage();
      const { metadata } = JSON.parse(raw) as { metadata: { company_id: string } };
      const accepted = await system.post(raw.replace(metadata.company_id, company.toUpperCase()));
      expect(accepted.status, accepted.text).to.equal(202);
      const queued = (await (await fetch(url)).json()) as { attributes: { MessageGroupId?: string } }[];
      return queued.some(({ attributes }) => attributes.MessageGroupId === company);
    });
  });

  it("names the record of a message by its id in lower case, as it is stored", async () => {
    const message_id = randomUUID();
    const accepted = await system.post(aMessage({ message_id: message_id.toUpperCase() }).raw);
    const location = new URL(accepted.headers.get("location") ?? "", system.outputs.api_url);
    await system.untilRecorded(message_id, "Processed");
    const found = await toAnswer(await fetch(location));
    expect(found.json).to.include({ message_id, status: "Processed" });
  });

  it("queues a message in the trace of its request", async () => {
    await system.setFaults({
      service: "sqs",
      operation: "ReceiveMessage",
      effect: { type: "error", code: "InternalError", status: 500 },
    });
    const url = `${system.awsEndpoint}/_local/queues/message-handler-local-messages/messages`;
    const root = "Root=1-5759e988-bd862e3fe1be46a994272793";
    await until("a message of the trace lies in the queue", async () => {
      const headers = {
        "content-type": "application/json",
        "x-amzn-trace-id": `Self=1-0-0;${root};Sampled=1`,
      };
      const accepted = await system.call("/messages", { method: "POST", headers, body: aMessage().raw });
      expect(accepted.status, accepted.text).to.equal(202);
      const queued = (await (await fetch(url)).json()) as { attributes: { AWSTraceHeader?: string } }[];
      return queued.some(({ attributes }) => attributes.AWSTraceHeader === root);
    });
  });

  const poison: Readonly<Record<string, string>> = {
    "a parameter of SQS": '{"x":"&Action=DeleteQueue&MessageBody=y"}',
    "percent signs and pluses": '{"x":"%26 + % 100%"}',
    "quotes and backslashes": String.raw`{"x":"\"'\\ $input.body ${"$"}{x} #set($x=1)"}`,
    emoji: '{"x":"🧾 Grüße 你好"}',
    "line ends and tabs": '{\r\n\t"x":\t1\r\n}',
    "an integer of 20 digits": '{"x":12345678901234567890}',
    "a number beyond any float": '{"x":1e400}',
    "duplicate keys": '{"x":1,"x":2}',
    "a nesting of 5,000": `{"x":${"[".repeat(5000)}${"]".repeat(5000)}}`,
  };
  for (const [what, data] of Object.entries(poison)) {
    it(`keeps a message to the byte with ${what} in it`, async () => {
      await expectStored(aMessage({ data }).raw);
    });
  }

  it("accepts a message of 262,144 bytes", async () => {
    await expectStored(padded(262_144));
  });

  it("rejects a message of a byte more with 413", async () => {
    expectProblem(await system.post(padded(262_145)), 413);
  });

  it("rejects a body over API Gateway's 10 MB with 413, whether its length is announced or not", async () => {
    const body = new Blob([new Uint8Array(10 * 1024 * 1024 + 1).fill(32)]);
    for (const sent of [body, body.stream()]) {
      const headers = { "content-type": "application/json" };
      const request = { method: "POST", headers, body: sent, duplex: "half" } as const;
      const answer = await toAnswer(await fetch(`${system.outputs.api_url}/messages`, request));
      expectProblem(answer, 413, "MessageTooLarge");
    }
  });

  const invocations = async (): Promise<readonly number[]> => {
    await system.untilIdle();
    return (await system.state()).functions.map((each) => each.invocations);
  };
  const withoutQueuing = async <A>(call: () => Promise<A>): Promise<A> => {
    const before = await invocations();
    const answer = await call();
    expect(await invocations()).to.deep.equal(before);
    return answer;
  };

  const unrecordable: Readonly<Record<string, string>> = {
    nothing: "",
    "white space": " \n ",
    "an empty object": "{}",
    "a list": "[]",
    null: "null",
    "a number": "42",
    "no JSON": "hello",
    "no ids": '{"metadata":{},"data":{}}',
    "an id that is no UUID": aMessage({ message_id: "42" }).raw,
    "a company that is no UUID": aMessage({ company_id: "../x" }).raw,
    "the Nil UUID as id": aMessage({ message_id: "00000000-0000-0000-0000-000000000000" }).raw,
    "the Max UUID as company": aMessage({ company_id: "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF" }).raw,
  };
  for (const [what, body] of Object.entries(unrecordable)) {
    it(`rejects ${what} with 400, without queuing it`, async () => {
      expectProblem(await withoutQueuing(async () => system.post(body)), 400);
    });
  }

  it("rejects any other content type with 415", async () => {
    for (const contentType of ["text/plain", "application/xml", "application/x-www-form-urlencoded"]) {
      expectProblem(await system.post(aMessage().raw, contentType), 415);
    }
  });

  const postWith = async (headers: Readonly<Record<string, string>>) =>
    toAnswer(
      await fetch(`${system.outputs.api_url}/messages`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: aMessage().raw,
      }),
    );
  for (const parameters of ["charset=utf-8", ' charset="UTF-8"', "charset=utf8; x=y", "x=charset"])
    it(`accepts the content type application/json;${parameters}`, async () => {
      expect((await postWith({ "content-type": `Application/JSON;${parameters}` })).status).to.equal(202);
    });

  for (const parameters of [
    "charset=ISO-8859-1",
    " charset = utf-16",
    "\tcharset\t=utf-16",
    "charset=utf-8x",
    "charset=utf-8;charset=latin1",
  ])
    it(`rejects the content type application/json;${parameters} with 415, without queuing it`, async () => {
      const contentType = `application/json;${parameters}`;
      const answer = await withoutQueuing(async () => postWith({ "content-type": contentType }));
      expectProblem(answer, 415, "UnsupportedEncoding");
    });

  for (const [encoding, status] of [
    ["identity", 202],
    ["gzip", 415],
    ["br", 415],
    ["identity, gzip", 415],
  ] as const)
    it(`answers the content encoding ${encoding} with ${status}`, async () => {
      const answer = await postWith({ "content-encoding": encoding });
      if (status === 415) expectProblem(answer, status, "UnsupportedEncoding");
      else expect(answer.status).to.equal(status);
    });

  it("responds 400 to whoever asks for the Nil or the Max UUID", async () => {
    for (const id of ["00000000-0000-0000-0000-000000000000", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"]) {
      expectProblem(await system.call(`/messages/${id}`), 400, "InvalidParameter");
      expectProblem(await system.call(`/messages?company_id=${id}`), 400, "InvalidParameter");
    }
  });

  it("responds 404 with a problem on an unknown route", async () => {
    expectProblem(await system.call("/nowhere"), 404);
    expectProblem(await system.call(`/messages/${randomUUID()}`), 404);
  });
});

describe("POST /messages without a working queue", () => {
  let system: RunningSystem | undefined;
  afterEach(async () => {
    await system?.stop();
    system = undefined;
  });

  it("never responds 2xx when the queue does not exist", async () => {
    system = await startSystem();
    await system.sqs.send(new DeleteQueueCommand({ QueueUrl: system.outputs.queue_url }));
    expectProblem(await system.post(aMessage().raw), 500);
  });

  it("never responds 2xx when the API lacks the permission to send", async () => {
    system = await startChangedSystem(['"sqs:SendMessage"', '"sqs:GetQueueUrl"']);
    expectProblem(await system.post(aMessage().raw), 500);
  });

  it("never responds 2xx when SQS fails", async () => {
    system = await startSystem();
    const effects = [
      { type: "error", code: "ServiceUnavailable", status: 503 },
      { type: "error", code: "RequestThrottled", status: 400 },
      { type: "reset" },
      { type: "garbage", status: 502, body: "<html>bad gateway</html>" },
      { type: "garbage", status: 200, body: "<html>welcome</html>" },
    ];
    for (const effect of effects) {
      await system.setFaults({ service: "sqs", operation: "SendMessage", effect });
      expectProblem(await system.post(aMessage().raw), 503);
    }
  });
});
