import { expect } from "chai";
import * as fc from "fast-check";
import { aCompanyId, anotherCompanyId, aProcessedRecord, aRejectedRecord } from "./testing/fixtures.ts";
import { decide, type Claim, type Decision } from "./record-machine.ts";
import { toContentKey, type MessageRecord, type RecordKey } from "./record.ts";

const processed = (sha256: string, company_id = aCompanyId): MessageRecord => ({
  ...aProcessedRecord,
  company_id,
  sha256: sha256.repeat(64),
});
const rejected = (sha256: string, company_id = aCompanyId): MessageRecord => ({
  ...aRejectedRecord,
  company_id,
  sha256: sha256.repeat(64),
});

const rejectedWithoutCompany = (sha256: string): MessageRecord => {
  const { company_id: _none, ...record } = rejected(sha256);
  return record as MessageRecord;
};

describe("decide", () => {
  const rows: readonly [string, Claim | undefined, Claim, Decision][] = [
    ["a processed message under a free id", undefined, processed("a"), "Write"],
    ["a rejected message under a free id", undefined, rejected("a"), "Write"],
    ["the same message again", processed("a"), processed("a"), "Duplicate"],
    ["another message under the id", processed("a"), processed("b"), "Conflict"],
    ["another company's message", processed("a"), processed("b", anotherCompanyId), "Conflict"],
    ["the same bytes for another company", processed("a"), processed("a", anotherCompanyId), "Conflict"],
    ["a late invalid twin of a processed message", processed("a"), rejected("b"), "Conflict"],
    ["a rejection of the processed bytes themselves", processed("a"), rejected("a"), "Duplicate"],
    ["a corrected message", rejected("a"), processed("b"), "Write"],
    ["the same bytes, rejected before and valid now", rejected("a"), processed("a"), "Write"],
    ["the same rejection again", rejected("a"), rejected("a"), "Duplicate"],
    ["the rejection of other bytes", rejected("a"), rejected("b"), "Conflict"],
    ["another company's valid message", rejected("a"), processed("b", anotherCompanyId), "Conflict"],
    ["another company's rejection", rejected("a"), rejected("b", anotherCompanyId), "Conflict"],
    [
      "a rejection without a company over a company's",
      rejected("a"),
      rejectedWithoutCompany("b"),
      "Conflict",
    ],
    [
      "a company's message over a rejection without a company",
      rejectedWithoutCompany("a"),
      processed("b"),
      "Write",
    ],
    [
      "another rejection without a company over one without a company",
      rejectedWithoutCompany("a"),
      rejectedWithoutCompany("b"),
      "Conflict",
    ],
    [
      "the same bytes rejected for another company",
      rejected("a"),
      rejected("a", anotherCompanyId),
      "Conflict",
    ],
    ["the same bytes rejected without a company", rejected("a"), rejectedWithoutCompany("a"), "Conflict"],
    [
      "the same bytes rejected for a company, and without one before",
      rejectedWithoutCompany("a"),
      rejected("a"),
      "Write",
    ],
    [
      "the same rejection without a company again",
      rejectedWithoutCompany("a"),
      rejectedWithoutCompany("a"),
      "Duplicate",
    ],
  ];
  for (const [what, existing, incoming, decision] of rows)
    it(`decides ${decision} for ${what}`, () => {
      expect(decide(existing, incoming)).to.equal(decision);
    });
});

/** A delivery as the use case ends it: a conflicting message is recorded under the hash of its content. */
const deliver = (table: ReadonlyMap<RecordKey, MessageRecord>, incoming: MessageRecord) => {
  const write = (record: MessageRecord): [Decision, ReadonlyMap<RecordKey, MessageRecord>] => {
    const decision = decide(table.get(record.message_id), record);
    return [decision, decision === "Write" ? new Map(table).set(record.message_id, record) : table];
  };
  const [decision, next] = write(incoming);
  if (decision !== "Conflict") return next;
  const { sha256, company_id } = incoming;
  const loser = {
    ...aRejectedRecord,
    sha256,
    ...(company_id === undefined ? {} : { company_id }),
    message_id: toContentKey(sha256),
  };
  return write(loser)[1];
};

describe("the record machine under any interleaving of deliveries", () => {
  const messages = [
    processed("a"),
    processed("b"),
    processed("c", anotherCompanyId),
    rejected("d"),
    rejected("e"),
  ];
  const deliveries = fc.array(fc.constantFrom(...messages), { minLength: 1, maxLength: 30 });
  const inAnyOrder = (check: (sequence: readonly MessageRecord[]) => void) => {
    fc.assert(fc.property(deliveries, check));
  };

  it("processes the first valid message of the first company, or keeps a rejection when none is valid", () => {
    inAnyOrder((sequence) => {
      const table = sequence.reduce(deliver, new Map<RecordKey, MessageRecord>());
      const owner = sequence[0]?.company_id;
      const firstValid = sequence.find(
        ({ status, company_id }) => status === "Processed" && company_id === owner,
      );
      const record = table.get(aProcessedRecord.message_id);
      if (firstValid === undefined) expect(record?.status).to.equal("Rejected");
      else expect(record).to.equal(firstValid);
    });
  });

  it("never changes a processed record", () => {
    inAnyOrder((sequence) => {
      let table: ReadonlyMap<RecordKey, MessageRecord> = new Map();
      for (const incoming of sequence) {
        const before = [...table.values()].filter(({ status }) => status === "Processed");
        table = deliver(table, incoming);
        for (const record of before) expect(table.get(record.message_id)).to.equal(record);
      }
    });
  });

  it("changes nothing when every delivery comes twice in a row", () => {
    inAnyOrder((sequence) => {
      const once = sequence.reduce(deliver, new Map<RecordKey, MessageRecord>());
      const twice = sequence
        .flatMap((delivery) => [delivery, delivery])
        .reduce(deliver, new Map<RecordKey, MessageRecord>());
      expect([...twice]).to.deep.equal([...once]);
    });
  });

  it("keeps a record of every valid message, as a rejection where it conflicts", () => {
    inAnyOrder((sequence) => {
      const table = sequence.reduce(deliver, new Map<RecordKey, MessageRecord>());
      const recorded = new Set([...table.values()].map(({ sha256 }) => sha256));
      for (const { status, sha256 } of sequence)
        if (status === "Processed") expect(recorded).to.include(sha256);
    });
  });

  it("never lets one company change a record of another", () => {
    inAnyOrder((sequence) => {
      const table = sequence.reduce(deliver, new Map<RecordKey, MessageRecord>());
      expect(table.get(aProcessedRecord.message_id)?.company_id).to.equal(sequence[0]?.company_id);
    });
  });
});
