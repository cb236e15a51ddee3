import { DeleteMessageCommand, type Message } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import * as fc from "fast-check";
import { type Fixture, receiveFrom, sendTo, startFixture } from "../../testing/sqs-fixture.ts";
import { rejectionOf } from "../../testing/rejection-of.ts";

const isCharacter = (code: number): boolean =>
  (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff;
const anyText = fc
  .array(fc.integer({ min: 0x20, max: 0x10ffff }).filter(isCharacter), { minLength: 1, maxLength: 40 })
  .map((codes) => String.fromCodePoint(...codes));

describe("SQS message contents", () => {
  let sqs: Fixture;

  before(async () => {
    sqs = await startFixture({ aws_sqs_queue: { jobs: { name: "jobs", max_message_size: 263_168 } } });
  });
  after(async () => {
    await sqs.close();
  });

  const send = async (body: string, attributes: object = {}) =>
    sendTo(sqs, "jobs", body, { MessageAttributes: attributes });
  const look = async (options: object = {}): Promise<Message> => {
    const [message] = await receiveFrom(sqs, "jobs", { VisibilityTimeout: 0, ...options });
    if (message === undefined) throw new Error("nothing was received");
    return message;
  };
  const take = async (): Promise<Message> => {
    const message = await look({ VisibilityTimeout: 30 });
    const { ReceiptHandle } = message;
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl: sqs.urlOf("jobs"), ReceiptHandle }));
    return message;
  };

  it("carries every allowed text unchanged, in bodies and in attributes", async () => {
    const told = ["\uE000base64:aGk=", "\uFEFFx", "a\r\n\tb", "😀 &Action= %26 + \"'<>&", "\u{10FFFF}"];
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        await send(text, { note: { DataType: "String", StringValue: text } });
        const message = await take();
        expect(message.Body).to.equal(text);
        expect(message.MessageAttributes?.["note"]?.StringValue).to.equal(text);
      }),
      { numRuns: 40, examples: told.map((text) => [text]) },
    );
  });

  it("rejects characters that XML cannot carry, and an empty body", async () => {
    for (const body of ["\u0000", "a\u000bb", "\uFFFE", "\uFFFF", "\ud83d"]) {
      expect((await rejectionOf(send(body))).name, JSON.stringify(body)).to.equal("InvalidMessageContents");
    }
    expect((await rejectionOf(send(""))).name).to.equal("MissingParameter");
  });

  it("takes exactly the size limit, body and attributes together, and not a byte more", async () => {
    const attributes = { n: { DataType: "String", StringValue: "é" } };
    const exact = "x".repeat(263_168 - 1 - "String".length - 2);
    await send(exact, attributes);
    expect((await take()).Body === exact).to.equal(true);
    const error = await rejectionOf(send(`${exact}x`, attributes));
    expect(error.name).to.equal("InvalidParameterValue");
    expect(error.message).to.equal(
      "One or more parameters are invalid. Reason: Message must be shorter than 263168 bytes.",
    );
  });

  it("carries a full-size body of emoji", async () => {
    const body = "😀".repeat(65_536);
    await send(body);
    expect((await take()).Body === body).to.equal(true);
  });

  it("shows the message attributes that were asked for, binary ones as bytes", async () => {
    const attributes = {
      "trace.id": { DataType: "String", StringValue: "t" },
      count: { DataType: "Number.int", StringValue: "-1e3" },
      bytes: { DataType: "Binary", BinaryValue: new Uint8Array([0, 255, 16]) },
    };
    const sent = await send("b", attributes);
    const all = await look();
    expect(all.MessageAttributes).to.deep.equal(attributes);
    expect(all.MD5OfMessageAttributes)
      .to.equal(sent.MD5OfMessageAttributes)
      .and.match(/^[0-9a-f]{32}$/);
    const some = await look({ MessageAttributeNames: ["trace.*", "nothing"] });
    expect(Object.keys(some.MessageAttributes ?? {})).to.deep.equal(["trace.id"]);
    expect(some.MD5OfMessageAttributes).to.not.equal(sent.MD5OfMessageAttributes);
    expect((await look({ MessageAttributeNames: [] })).MessageAttributes).to.equal(undefined);
    await take();
  });

  it("rejects message attributes that SQS rejects", async () => {
    const bad: readonly (readonly [string, object])[] = [
      ["n", { DataType: "String", StringValue: "" }],
      ["n", { DataType: "Text", StringValue: "x" }],
      ["n", { DataType: "Number", StringValue: "ten" }],
      ["aws.n", { DataType: "String", StringValue: "x" }],
      ["a..n", { DataType: "String", StringValue: "x" }],
      ["n", { DataType: "String", StringValue: "\u0001" }],
    ];
    for (const [name, value] of bad) {
      const error = await rejectionOf(send("b", { [name]: value }));
      expect(error.name, JSON.stringify([name, value])).to.equal("InvalidParameterValue");
    }
    const names = Array.from({ length: 11 }, (_, index) => `n${index}`);
    const many = Object.fromEntries(names.map((name) => [name, { DataType: "String", StringValue: "x" }]));
    expect((await rejectionOf(send("b", many))).message).to.contain("[11] exceeds the allowed maximum [10]");
  });

  it("rejects a parameter that is not supported, by name", async () => {
    const error = await rejectionOf(sendTo(sqs, "jobs", "b", { MessageDeduplicationId: "d" }));
    expect(error.name).to.equal("UnsupportedOperation");
    expect(error.message).to.contain("MessageDeduplicationId");
  });

  it("shows the system attributes that were asked for, under either name of the parameter", async () => {
    const before = Date.now();
    await send("s");
    const first = await look();
    expect(Number(first.Attributes?.SentTimestamp)).to.be.within(before, Date.now());
    expect(first.Attributes?.ApproximateReceiveCount).to.equal("1");
    const names = ["ApproximateReceiveCount"];
    const second = await look({ AttributeNames: names, MessageSystemAttributeNames: [] });
    expect(second.Attributes).to.deep.equal({ ApproximateReceiveCount: "2" });
    const error = await rejectionOf(look({ MessageSystemAttributeNames: ["ApproximateRecieveCount"] }));
    expect(error.name).to.equal("InvalidAttributeName");
    await take();
  });
});
