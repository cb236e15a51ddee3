import { expect } from "chai";
import { causes } from "./causes.ts";
import type { Facts, LogLine } from "./facts.ts";
import {
  aFailure,
  anAlarm,
  aQueue,
  aReport,
  aRequest,
  aThrown,
  authorizer,
  healthy,
  letters,
  now,
  worker,
} from "./facts.fixture.ts";
import { findCauses } from "./find-causes.ts";

const failed = (code: string, operation: string, reason: string): Partial<Facts> =>
  worker(aFailure(code, `${operation} failed: ${reason} (HTTP 500).`));

const aDenial = (code: string): LogLine => aFailure(code, "", { message: "caller denied" });
const refusedCalls = Array.from({ length: 3 }, () => aRequest({ status: "401", errorType: "ACCESS_DENIED" }));
const denied = (code: string): Partial<Facts> => ({ ...authorizer(aDenial(code)), refused: refusedCalls });

const statement = { sid: "Nobody", effect: "Deny", actions: ["sqs:*"], principal: '"*"', condition: "{}" };
const { mapping, key } = healthy;
const ofMapping = (change: object): Partial<Facts> => ({ mapping: mapping && { ...mapping, ...change } });
const ofWorker = (change: object): Partial<Facts> => {
  const found = healthy.functions["process-message"];
  return {
    functions: { ...healthy.functions, ...(found && { "process-message": { ...found, ...change } }) },
  };
};
const aRejection = aFailure("InvalidMessage", "", { message: "message rejected", fields: ["data"] });
const manyFrom = (companies: number): Partial<Facts> => ({
  ...worker(...Array.from({ length: 12 }, () => aRejection)),
  rejections: Array.from({ length: companies }, (_, n) => ({
    companyId: `c${n}`,
    rejected: 12,
    processed: 1,
  })),
});
const isOld = { redrive: aQueue.redrive, visible: 0, inFlight: 0 };

