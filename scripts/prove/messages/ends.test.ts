import { expect } from "chai";
import { judgeEnds } from "./ends.ts";
import type { Failure } from "./failure.ts";
import { gatherSent, type Answered } from "./sent.ts";
import type { Stored, StoredObject, StoredRecord } from "./stored.ts";
import { anInvalid, aValid, sha256, withOtherBytes, type Text } from "./text.ts";
import { seededRandom, toUuid } from "../system/seeded.ts";

const random = seededRandom(1);
const company_id = toUuid(random);
const otherCompany = toUuid(random);
const message_id = toUuid(random);
const received_at = "2023-12-10T22:02:39.123Z";
const requestId = "request-1";

const accepted = (text: Text, company = company_id, hasToken = false): Answered => {
  const at = Date.parse(received_at);
  return {
    post: { kind: "accepted", text, company, gap: 0, index: 0 },
    hasToken,
    attempts: [{ from: at - 5, to: at + 5, answer: 202, requestId }],
  };
};

const aRecord = (text: Text, change: Partial<StoredRecord> = {}): StoredRecord => ({
  message_id,
  status: "Processed",
  sha256: text.sha256,
  sha256OfText: text.sha256,
  company_id,
  received_at,
  request_id: requestId,
  at: "2023-12-10T22:02:40.000Z",
  code: undefined,
  ...change,
});
const anObject = (text: Text, change: Partial<StoredObject> = {}): StoredObject => ({
  key: `${company_id}/${message_id}.json`,
  sha256: text.sha256,
  metadata: { verdict: "Valid", sha256: text.sha256, received_at },
  ...change,
});
const rejectedRecord = (text: Text, code: string, change: Partial<StoredRecord> = {}): StoredRecord =>
  aRecord(text, { status: "Rejected", code, ...change });
const rejectedObject = (text: Text, code: string, company = company_id): StoredObject =>
  anObject(text, {
    key: `${company}/rejected/${text.sha256}.json`,
    metadata: { verdict: "Rejected", code, sha256: text.sha256, received_at },
  });

const stored = (records: readonly StoredRecord[], objects: readonly StoredObject[]): Stored => ({
  records: new Map(records.map((record) => [record.message_id, record])),
  objects: new Map(objects.map((object) => [object.key, object])),
});

const ids = { message_id, company_id };
const valid = aValid(random, ids);
const twin = withOtherBytes(valid);
const invalid = anInvalid(random, ids);
const foreign = aValid(random, { message_id, company_id: otherCompany });
const contentKey = ({ sha256: hash }: Text): string => `sha256:${hash}`;

const judge = (
  answered: readonly Answered[],
  world: Stored,
  since: ReadonlyMap<string, number> = new Map(),
) => {
  const { ends, failures } = judgeEnds(gatherSent(answered), world, since);
  return {
    ends: ends.map(({ end }) => end),
    checks: failures.map(({ check }: Failure) => check),
  };
};

type Case = readonly [what: string, answered: readonly Answered[], world: Stored, ends: readonly unknown[]];

const lostTwin = rejectedRecord(twin, "MessageIdConflict", { message_id: contentKey(twin) });
const lostTwinObject = rejectedObject(twin, "MessageIdConflict");

const right: readonly Case[] = [
  [
    "a valid message, and its duplicate",
    [accepted(valid), accepted(valid)],
    stored([aRecord(valid)], [anObject(valid)]),
    ["Processed"],
  ],
  [
    "an invalid message under its own id",
    [accepted(invalid)],
    stored([rejectedRecord(invalid, "InvalidMessage")], [rejectedObject(invalid, "InvalidMessage")]),
    ["Rejected"],
  ],
  [
    "a rejection that has given way to its correction",
    [accepted(invalid), accepted(valid)],
    stored([aRecord(valid)], [anObject(valid), rejectedObject(invalid, "InvalidMessage")]),
    ["Rejected", "Processed"],
  ],
  [
    "two messages of one id",
    [accepted(valid), accepted(twin)],
    stored([aRecord(valid), lostTwin], [anObject(valid), lostTwinObject]),
    ["Processed", "Conflict"],
  ],
  [
    "a message for a company that is not the sender's",
    [accepted(foreign, company_id, true)],
    stored(
      [rejectedRecord(foreign, "CompanyMismatch", { message_id: contentKey(foreign) })],
      [rejectedObject(foreign, "CompanyMismatch")],
    ),
    ["Rejected"],
  ],
];

