import { aCompanyId, aMessageId, aProcessedRecord } from "@message-handler/domain/testing/fixtures.ts";
import type { FindRecord, ListRecords } from "@message-handler/domain/ports.ts";
import { anInvocation, aRecordingLog } from "@message-handler/lambda-kit/testing/fixtures.ts";
import { sha256 } from "@message-handler/lambda-kit/sha256.ts";
import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import { useFakeTimers } from "sinon";
import { aProxyEvent, throttled } from "./proxy-event.fixture.ts";
import { makeGetMessage } from "./get-message.ts";
import { makeHandler } from "./handler.ts";
import { makeListMessages } from "./list-messages.ts";

const raw = '{"n":12345678901234567890,"m":1e400}';

type Stores = { readonly findRecord?: FindRecord; readonly listRecords?: ListRecords };

const aHandler = ({ findRecord, listRecords }: Stores = {}) => {
  const recording = aRecordingLog();
  const handler = makeHandler({
    getMessage: makeGetMessage(findRecord ?? (async () => E.right({ ...aProcessedRecord, message: raw }))),
    listMessages: makeListMessages({
      listRecords: listRecords ?? (async () => E.right({ items: [], next: undefined })),
      sha256,
    }),
    log: recording.log,
  });
  return { handler, ...recording };
};

const problemOf = ({ body }: { readonly body: string }) =>
  JSON.parse(body) as Readonly<Record<string, unknown>>;

describe("the handler of query-messages", () => {
  it("answers GET /messages/{message_id} with the record and its verbatim message, not to be cached", async () => {
    const { handler, lines } = aHandler();
    const { statusCode, headers, body } = await handler(aProxyEvent({ id: aMessageId }), anInvocation());
    expect(statusCode).to.equal(200);
    expect(headers).to.deep.equal({ "content-type": "application/json", "cache-control": "no-store" });
    expect(body).to.contain(`"message":${raw}}`);
    expect(lines()).to.deep.equal([]);
  });

  it("answers GET /messages with a page of records", async () => {
    const { handler } = aHandler();
    const event = aProxyEvent({ query: { company_id: [aCompanyId] } });
    const { statusCode, body } = await handler(event, anInvocation());
    expect([statusCode, body]).to.deep.equal([200, '{"items":[],"next_cursor":null}']);
  });

  it("tells a list what is left of the invocation's time, a second for the answer taken off", async () => {
    let left: number | undefined;
    const { handler } = aHandler({
      listRecords: async (_query, _after, timeLeft) => {
        left = timeLeft();
        return E.right({ items: [], next: undefined });
      },
    });
    await handler(aProxyEvent({ query: { company_id: [aCompanyId] } }), anInvocation(10_000));
    expect(left).to.equal(9000);
  });

  it("passes the caller's company to both routes", async () => {
    const { handler } = aHandler();
    const authorizer = { company_id: "00000000-0000-4000-8000-000000000001" };
    const query = { company_id: [aCompanyId] };
    expect((await handler(aProxyEvent({ id: aMessageId, authorizer }), anInvocation())).statusCode).to.equal(
      404,
    );
    expect((await handler(aProxyEvent({ query, authorizer }), anInvocation())).statusCode).to.equal(403);
  });

  it("responds to an invalid request with a problem that has the request's id", async () => {
    const { handler, lines } = aHandler();
    const response = await handler(aProxyEvent({ query: { limit: ["0"] } }), anInvocation());
    expect(response).to.include({ statusCode: 400 });
    expect(response.headers).to.include({ "content-type": "application/problem+json" });
    expect(problemOf(response)).to.include({ status: 400, parameter: "company_id", request_id: "request-1" });
    expect(lines()).to.deep.equal([]);
  });

  it("answers 404 to another method and to another path, as the gateway does", async () => {
    const { handler } = aHandler();
    for (const event of [
      aProxyEvent({ method: "DELETE", id: aMessageId }),
      aProxyEvent({ resource: "/other" }),
    ]) {
      const response = await handler(event, anInvocation());
      expect(response).to.include({ statusCode: 404 });
      expect(problemOf(response)).to.include({ code: "NoSuchRoute" });
    }
  });

  it("answers 503 with Retry-After when the store throttles, and logs at WARN", async () => {
    const { handler, lines } = aHandler({ findRecord: async () => E.left(throttled) });
    const response = await handler(aProxyEvent({ id: aMessageId }), anInvocation());
    expect(response).to.include({ statusCode: 503 });
    expect(response.headers).to.have.property("retry-after", "5");
    expect(problemOf(response)).to.include({ code: "Unavailable", request_id: "request-1" });
    expect(lines()[0]).to.include({ level: "WARN", code: "ThrottlingException", request_id: "request-1" });
  });

  it("answers 500 without details when the store denies access, and logs at ERROR", async () => {
    const denied = {
      ...throttled,
      code: "AccessDeniedException",
      detail: "GetItem was denied.",
      needsOperator: true,
    };
    const { handler, lines } = aHandler({ listRecords: async () => E.left(denied) });
    const response = await handler(aProxyEvent({ query: { company_id: [aCompanyId] } }), anInvocation());
    expect(response).to.include({ statusCode: 500 });
    expect(response.body).not.to.contain("denied").and.not.to.contain("AccessDenied");
    expect(lines()[0]).to.include({ level: "ERROR", code: "AccessDeniedException" });
  });

  it("answers 500 to a bug without its text", async () => {
    const { handler, lines, text } = aHandler({
      findRecord: () => {
        throw new TypeError("s3cr3t");
      },
    });
    const response = await handler(aProxyEvent({ id: aMessageId }), anInvocation());
    expect(response).to.include({ statusCode: 500 });
    expect(lines()[0]).to.include({ level: "ERROR", code: "Unknown" });
    expect(text() + response.body).not.to.contain("s3cr3t");
  });

  it("answers 500 to an event that it cannot decode, and logs at ERROR", async () => {
    const { handler, lines } = aHandler();
    const response = await handler({ Records: [] }, anInvocation());
    expect(response).to.include({ statusCode: 500 });
    expect(problemOf(response)).to.include({ request_id: anInvocation().awsRequestId });
    expect(lines()[0]).to.include({ level: "ERROR", message: "event not understood" });
  });

  it("answers before the invocation times out when the store never answers", async () => {
    const clock = useFakeTimers();
    try {
      const { handler } = aHandler({ findRecord: async () => new Promise(() => {}) });
      const response = handler(aProxyEvent({ id: aMessageId }), anInvocation(10_000));
      await clock.tickAsync(9000);
      expect(await Promise.race([response, Promise.resolve("waiting")])).to.include({ statusCode: 503 });
    } finally {
      clock.restore();
    }
  });
});
