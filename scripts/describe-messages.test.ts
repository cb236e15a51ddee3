import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import { randomUUID } from "node:crypto";
import { local } from "../infra/config/local.ts";
import { allOf, stackOf, theOnly } from "../infra/policies/synth.ts";
import { aMessage } from "../packages/api-contract/openapi/examples.ts";
import type { MessageRecord } from "../packages/domain/record.ts";
import { toProcessedRecord, toRejectedRecord } from "../packages/domain/to-record.ts";
import { toRejectedObject, toValidObject } from "../packages/domain/archived-object.ts";
import { assertLeft, assertRight } from "../packages/domain/testing/assert-either.ts";
import { decodeMessage, readableIds } from "../packages/domain/message.ts";
import { decodeDeliveries } from "../packages/lambda-kit/delivery.ts";
import { logBatch } from "../packages/lambda-kit/log-batch.ts";
import { postpone } from "../packages/lambda-kit/postpone.ts";
import { returnToQueue } from "../packages/lambda-kit/return-to-queue.ts";
import { anSqsRecord, aRecordingLog } from "../packages/lambda-kit/testing/fixtures.ts";
import type { Processed } from "../functions/process-message/process-message.ts";
import { malformedJson, messageIdConflict } from "../packages/domain/failure.ts";
import { describeMessages } from "./describe-messages.ts";

const outputs = {
  api_url: "http://127.0.0.1:3000/v1",
  messages_bucket: "the-bucket",
  messages_table: "the-table",
};
const { records, samples, metrics, outcomes, waits } = describeMessages(outputs);

const fill = (body: string): string =>
  body.replaceAll("{{uuid}}", randomUUID()).replaceAll("{{now}}", new Date().toISOString());

const fateOf = (raw: string): string => {
  const { message_id, company_id } = readableIds(raw);
  if (message_id === undefined || company_id === undefined) return "refused at once";
  return decodeMessage(raw)._tag === "Left" ? "accepted, then rejected" : "processed";
};

describe("describeMessages", () => {
  it("finds records by the keys that the stack's table and index have", () => {
    const { body } = theOnly(stackOf(local), "aws_dynamodb_table");
    expect(body["hash_key"]).to.equal(records.key);
    expect(body["global_secondary_index"]).to.have.nested.property("[0].name", records.index);
    expect(body["global_secondary_index"]).to.have.nested.property("[0].hash_key", records.group);
    expect(body["global_secondary_index"]).to.have.nested.property("[0].range_key", records.time);
  });

  const at = "2023-12-10T22:02:39.123Z";
  const envelopeOf = (message: string) => ({ message, sha256: "00", received_at: at });
  const keysOf = (record: MessageRecord): readonly string[] =>
    records.object.keys
      .filter(({ status }) => status === record.status)
      .map(({ key }) =>
        Object.entries(record).reduce(
          (filled, [name, value]) =>
            typeof value === "string" ? filled.replace(`{${name}}`, value) : filled,
          key,
        ),
      );

  it("finds a processed message's object under the key that it is archived under", () => {
    const envelope = envelopeOf(JSON.stringify(aMessage));
    const message = assertRight(decodeMessage(envelope.message));
    const { key } = toValidObject(envelope, message, at);
    expect(keysOf(toProcessedRecord(envelope, message, at))).to.deep.equal([key]);
    expect(records.object).to.include({ bucket: "the-bucket" });
  });

  it("finds a rejected text's object under the key that it is archived under, without a company too", () => {
    const wrong = JSON.stringify({ ...aMessage, data: [] });
    const firstKeys = [wrong, "{"].map((raw) => {
      const [envelope, ids, failure] = [envelopeOf(raw), readableIds(raw), assertLeft(decodeMessage(raw))];
      const { key } = toRejectedObject(envelope, ids, failure, at);
      const [first] = keysOf(toRejectedRecord(envelope, ids, failure, at)).filter(
        (each) => !each.includes("{"),
      );
      return [first, key];
    });
    for (const [found, archived] of firstKeys) expect(found).to.equal(archived);
  });

  it("names the fields by which the log says how long a message waits", async () => {
    const { log, lines } = aRecordingLog();
    const [delivery] = assertRight(decodeDeliveries({ Records: [anSqsRecord()] }));
    if (delivery === undefined) throw new Error("the event holds one delivery");
    const done = async () => E.right(undefined);
    const retrying = { changeVisibility: done, retryBaseSeconds: 20, random: () => 0 };
    await returnToQueue(retrying, delivery, log, 1000);
    const now = () => new Date(Number(anSqsRecord().attributes.SentTimestamp));
    const failure = { kind: "Transient", code: "SlowDown", detail: "d", needsOperator: false } as const;
    const postponing = { sendCopy: done, postponeForMs: 60_000, random: () => 0, now };
    await postpone(postponing, { delivery, failure }, log, 1000);
    expect(waits.map((name) => lines().map((line) => line[name]))).to.deep.equal([
      [20, undefined],
      [undefined, 60],
    ]);
  });

  it("knows every outcome that is final by what the log says of it, and a conflict by its own line", async () => {
    const { log, lines } = aRecordingLog();
    const [delivery] = assertRight(decodeDeliveries({ Records: [anSqsRecord()] }));
    if (delivery === undefined) throw new Error("the event holds one delivery");
    const final: readonly (keyof typeof words)[] = ["Recorded", "Duplicate"];
    const words = { Recorded: "Processed", Duplicate: "Duplicate" } satisfies Record<Processed, string>;
    const results = [...final.map((outcome) => E.right(outcome)), E.left(malformedJson)];
    logBatch(
      log,
      results.map((result) => ({ delivery, result, at: new Date(at) })),
    );
    const said = lines().flatMap((line) => line["messages"] as readonly Readonly<Record<string, unknown>>[]);
    const all = [...said, { code: messageIdConflict.code }];
    expect(all.map((part) => outcomes.find(({ field, value }) => part[field] === value)?.word)).to.deep.equal(
      [...final.map((outcome) => words[outcome]), "Rejected", "Rejected as MessageIdConflict"],
    );
  });

  it("says what metrics count that the stack makes of its log", () => {
    const made = allOf(stackOf(local), "aws_cloudwatch_log_metric_filter").map(
      ({ body }) => body["metric_transformation"],
    );
    for (const name of Object.keys(metrics)) expect(JSON.stringify(made)).to.contain(`"name":"${name}"`);
  });

  for (const { name, path, body } of samples) {
    it(`sends a sample that becomes what its name says: ${name}`, () => {
      expect(path).to.equal("/v1/messages");
      const [, fate = "processed"] = /: (refused at once|accepted, then rejected)$/.exec(name) ?? [];
      expect(fateOf(fill(body))).to.equal(fate);
    });
  }

  it("gives every sample but one a new id each time", () => {
    const fixed = samples.filter(({ body }) => !body.includes("{{uuid}}") && body.includes("message_id"));
    expect(fixed.map(({ name }) => name)).to.deep.equal([
      "always the same id: sent again a duplicate, changed a conflict",
    ]);
  });
});
