import { expect } from "chai";
import * as fc from "fast-check";
import { splitBySize, type SqsRecord, toSqsEvent, toSqsRecord } from "./sqs-event.ts";

const queueArn = "arn:aws:sqs:us-east-1:000000000000:work";

describe("toSqsRecord", () => {
  it("has every field of Lambda's event", () => {
    const message = {
      MessageId: "m-1",
      ReceiptHandle: "r-1",
      Body: "text",
      MD5OfBody: "b5",
      MD5OfMessageAttributes: "a5",
      Attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: "1700000000000",
        SenderId: "000000000000",
        ApproximateFirstReceiveTimestamp: "1700000000001",
      },
      MessageAttributes: {
        colour: { DataType: "String", StringValue: "green" },
        blob: { DataType: "Binary", BinaryValue: "AQI=" },
      },
    };
    expect(toSqsRecord(message, queueArn, "us-east-1")).to.deep.equal({
      messageId: "m-1",
      receiptHandle: "r-1",
      body: "text",
      attributes: message.Attributes,
      messageAttributes: {
        colour: { stringValue: "green", stringListValues: [], binaryListValues: [], dataType: "String" },
        blob: { binaryValue: "AQI=", stringListValues: [], binaryListValues: [], dataType: "Binary" },
      },
      md5OfMessageAttributes: "a5",
      md5OfBody: "b5",
      eventSource: "aws:sqs",
      eventSourceARN: queueArn,
      awsRegion: "us-east-1",
    });
  });
});

describe("splitBySize", () => {
  it("keeps every record once and in order, in batches that fit", () => {
    const limit = 1_000;
    const bodies = fc.array(fc.string({ maxLength: 200, unit: "binary", size: "max" }), {
      maxLength: 30,
      size: "max",
    });
    fc.assert(
      fc.property(bodies, (texts) => {
        const records: SqsRecord[] = texts.map((body, index) => ({
          messageId: String(index),
          receiptHandle: "r",
          body,
        }));
        const batches = splitBySize(records, limit);
        expect(batches.flat()).to.deep.equal(records);
        for (const batch of batches) {
          expect(batch).not.to.deep.equal([]);
          if (batch.length > 1) expect(Buffer.byteLength(toSqsEvent(batch))).to.be.at.most(limit);
        }
      }),
    );
  });

  it("does not split what fits", () => {
    const records = [1, 2, 3].map((n) => ({ messageId: String(n), receiptHandle: "r" }));
    expect(splitBySize(records)).to.deep.equal([records]);
  });
});
