// The adapters against the local cloud: what the unit tests take from the documentation is tried here.
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { makeDynamoDb, makeS3 } from "@message-handler/aws-client/clients.ts";
import type { DynamoDb, S3 } from "@message-handler/aws-client/operations.ts";
import { assertRight } from "@message-handler/domain/testing/assert-either.ts";
import {
  aListQuery,
  anotherCompanyId,
  aProcessedRecord,
  aRejectedRecord,
  aValidRaw,
} from "@message-handler/domain/testing/fixtures.ts";
import type { ListQuery } from "@message-handler/domain/list-query.ts";
import type { ListPosition } from "@message-handler/domain/ports.ts";
import { decide } from "@message-handler/domain/record-machine.ts";
import type { MessageRecord, ProcessedRecord, RejectedRecord } from "@message-handler/domain/record.ts";
import { startLocalCloud } from "@message-handler/local-cloud";
import { toLoopbackClient } from "@message-handler/local-cloud/loopback";
import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import { makeArchiveMessage } from "./archive-message.ts";
import { clientEnvironment, clientLimits } from "@message-handler/aws-client/testing/fake-aws.ts";
import { makeFindRecord } from "./find-record.ts";
import { makeListRecords } from "./list-records.ts";
import { makeRecordProcessed, makeRecordRejected } from "./put-record.ts";

/** As the stack has it; `company_id` is a key of one and not of the other. */
const anIndex = (name: string, hash_key: string) => ({
  name,
  hash_key,
  range_key: "received_at",
  projection_type: "INCLUDE",
  non_key_attributes: [
    "company_id",
    "status",
    "message_time",
    "sha256",
    "processed_at",
    "rejected_at",
    "error",
    "request_id",
  ].filter((attribute) => attribute !== hash_key),
});

const STACK = {
  provider: { aws: [{ region: "eu-west-1" }] },
  resource: {
    aws_s3_bucket: { archive: { bucket: "archive" } },
    aws_dynamodb_table: {
      records: {
        name: "records",
        billing_mode: "PAY_PER_REQUEST",
        hash_key: "message_id",
        attribute: [
          { name: "message_id", type: "S" },
          { name: "company_id", type: "S" },
          { name: "received_at", type: "S" },
          { name: "rejected_company_id", type: "S" },
        ],
        global_secondary_index: [
          anIndex("by_company", "company_id"),
          anIndex("rejected_by_company", "rejected_company_id"),
        ],
      },
    },
  },
};

const toSha256 = (raw: string): string => createHash("sha256").update(raw, "utf8").digest("hex");

let ids = 0;
const aNewId = (): string => {
  ids += 1;
  return `00000000-0000-4000-8000-${String(ids).padStart(12, "0")}`;
};

const processedFrom = (message: string, more: Partial<ProcessedRecord> = {}): ProcessedRecord => ({
  ...aProcessedRecord,
  message,
  sha256: toSha256(message),
  ...more,
});
const rejectedFrom = (message: string, more: Partial<RejectedRecord> = {}): RejectedRecord => ({
  ...aRejectedRecord,
  message,
  sha256: toSha256(message),
  ...more,
});

const withoutCompany = ({ company_id: _none, ...record }: RejectedRecord): RejectedRecord => record;

/** Every kind of record that can meet another one under an id. */
const variants = (message_id: string) =>
  ["a", "b"].flatMap((message) => [
    ...[aProcessedRecord.company_id, anotherCompanyId].flatMap((company_id): MessageRecord[] => [
      processedFrom(message, { message_id, company_id }),
      rejectedFrom(message, { message_id, company_id }),
    ]),
    withoutCompany(rejectedFrom(message, { message_id })),
  ]);

const at = (n: number): string => new Date(1_700_000_000_000 + n).toISOString();