/** By the cause that each shows: one or more facts. */
const signs: Readonly<Record<string, readonly Partial<Facts>[]>> = {
  MissingGrant: [
    { missingActions: [{ who: "process-message", action: "s3:PutObject", on: "the archive" }] },
    worker(aFailure("AccessDenied", "PutObject was denied: s3:PutObject is not granted.")),
    { refused: [aRequest({ integrationStatus: "403" })] },
  ],
  QueuePolicyDenies: [
    { queue: { ...aQueue, policy: [...aQueue.policy, statement] } },
    {
      queue: { ...aQueue, policy: [statement] },
      refused: [aRequest({ integrationStatus: "403" })],
      missingActions: undefined,
    },
  ],
  KeyDisabled: [
    { key: { state: "Disabled", policy: [] } },
    failed("KMS.DisabledException", "PutObject", "the encryption key cannot be used"),
  ],
  KeyPolicyTooNarrow: [
    { key: { state: "Enabled", policy: [] } },
    { key: { state: "Enabled", policy: [...(key?.policy ?? []), statement] } },
    worker(aFailure("AccessDenied", "PutObject was denied: kms:GenerateDataKey is not granted.")),
  ],
  EventSourceDisabled: [ofMapping({ state: "Disabled" }), { mapping: null }],
  EventSourceFails: [ofMapping({ lastResult: "PROBLEM: Function call failed" })],
  VisibilityTooShort: [{ queue: { ...aQueue, visibilitySeconds: 179 } }],
  RedriveRemoved: [{ queue: { ...aQueue, redrive: undefined } }],
  RedriveElsewhere: [{ queue: { ...aQueue, redrive: { targetArn: "arn:other", maxReceiveCount: 3 } } }],
  LettersRefused: [{ deadLetters: { ...letters, allowedSources: [] } }],
  TooFewDeliveries: [{ queue: { ...aQueue, redrive: { targetArn: letters.arn, maxReceiveCount: 1 } } }],
  DeliveriesChanged: [2, 5].map((maxReceiveCount) => ({
    queue: { ...aQueue, redrive: { targetArn: letters.arn, maxReceiveCount } },
  })),
  LettersExpire: [
    { firstExpiresAt: now + 86_400_000 },
    { firstExpiresAt: now - 1, deadLetters: { ...letters, retentionSeconds: 60 } },
  ],
  LettersExpired: [
    {
      ...worker(aFailure("Unknown", "", { receiveCount: 3 })),
      queue: { ...aQueue, ...isOld },
      deadLetters: { ...letters, retentionSeconds: 60 },
    },
  ],
  LetterRetentionShort: [{ deadLetters: { ...letters, retentionSeconds: 86_400 } }],
  ConcurrencyZero: [ofWorker({ reserved: 0, throttles: 5 })],
  ConcurrencyTooLow: [ofWorker({ reserved: 3, throttles: 5 })],
  FunctionThrottled: [ofWorker({ throttles: 1 })],
  FunctionDoesNotStart: [
    worker(aReport("error", "Runtime.ImportModuleError")),
    worker(aThrown("Error", "no", true)),
    worker(aReport("error", "Error", "platform.initReport"), aReport("timeout")),
  ],
  FunctionTimesOut: [worker(aReport("timeout")), worker(aFailure("DeadlineExceeded", "It ran out of time."))],
  FunctionDies: [worker(aReport("error", "Runtime.ExitError")), worker(aReport("failure"))],
  ReleaseThrows: [
    worker(aThrown("TypeError", "x is not a function")),
    worker(aFailure("Unknown", "Something was thrown that no code foresaw.")),
    failed("ValidationException", "PutItem", "the service refuses the request as we make it"),
  ],
  ArchiveFailing: [
    failed("InternalError", "PutObject", "the service has trouble of its own"),
    failed("SyntaxError", "HeadObject", "the answer could not be read"),
    failed("UnconfirmedAnswer", "PutObject", "it was answered without the proof"),
  ],
  ArchiveHangs: [failed("TimeoutError", "PutObject", "there was no answer in time")],
  ArchiveThrottles: [failed("SlowDown", "PutObject", "the service throttles")],
  TableFailing: [failed("InternalServerError", "PutItem", "the service has trouble of its own")],
  TableHangs: [failed("TimeoutError", "PutItem", "there was no answer in time")],
  TableThrottles: [failed("ThrottlingException", "PutItem", "the service throttles")],
  QueueFailing: [
    { refused: [aRequest({ status: "503", integrationStatus: "500" })] },
    { refused: [aRequest({ status: "504", errorType: "INTEGRATION_TIMEOUT" })] },
    worker(
      aFailure("TimeoutError", "SendMessage failed: there was no answer in time.", {
        message: "message not postponed",
      }),
    ),
  ],
  StoreMissing: [failed("NoSuchBucket", "PutObject", "what it works on does not exist")],
  StoreUnreadable: [
    worker(aFailure("UnreadableState", "GetItem found something stored that is not a record.")),
  ],
  CredentialsRefused: [
    failed("ExpiredToken", "PutObject", "the credentials are absent, expired or not accepted"),
  ],
  WrongAudience: [denied("WrongAudience")],
  WrongIssuer: [denied("WrongIssuer")],
  IssuerKeysMoved: [denied("UnknownKey"), denied("WrongSignature")],
  CompanyClaimMissing: [denied("NoCompany")],
  IssuerUnreachable: [
    authorizer(aFailure("IssuerUnreachable", "It did not answer.", { message: "authorization failed" })),
  ],
  TemplateBroken: [
    { refused: [aRequest({ integrationStatus: "400" })] },
    { refused: [aRequest({ errorType: "API_CONFIGURATION_ERROR" })] },
  ],
  CallersThrottled: [{ refused: Array.from({ length: 20 }, () => aRequest({ status: "429" })) }],
  CompanySendsInvalid: [manyFrom(1)],
  EverybodySendsInvalid: [manyFrom(3)],
  HotCompany: [{ queue: { ...aQueue, visible: 200 }, noisy: { groups: 1, quietVisible: 2 } }],
  MessagesWait: [
    {
      queue: { ...aQueue, inFlight: 0 },
      alarms: [anAlarm("oldest-message", { state: "ALARM" })],
    },
  ],
  DeadLetters: [{ deadLetters: { ...letters, visible: 2 } }],
  AlarmsMute: [{ alarms: [anAlarm("api-5xx", { isMute: true })] }],
  SubscriptionUnconfirmed: [{ subscriptions: [{ topic: "pages", pending: 1, confirmed: 1 }] }],
  NobodyIsTold: [{ subscriptions: [{ topic: "pages", pending: 0, confirmed: 0 }] }],
};

