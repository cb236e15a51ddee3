import { expect } from "chai";
import { decodeFaultRules } from "./fault-rules.ts";
import { type Faults, makeFaults } from "./faults.ts";
import type { AwsCall } from "../core/service.ts";

const operations = [
  { name: "dynamodb", operations: ["PutItem"] },
  { name: "sqs", operations: ["DeleteMessage", "DeleteMessageBatch"] },
] as const;
const reset = { type: "reset" };
const rule = { service: "dynamodb", operation: "PutItem", effect: reset };

describe("decodeFaultRules", () => {
  const good: readonly unknown[] = [
    [],
    [rule],
    [{ ...rule, match: "x", times: 3, probability: 0.5 }],
    [{ ...rule, effect: { type: "error", code: "SlowDown", status: 503 } }],
    [{ ...rule, effect: { type: "error", code: "KMS.ThrottlingException", status: 400 } }],
    [{ ...rule, effect: { type: "latency", ms: 10.5 } }],
    [{ ...rule, effect: { type: "hang" } }],
    [{ service: "s3", effect: { type: "hang" } }],
    [{ ...rule, effect: { type: "apply-then-reset" } }],
    [{ ...rule, effect: { type: "garbage", status: 200, body: "" } }],
  ];
  for (const rules of good) {
    it(`accepts the fault rules ${JSON.stringify(rules)}`, () => {
      expect(decodeFaultRules(rules, operations)).to.deep.equal({ ok: true, rules });
    });
  }

  const bad: readonly [unknown, RegExp][] = [
    [{}, /expected array/],
    [null, /expected array/],
    [[rule, { ...rule, times: -1 }], /^rule 1: times: /],
    [[{ ...rule, times: 1.5 }], /^rule 0: times: /],
    [[{ ...rule, probability: 2 }], /^rule 0: probability: /],
    [[{ ...rule, match: "" }], /^rule 0: match: /],
    [[{ ...rule, service: "ec2" }], /^rule 0: service: /],
    [
      [{ ...rule, operation: "PutItm" }],
      /^rule 0: operation: PutItm is not an operation of dynamodb that is supported$/,
    ],
    [[{ ...rule, operation: "PutObject" }], /^rule 0: operation: /],
    [[{ ...rule, oops: 1 }], /^rule 0: .*oops/],
    [[{ ...rule, effect: { type: "explode" } }], /^rule 0: effect/],
    [[{ ...rule, effect: { type: "error", code: "X" } }], /^rule 0: effect\.status: /],
    [[{ ...rule, effect: { type: "error", code: "X", status: 200 } }], /^rule 0: effect\.status: /],
    ...["", "a\r\nb", "a\nb", "two words", "<code>", "é", "\u0000", "-", "a".repeat(201)].map(
      (code): [unknown, RegExp] => [
        [{ ...rule, effect: { type: "error", code, status: 500 } }],
        /^rule 0: effect\.code: /,
      ],
    ),
    [[{ ...rule, effect: { type: "error", code: "X", status: 600 } }], /^rule 0: effect\.status: /],
    [[{ ...rule, effect: { type: "garbage", status: 101, body: "" } }], /^rule 0: effect\.status: /],
    [[{ ...rule, effect: { type: "latency", ms: 3_600_001 } }], /^rule 0: effect\.ms: /],
    [[{ ...rule, effect: { type: "latency", ms: -1 } }], /^rule 0: effect\.ms: /],
    [[{ ...rule, effect: { type: "hang", ms: 1 } }], /^rule 0: effect: .*ms/],
    [[{ service: "s3", operation: "PutObject" }], /^rule 0: effect: /],
  ];
  for (const [rules, reason] of bad) {
    it(`refuses the fault rules ${JSON.stringify(rules)}`, () => {
      const decoded = decodeFaultRules(rules, operations);
      expect(decoded.ok ? "" : decoded.reason).to.match(reason);
    });
  }
});

const aCall = (request: Partial<AwsCall["request"]> = {}, operation = "PutItem"): AwsCall => ({
  service: "dynamodb",
  operation,
  action: `dynamodb:${operation}`,
  resources: [],
  request: { method: "POST", url: "/", headers: {}, body: Buffer.alloc(0), ...request },
});

const faultsOf = (...rules: readonly object[]): Faults => {
  const faults = makeFaults(operations, () => 0.5);
  expect(faults.replace(rules)).to.include({ ok: true });
  return faults;
};