describe("the message store on the local cloud", function () {
  this.timeout(60_000);
  let directory: string;
  let cloud: Awaited<ReturnType<typeof startLocalCloud>>;
  let reader: S3Client;
  let s3: S3;
  let dynamodb: DynamoDb;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "message-store-"));
    const stackFile = join(directory, "cdk.tf.json");
    await writeFile(stackFile, JSON.stringify(STACK));
    cloud = await startLocalCloud({ stackFile, apiPort: 0, awsPort: 0, log: () => undefined });
    reader = new S3Client({ ...toLoopbackClient(cloud.awsEndpoint), forcePathStyle: true });
    const limits = { ...clientLimits(3), requestTimeoutMs: 10_000 };
    s3 = makeS3(limits, clientEnvironment(cloud.awsEndpoint));
    dynamodb = makeDynamoDb(limits, clientEnvironment(cloud.awsEndpoint));
  });
  after(async () => {
    for (const client of [reader, s3, dynamodb]) client.destroy();
    await cloud.stop();
    await rm(directory, { recursive: true });
  });

  const archive = async (record: ProcessedRecord) =>
    makeArchiveMessage({ client: s3, bucket: "archive" })({
      key: `${record.company_id}/${record.message_id}.json`,
      message: record.message,
      sha256: record.sha256,
      metadata: { received_at: record.received_at, sha256: record.sha256 },
    });
  const record = async (incoming: MessageRecord) =>
    incoming.status === "Processed"
      ? makeRecordProcessed({ client: dynamodb, table: "records" })(incoming)
      : makeRecordRejected({ client: dynamodb, table: "records" })(incoming);
  const find = async (key: string) => makeFindRecord({ client: dynamodb, table: "records" })(key);
  const archivedBytes = async ({ company_id, message_id }: ProcessedRecord) => {
    const object = await reader.send(
      new GetObjectCommand({ Bucket: "archive", Key: `${company_id}/${message_id}.json` }),
    );
    return object.Body?.transformToString("utf8");
  };
  /** The next call of an operation is carried out, and its answer is lost. */
  const loseNextAnswer = async (service: string, operation: string) => {
    const faults = [{ service, operation, times: 1, effect: { type: "apply-then-reset" } }];
    const answer = await fetch(`${cloud.awsEndpoint}/_local/faults`, {
      method: "PUT",
      body: JSON.stringify(faults),
    });
    expect(answer.ok, await answer.text()).to.equal(true);
  };

  const listAll = async (query: ListQuery) => {
    const list = makeListRecords({
      client: dynamodb,
      table: "records",
      index: "by_company",
      rejectedIndex: "rejected_by_company",
      longestReadMs: 7000,
    });
    const items = [];
    let after: ListPosition | undefined;
    do {
      const page = assertRight(await list(query, after, () => 9000));
      if (page.next !== undefined) expect(page.items).to.have.length(query.limit);
      items.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return items;
  };

  it("archives one of many concurrent messages and tells each whether it won", async () => {
    const message_id = aNewId();
    const racers = ["first", "second"].map((order) =>
      processedFrom(aValidRaw({ data: { order } }), { message_id }),
    );
    const deliveries = Array.from({ length: 10 }, () => racers).flat();
    const results = await Promise.all(
      deliveries.map(async (delivery) => ({ delivery, outcome: await archive(delivery) })),
    );
    const winner = await archivedBytes(racers[0] as ProcessedRecord);
    // A racing put may be told to try again, and then finds what everybody finds.
    for (const delivery of racers)
      expect(assertRight(await archive(delivery)).kind).to.equal(
        delivery.message === winner ? "AlreadyArchived" : "Conflict",
      );
    const claims = results.filter(({ outcome }) => E.isRight(outcome) && outcome.right.kind === "Archived");
    expect(claims.map(({ delivery }) => delivery.message)).to.deep.equal([winner]);
  });

  it("archives the exact bytes of any text", async () => {
    const raw = '{"a":1e400,\r\n\t"b":"ü😀&+%26","c":1,"c":2,"n":12345678901234567890}';
    const odd = processedFrom(raw, { message_id: aNewId() });
    expect(assertRight(await archive(odd)).kind).to.equal("Archived");
    expect(await archivedBytes(odd)).to.equal(raw);
  });

  it("returns success for writes that were applied though their answers were lost", async () => {
    const message = processedFrom(aValidRaw({ data: { lost: true } }), { message_id: aNewId() });
    await loseNextAnswer("s3", "PutObject");
    expect(assertRight(await archive(message))).to.deep.equal({
      kind: "AlreadyArchived",
      metadata: { received_at: message.received_at, sha256: message.sha256 },
    });
    await loseNextAnswer("dynamodb", "PutItem");
    expect(assertRight(await record(message))).to.equal("Duplicate");
    expect(assertRight(await find(message.message_id))).to.deep.equal(message);
  });

  it("writes every pair of records as the record machine decides", async () => {
    const pairs = variants("").flatMap((_, i) => variants("").map((_record, j) => [i, j] as const));
    for (const [i, j] of pairs) {
      const all = variants(aNewId());
      const [existing, incoming] = [all[i] as MessageRecord, all[j] as MessageRecord];
      assertRight(await record(existing));
      const decision = decide(existing, incoming);
      expect(assertRight(await record(incoming))).to.equal(decision === "Write" ? "Recorded" : decision);
      expect(assertRight(await find(existing.message_id))).to.deep.equal(
        decision === "Write" ? incoming : existing,
      );
    }
  });

  it("keeps the first record of many concurrent deliveries", async () => {
    const message_id = aNewId();
    const deliveries = Array.from({ length: 50 }, (_, n) =>
      processedFrom(aValidRaw(), { message_id, processed_at: new Date(n).toISOString() }),
    );
    const outcomes = await Promise.all(
      deliveries.map(async (delivery) => assertRight(await record(delivery))),
    );
    const recorded = outcomes.indexOf("Recorded");
    expect(outcomes.filter((outcome) => outcome === "Duplicate")).to.have.length(49);
    expect(assertRight(await find(message_id))).to.deep.equal(deliveries[recorded]);
  });

  it("finds nothing where there is no record", async () => {
    expect(assertRight(await find(aNewId()))).to.equal(undefined);
  });

  it("records a message of the largest size with the largest error", async () => {
    const fields = Array.from({ length: 4 }, (_, n) => ({
      path: `metadata.${n}`,
      expected: "x".repeat(200),
    }));
    const large = rejectedFrom("ä".repeat(131_584), {
      message_id: aNewId(),
      error: { ...aRejectedRecord.error, fields },
    });
    expect(assertRight(await record(large))).to.equal("Recorded");
    expect(assertRight(await find(large.message_id))).to.deep.equal(large);
  });

  describe("with 1,000 messages of a company", () => {
    const company_id = "11111111-1111-4111-8111-111111111111";
    // Several share an instant, and one in ten is rejected.
    const records = Array.from({ length: 1_000 }, (_, n): MessageRecord => {
      const more = { message_id: aNewId(), company_id, received_at: at(Math.floor(n / 3)) };
      return n % 10 === 0 ? rejectedFrom(`bad ${n}`, more) : processedFrom(`good ${n}`, more);
    });
    before(async () => {
      for (let n = 0; n < records.length; n += 50) await Promise.all(records.slice(n, n + 50).map(record));
    });

    const queries: Record<string, Partial<ListQuery>> = {
      "no filter": {},
      "a status": { status: "Rejected" },
      "the other status": { status: "Processed" },
      "the other order": { order: "asc" },
      "a range": { from: at(100), to: at(200) },
      "a status in an open range": { status: "Rejected", from: at(50) },
    };
    for (const limit of [7, 100])
      for (const [what, filters] of Object.entries(queries))
        it(`lists each match once and in order, with ${what}, ${limit} at a time`, async () => {
          const query: ListQuery = { ...aListQuery, company_id, ...filters, limit };
          const { status, from = "", to = "~", order } = query;
          const items = await listAll(query);
          const expected = records.filter(
            (one) =>
              (status === undefined || one.status === status) &&
              from <= one.received_at &&
              one.received_at <= to,
          );
          expect(items.map((item) => item.message_id)).to.have.members(expected.map((one) => one.message_id));
          const times = items.map((item) => item.received_at);
          const sorted = times.toSorted();
          expect(times).to.deep.equal(order === "asc" ? sorted : sorted.toReversed());
        });

    it("lists none of them for another company", async () => {
      expect(
        await listAll({ ...aListQuery, company_id: "22222222-2222-4222-8222-222222222222" }),
      ).to.deep.equal([]);
    });
  });

  it("lists a rejection until a processed record replaces it", async () => {
    const [message_id, company_id] = [aNewId(), "33333333-3333-4333-8333-333333333333"];
    const rejected: ListQuery = { ...aListQuery, company_id, status: "Rejected" };
    const idsOf = async (query: ListQuery) => (await listAll(query)).map((item) => item.message_id);
    assertRight(await record(rejectedFrom("bad", { message_id, company_id })));
    expect(await idsOf(rejected)).to.deep.equal([message_id]);
    expect(assertRight(await record(processedFrom("good", { message_id, company_id })))).to.equal("Recorded");
    expect(await idsOf(rejected)).to.deep.equal([]);
    expect(await idsOf({ ...rejected, status: "Processed" })).to.deep.equal([message_id]);
  });

  it("lists no rejection without a readable company", async () => {
    const { company_id: _company, ...anonymous } = rejectedFrom("?", {
      message_id: `sha256:${toSha256("?")}`,
    });
    expect(assertRight(await record(anonymous))).to.equal("Recorded");
    expect(assertRight(await find(anonymous.message_id))).to.deep.equal(anonymous);
  });
});