const codesOf = (change: Partial<Facts>): readonly string[] =>
  findCauses({ ...healthy, ...change }).map(({ cause }) => cause);

const recorded = { at: now - 5000, outcome: "Recorded", requestId: "request-1", sqsMessageId: "sqs-9" };

describe("findCauses", () => {
  it("finds nothing in a healthy stack, nor where nothing could be read", () => {
    expect(codesOf({})).to.deep.equal([]);
    const nothing = { queue: undefined, deadLetters: undefined, mapping: undefined, key: undefined };
    expect(codesOf({ ...nothing, functions: {}, missingActions: undefined, alarms: [] })).to.deep.equal([]);
  });

  it("has a sign of every cause", () => {
    expect(Object.keys(signs)).to.have.members(causes.map(({ code }) => code));
  });

  for (const [code, all] of Object.entries(signs))
    it(`names ${code} by each of its signs, alone, and says what to do next`, () => {
      for (const change of all) {
        expect(codesOf(change), JSON.stringify(change)).to.deep.equal([code]);
        const [finding] = findCauses({ ...healthy, ...change });
        expect(finding?.evidence).to.not.equal("");
        expect(finding?.next).to.not.equal("");
      }
    });

  it("takes a failure for over once its message is recorded", () => {
    const failure = failed("InternalError", "PutObject", "the service has trouble of its own");
    expect(codesOf({ ...failure, outcomes: [recorded] })).to.deep.equal([]);
    const isBefore = { ...recorded, at: now - 20_000 };
    expect(codesOf({ ...failure, outcomes: [isBefore] })).to.deep.equal(["ArchiveFailing"]);
  });

  it("takes a store that serves others for well, and what failed there for a dead letter of the past", () => {
    const failure = failed("InternalError", "PutObject", "the service has trouble of its own");
    const others = { ...failure, outcomes: [{ ...recorded, requestId: "request-2" }] };
    expect(codesOf(others)).to.deep.equal([]);
    expect(codesOf({ ...others, deadLetters: { ...letters, visible: 1 } })).to.deep.equal(["DeadLetters"]);
  });

  it("tells of dead letters which operations failed, and how", () => {
    const line = aFailure("SyntaxError", "PutItem failed: the answer could not be read (HTTP 200).");
    const others = { ...worker(line), outcomes: [{ ...recorded, requestId: "request-2" }] };
    const found = findCauses({ ...healthy, ...others, deadLetters: { ...letters, visible: 1 } });
    expect(found.map(({ evidence }) => evidence)).to.deep.equal([
      "1 dead letter waits; in the log of the last hour: 1 × SyntaxError: PutItem failed: the answer could not be read (HTTP 200)",
    ]);
  });

  it("names no dead letters and no flood beside what stops messages, but what stops queries and callers", () => {
    const letter = { deadLetters: { ...letters, visible: 1 } };
    const failure = failed("InternalError", "PutObject", "the service has trouble of its own");
    expect(codesOf({ ...failure, ...letter })).to.deep.equal(["ArchiveFailing"]);
    expect(codesOf({ ...denied("WrongAudience"), ...letter })).to.deep.equal([
      "WrongAudience",
      "DeadLetters",
    ]);
  });

  it("names a store that fails now and then, for several messages that are tried again", () => {
    const lines = ["a", "b", "c"].map((sha256, second) =>
      aFailure("SlowDown", "PutObject failed: the service throttles (HTTP 503).", {
        at: now - 10_000 + 1000 * second,
        sha256,
        requestId: sha256,
      }),
    );
    const successAt = (at: number) => ({ ...recorded, at, requestId: "request-2" });
    const outcomes = [successAt(now - 9500), successAt(now - 5000)];
    expect(codesOf({ ...worker(...lines), outcomes })).to.deep.equal(["ArchiveThrottles"]);
    expect(findCauses({ ...healthy, ...worker(...lines), outcomes })[0]?.evidence).to.equal(
      "3 × PutObject SlowDown; meanwhile 1 other message went through: not every message or company is hit",
    );
    expect(codesOf({ ...worker(...lines.slice(1)), outcomes })).to.deep.equal([]);
    // It is over, and they wait for their next delivery.
    expect(codesOf({ ...worker(...lines), outcomes: outcomes.slice(1) })).to.deep.equal([]);
  });

  it("finds nothing of failures once both queues are empty", () => {
    const empty = { queue: { ...aQueue, visible: 0, inFlight: 0 } };
    const failure = failed("InternalError", "PutObject", "the service has trouble of its own");
    expect(codesOf({ ...failure, ...empty })).to.deep.equal([]);
  });

  it("takes an invocation that throws on purpose for no bug", () => {
    expect(codesOf(worker(aThrown("Error", "All 3 deliveries of the batch failed: SlowDown")))).to.deep.equal(
      [],
    );
    expect(codesOf(authorizer(aThrown("Error", "Unauthorized")))).to.deep.equal([]);
  });

  it("takes refused callers for strangers while somebody is let in, and where they are few", () => {
    const answered = [aRequest({ at: now, status: "202" })];
    expect(codesOf({ ...denied("WrongAudience"), answered })).to.deep.equal([]);
    expect(codesOf({ ...denied("WrongAudience"), refused: refusedCalls.slice(1) })).to.deep.equal([]);
  });

  it("leaves to senders what few reject, and what a company sends among more that is valid", () => {
    expect(
      codesOf({ ...manyFrom(1), rejections: [{ companyId: "c", rejected: 12, processed: 13 }] }),
    ).to.deep.equal([]);
    expect(
      codesOf({ ...manyFrom(1), rejections: [{ companyId: "c", rejected: 9, processed: 0 }] }),
    ).to.deep.equal([]);
  });

  it("names the role's action where the role lacks it, and that something else denies it where the role has it", () => {
    const refusal = worker(
      aFailure("AccessDenied", "SendMessage was denied: sqs:sendmessage is not granted."),
    );
    const evidenceOf = (change: Partial<Facts>) =>
      findCauses({ ...healthy, ...refusal, ...change }).map(({ evidence }) => evidence);
    expect(
      evidenceOf({
        missingActions: [{ who: "process-message", action: "sqs:SendMessage", on: "the queue" }],
      }),
    ).to.deep.equal(["the role of process-message may not sqs:SendMessage on the queue"]);
    expect(evidenceOf({ missingActions: undefined })).to.deep.equal([
      "process-message was denied sqs:SendMessage",
    ]);
    expect(evidenceOf({})[0]).to.match(
      /^process-message was denied sqs:SendMessage, although its role allows it/,
    );
    const nextOf = (change: Partial<Facts>) =>
      findCauses({ ...healthy, ...refusal, ...change }).map(({ next }) => next);
    const redrives =
      "ops dlq redrive --limit 1 --env prod, and when that one is recorded ops dlq redrive --env prod";
    expect(nextOf({ missingActions: undefined })).to.deep.equal([
      `restore the grant in infra, deploy again, then ${redrives}`,
    ]);
    expect(nextOf({})[0])
      .to.match(/^look at the policy of the bucket, .*boundary.*organisation/)
      .and.to.contain(`then ${redrives}`)
      .and.not.to.contain("deploy");
    expect(nextOf({ isLocal: true })[0]).to.contain("/_local/faults");
    const lacksAnother = [{ who: "process-message", action: "s3:PutObject", on: "the archive" }];
    const [ofRole, ofLog] = nextOf({ missingActions: lacksAnother });
    expect(ofRole).to.match(/^restore the grant/);
    expect(ofLog).to.match(/^look at the policy/);
  });

  it("names the command with the option of the stack", () => {
    const letter = { deadLetters: { ...letters, visible: 1 } };
    expect(findCauses({ ...healthy, ...letter })[0]?.next).to.equal(
      "ops dlq list --env prod, then ops dlq redrive --limit 1 --env prod, and when that one is recorded ops dlq redrive --env prod",
    );
    expect(findCauses({ ...healthy, ...letter, isLocal: true })[0]?.next).to.contain("ops dlq list --local");
  });
});
