import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { local } from "../infra/config/local.ts";
import { allOf, stackOf, theOnly } from "../infra/policies/synth.ts";
import { aMessage } from "../packages/api-contract/openapi/examples.ts";
import { toValidObject } from "../packages/domain/archived-object.ts";
import { assertRight } from "../packages/domain/testing/assert-either.ts";
import { decodeMessage, readableIds } from "../packages/domain/message.ts";
import { describeMessages } from "./describe-messages.ts";

const outputs = {
  api_url: "http://127.0.0.1:3000/v1",
  messages_bucket: "the-bucket",
  messages_table: "the-table",
};
const { records, samples, metrics } = describeMessages(outputs);

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

  it("finds a message's object under the key that it is archived under", () => {
    const raw = JSON.stringify(aMessage);
    const envelope = { message: raw, sha256: "00", received_at: "2023-12-10T22:02:39.123Z" };
    const message = assertRight(decodeMessage(raw));
    const { company_id, message_id } = message.metadata;
    const key = records.object.key.replace("{company_id}", company_id).replace("{message_id}", message_id);
    expect(toValidObject(envelope, message, envelope.received_at)).to.include({ key });
    expect(records.object).to.include({ bucket: "the-bucket" });
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
