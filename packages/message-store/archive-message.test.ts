import { createHash } from "node:crypto";
import { makeS3 } from "@message-handler/aws-client/clients.ts";
import type { S3 } from "@message-handler/aws-client/operations.ts";
import { assertLeft, assertRight } from "@message-handler/domain/testing/assert-either.ts";
import { aCompanyId, aMessageId } from "@message-handler/domain/testing/fixtures.ts";
import { expect } from "chai";
import { makeArchiveMessage } from "./archive-message.ts";
import {
  clientEnvironment,
  clientLimits,
  inTurn,
  startFakeAws,
  type FakeAws,
  type Script,
  type WireAnswer,
} from "@message-handler/aws-client/testing/fake-aws.ts";

const raw = '{"a":1e400,\r\n\t"b":"ü 😀 &+%26", "n":12345678901234567890}';
const hash = createHash("sha256").update(raw, "utf8");
const digest = hash.digest();
const checksum = digest.toString("base64");
const sha256 = digest.toString("hex");
const metadata = { received_at: "2023-12-10T22:02:39.123Z", request_id: "request-1", sha256 };
const message = { key: `${aCompanyId}/${aMessageId}.json`, message: raw, sha256, metadata };

const xmlError = (status: number, code: string): WireAnswer => ({
  status,
  headers: { "content-type": "application/xml" },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>arn:aws:s3:::x</Message></Error>`,
});
const stored = {
  status: 200,
  headers: {
    etag: '"x"',
    "x-amz-checksum-sha256": checksum,
    "x-amz-meta-received_at": metadata.received_at,
    "x-amz-meta-request_id": metadata.request_id,
    "x-amz-meta-sha256": sha256,
  },
};
const alreadyArchived = { kind: "AlreadyArchived", metadata };
const otherStored = { status: 200, headers: { etag: '"y"', "x-amz-checksum-sha256": "b".repeat(43) + "=" } };
const taken = xmlError(412, "PreconditionFailed");

describe("makeArchiveMessage", () => {
  let aws: FakeAws;
  let client: S3;
  before(async () => {
    aws = await startFakeAws();
    client = makeS3(clientLimits(), clientEnvironment(aws.endpoint));
  });
  after(async () => {
    client.destroy();
    await aws.stop();
  });
  const archive = () => makeArchiveMessage({ client, bucket: "archive" })(message);

  it("puts the exact bytes with their checksum and metadata, only where no object exists", async () => {
    aws.answer(() => stored);
    expect(assertRight(await archive())).to.deep.equal({ kind: "Archived" });
    expect(aws.requests).to.have.length(1);
    const [request] = aws.requests;
    expect(request?.method).to.equal("PUT");
    expect(request?.path).to.match(new RegExp(`^/archive/${aCompanyId}/${aMessageId}\\.json(\\?|$)`));
    expect(request?.body).to.equal(raw);
    expect(request?.headers).to.include({
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(raw)),
      "if-none-match": "*",
      "x-amz-checksum-sha256": checksum,
      "x-amz-sdk-checksum-algorithm": "SHA256",
      "x-amz-meta-received_at": metadata.received_at,
      "x-amz-meta-request_id": metadata.request_id,
      "x-amz-meta-sha256": sha256,
    });
  });

  const { "x-amz-checksum-sha256": _checksum, ...withoutChecksum } = stored.headers;
  it("reads back what an S3 without checksums says it has stored", async () => {
    aws.answer(inTurn({ status: 200, headers: { etag: '"x"' } }, { status: 200, headers: withoutChecksum }));
    expect(assertRight(await archive())).to.deep.equal(alreadyArchived);
    expect(aws.requests.map(({ method }) => method)).to.deep.equal(["PUT", "HEAD"]);
  });

  it("tells with which metadata the text is archived when an empty 200 hides that another delivery was first", async () => {
    const first = { ...stored.headers, "x-amz-meta-request_id": "first" };
    aws.answer(inTurn({ status: 200 }, { status: 200, headers: first }));
    const archived = { kind: "AlreadyArchived", metadata: { ...metadata, request_id: "first" } };
    expect(assertRight(await archive())).to.deep.equal(archived);
  });

  it("compares by the hash in the metadata where S3 keeps no checksum", async () => {
    const other = { ...withoutChecksum, "x-amz-meta-sha256": "b".repeat(64) };
    aws.answer(inTurn(taken, { status: 200, headers: withoutChecksum }));
    expect(assertRight(await archive())).to.deep.equal(alreadyArchived);
    aws.answer(inTurn(taken, { status: 200, headers: other }));
    expect(assertRight(await archive())).to.deep.equal({ kind: "Conflict" });
  });

  it("returns AlreadyArchived for the same bytes", async () => {
    aws.answer(inTurn(taken, stored));
    expect(assertRight(await archive())).to.deep.equal(alreadyArchived);
    expect(aws.requests[1]?.method).to.equal("HEAD");
    expect(aws.requests[1]?.headers).to.include({ "x-amz-checksum-mode": "ENABLED" });
  });

  it("returns Conflict for other bytes under the key, whatever hash their metadata claims", async () => {
    const claimed = { ...otherStored.headers, "x-amz-meta-sha256": sha256 };
    for (const answer of [otherStored, { status: 200, headers: claimed }]) {
      aws.answer(inTurn(taken, answer));
      expect(assertRight(await archive())).to.deep.equal({ kind: "Conflict" });
    }
  });

  it("compares after a 412 without a body as well", async () => {
    aws.answer(inTurn({ status: 412 }, stored));
    expect(assertRight(await archive())).to.deep.equal(alreadyArchived);
  });

  it("returns success for a write that was applied though its answer was lost", async () => {
    const retrying = makeS3(clientLimits(2), clientEnvironment(aws.endpoint));
    aws.answer(inTurn("reset", taken, stored));
    const outcome = await makeArchiveMessage({ client: retrying, bucket: "archive" })(message);
    retrying.destroy();
    expect(assertRight(outcome)).to.deep.equal(alreadyArchived);
  });

  it("fails transiently when the object is gone before it can be compared", async () => {
    aws.answer(inTurn(taken, { status: 404 }));
    expect(assertLeft(await archive())).to.include({ code: "ChangedMeanwhile", needsOperator: false });
  });

  it("fails for an operator when the existing object has no checksum", async () => {
    aws.answer(inTurn(taken, { status: 200, headers: { etag: '"x"' } }));
    expect(assertLeft(await archive())).to.include({ code: "UnreadableState", needsOperator: true });
  });

  it("names the permission that the comparison needs", async () => {
    aws.answer(inTurn(taken, { status: 403 }));
    const failure = assertLeft(await archive());
    expect(failure).to.include({ code: "AccessDenied", needsOperator: true });
    expect(failure.detail).to.include("s3:GetObject");
  });

  const html = { "content-type": "text/html" };
  const unconfirmed: Record<string, WireAnswer | Script> = {
    "a proxy's page with a 200": {
      status: 200,
      headers: { ...html, etag: '"page"' },
      body: "<html>Welcome</html>",
    },
    "an empty 200": { status: 200 },
    "another checksum": otherStored,
    "no checksum, with other bytes stored": inTurn({ status: 200, headers: { etag: '"x"' } }, otherStored),
  };
  for (const [what, answer] of Object.entries(unconfirmed))
    it(`does not treat ${what} as a success`, async () => {
      aws.answer(typeof answer === "function" ? answer : () => answer);
      expect(assertLeft(await archive())).to.include({ code: "UnconfirmedAnswer", needsOperator: false });
    });

  it("does not treat an empty 200 as a comparison", async () => {
    aws.answer(inTurn(taken, { status: 200 }));
    expect(assertLeft(await archive())).to.include({ code: "UnconfirmedAnswer", needsOperator: false });
  });

  const passing = {
    "a race (409)": xmlError(409, "ConditionalRequestConflict"),
    throttling: xmlError(503, "SlowDown"),
    "HTML with a 502": { status: 502, headers: html, body: "<html>Bad gateway</html>" },
    "garbage with a 400": { status: 400, body: "garbage" },
    "a reset": "reset",
    silence: "hang",
    "an answer that breaks off": "cut",
  } as const;
  for (const [what, answer] of Object.entries(passing))
    it(`fails transiently on ${what}, when writing and when comparing`, async () => {
      aws.answer(() => answer);
      expect(assertLeft(await archive())).to.include({ kind: "Transient", needsOperator: false });
      if (answer === passing["garbage with a 400"]) return; // to a HEAD there is no body to be garbled
      aws.answer(inTurn(taken, answer));
      expect(assertLeft(await archive())).to.include({ kind: "Transient", needsOperator: false });
    });

  for (const [status, code] of [
    [403, "AccessDenied"],
    [404, "NoSuchBucket"],
    [400, "KMS.DisabledException"],
  ] as const)
    it(`fails for an operator on ${code}, without its text`, async () => {
      aws.answer(() => xmlError(status, code));
      const failure = assertLeft(await archive());
      expect(failure).to.include({ kind: "Transient", code, needsOperator: true });
      expect(failure.detail).not.to.include("arn:");
    });
});