describe("makeFaults", () => {
  it("applies a rule to the service and operation that it names, and to no other", () => {
    const faults = faultsOf(rule);
    expect(faults.effectOn(aCall())).to.deep.equal(reset);
    expect(faults.effectOn(aCall({}, "GetItem"))).to.equal(undefined);
    expect(faults.effectOn({ ...aCall(), service: "s3" })).to.equal(undefined);
  });

  it("applies a rule that names no operation to every call of its service", () => {
    const faults = faultsOf({ service: "dynamodb", effect: reset });
    expect(faults.effectOn(aCall({}, "GetItem"))).to.deep.equal(reset);
    expect(faults.effectOn({ ...aCall(), service: "s3" })).to.equal(undefined);
  });

  it("applies a rule to the batch form of its operation too, and not the other way round", () => {
    const inSqs = (operation: string): AwsCall => ({ ...aCall({}, operation), service: "sqs" });
    const faults = faultsOf({ ...rule, service: "sqs", operation: "DeleteMessage" });
    expect(faults.effectOn(inSqs("DeleteMessageBatch"))).to.deep.equal(reset);
    expect(faults.effectOn(inSqs("SendMessageBatch"))).to.equal(undefined);
    const batch = faultsOf({ ...rule, service: "sqs", operation: "DeleteMessageBatch" });
    expect(batch.effectOn(inSqs("DeleteMessage"))).to.equal(undefined);
  });

  it("applies a rule for writes of items to batches that have such a write", () => {
    const writing = (request: string): AwsCall =>
      aCall({ body: Buffer.from(`{"RequestItems":{"jobs":[{"${request}":{}}]}}`) }, "BatchWriteItem");
    const faults = faultsOf(rule);
    expect(faults.effectOn(writing("PutRequest"))).to.deep.equal(reset);
    expect(faults.effectOn(writing("DeleteRequest"))).to.equal(undefined);
  });

  it("aborts the signal of its rules when they are no longer in force", () => {
    const faults = faultsOf(rule);
    const first = faults.inForce();
    faults.replace([{}]);
    expect(first.aborted).to.equal(false);
    faults.replace([]);
    expect(first.aborted).to.equal(true);
    const second = faults.inForce();
    expect(second.aborted).to.equal(false);
    faults.clear();
    expect(second.aborted).to.equal(true);
  });

  it("applies a rule as often as it says, and shows what is left", () => {
    const faults = faultsOf({ ...rule, times: 2 }, { ...rule, effect: { type: "hang" } });
    expect(faults.effectOn(aCall())).to.deep.equal(reset);
    expect(faults.rules()[0]).to.include({ times: 1 });
    expect(faults.effectOn(aCall())).to.deep.equal(reset);
    expect(faults.effectOn(aCall())).to.deep.equal({ type: "hang" });
  });

  it("applies a rule with its probability, and gives the next rule its own", () => {
    const faults = faultsOf(
      { ...rule, probability: 0.5 },
      { ...rule, probability: 0.51, effect: { type: "hang" } },
    );
    expect(faults.effectOn(aCall())).to.deep.equal({ type: "hang" });
  });

  const matching: readonly [string, Partial<AwsCall["request"]>][] = [
    ["in the path", { url: "/files/a b" }],
    ["in the path, encoded", { url: "/files/a%20b" }],
    ["in the body", { body: Buffer.from('{"x":"a b"}') }],
    [
      "in a form, encoded",
      {
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: Buffer.from("m=a+b&n=%C3%A9"),
      },
    ],
  ];
  for (const [where, request] of matching) {
    it(`finds the text that a rule names ${where}`, () => {
      const faults = faultsOf({ ...rule, match: "a b" });
      expect(faults.effectOn(aCall(request))).to.deep.equal(reset);
      expect(faults.effectOn(aCall({ body: Buffer.from("a+b") }))).to.equal(undefined);
    });
  }

  it("searches the text as sent where a form is not well encoded", () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect(
      faultsOf({ ...rule, match: "%zz" }).effectOn(aCall({ headers, body: Buffer.from("%zz") })),
    ).to.deep.equal(reset);
  });

  it("keeps its rules when new ones cannot be understood, and drops them when cleared", () => {
    const faults = faultsOf(rule);
    expect(faults.replace([{}])).to.include({ ok: false });
    expect(faults.rules()).to.have.length(1);
    faults.clear();
    expect(faults.effectOn(aCall())).to.equal(undefined);
  });
});