const taken = accepted(valid);
const good = stored([aRecord(valid)], [anObject(valid)]);
const wrong: readonly (readonly [
  what: string,
  answered: readonly Answered[],
  world: Stored,
  check: string,
])[] = [
  ["a 202 without a record", [taken], stored([], []), "lost"],
  ["a rejection without a record or a correction", [accepted(invalid)], stored([], []), "lost"],
  ["a twin that is nowhere", [taken, accepted(twin)], good, "lost"],
  [
    "a valid message on record as rejected",
    [taken],
    stored([rejectedRecord(valid, "InvalidMessage")], [rejectedObject(valid, "InvalidMessage")]),
    "verdict",
  ],
  [
    "an invalid message on record as processed",
    [accepted(invalid)],
    stored([aRecord(invalid)], [anObject(invalid)]),
    "verdict",
  ],
  ["a conflict that nobody has won", [accepted(twin)], stored([lostTwin], [lostTwinObject]), "verdict"],
  [
    "two records of one text",
    [accepted(invalid)],
    stored(
      [
        rejectedRecord(invalid, "InvalidMessage"),
        rejectedRecord(invalid, "InvalidMessage", { message_id: contentKey(invalid) }),
      ],
      [rejectedObject(invalid, "InvalidMessage")],
    ),
    "verdict",
  ],
  ["a record without an object", [taken], stored([aRecord(valid)], []), "archived"],
  [
    "the loser of a conflict archived as its winner",
    [taken, accepted(twin)],
    stored(
      [aRecord(valid), lostTwin],
      [anObject(valid), { ...lostTwinObject, metadata: anObject(twin).metadata }],
    ),
    "archived",
  ],
  [
    "a winner archived as a loser, too",
    [taken],
    stored([aRecord(valid)], [anObject(valid), rejectedObject(valid, "MessageIdConflict")]),
    "archived",
  ],
  ["a record of a text that was not sent", [], stored([aRecord(valid)], []), "invented"],
  [
    "an object of a text that was not sent",
    [taken],
    stored([aRecord(valid)], [anObject(valid), anObject(twin, { key: "x" })]),
    "invented",
  ],
  [
    "a record whose text is not its hash's",
    [taken],
    stored([aRecord(valid, { sha256: sha256("another") })], [anObject(valid)]),
    "invented",
  ],
  [
    "a record that was received when nothing was sent",
    [taken],
    stored(
      [aRecord(valid, { received_at: "2023-12-10T22:03:00.000Z" })],
      [
        anObject(valid, {
          metadata: { ...anObject(valid).metadata, received_at: "2023-12-10T22:03:00.000Z" },
        }),
      ],
    ),
    "received at",
  ],
  [
    "a record of another request",
    [taken],
    stored([aRecord(valid, { request_id: "request-2" })], [anObject(valid)]),
    "received at",
  ],
];

describe("the verdict on every 202", () => {
  for (const [what, answered, world, ends] of right)
    it(`is right about ${what}`, () => {
      expect(judge(answered, world)).to.deep.equal({ ends, checks: [] });
    });

  for (const [what, answered, world, check] of wrong)
    it(`finds ${what}`, () => {
      expect(judge(answered, world).checks).to.include(check);
    });

  it("finds a rejection without a record that was sent when its id was Processed already", () => {
    const world = stored([aRecord(valid)], [anObject(valid), rejectedObject(invalid, "InvalidMessage")]);
    const answered = [accepted(invalid), taken];
    expect(judge(answered, world, new Map([[message_id, Date.parse(received_at)]])).checks).to.deep.equal([]);
    expect(judge(answered, world, new Map([[message_id, Date.parse(received_at) - 60]])).checks).to.include(
      "lost",
    );
  });

  it("lets a message that was never answered be there, or not", () => {
    const unanswered: Answered = {
      ...taken,
      attempts: taken.attempts.map(({ from, to }) => ({ from, to, answer: "ECONNRESET" })),
    };
    expect(judge([unanswered], stored([], []))).to.deep.equal({ ends: [], checks: [] });
    expect(judge([unanswered], good)).to.deep.equal({ ends: [], checks: [] });
  });
});
