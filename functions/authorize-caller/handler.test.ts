import type { TransientFailure } from "@message-handler/domain/failure.ts";
import { aCompanyId } from "@message-handler/domain/testing/fixtures.ts";
import { anInvocation, aRecordingLog } from "@message-handler/lambda-kit/testing/fixtures.ts";
import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import { useFakeTimers } from "sinon";
import { anAuthorizerEvent, everyRouteOfTheEvent } from "./test-issuer.fixture.ts";
import { makeHandler } from "./handler.ts";
import { denied, type AuthorizeCaller } from "./authorize-caller.ts";

const aHandler = (authorizeCaller: AuthorizeCaller, cacheSeconds = 60) => {
  const recording = aRecordingLog();
  return { handler: makeHandler({ authorizeCaller, cacheSeconds, log: recording.log }), ...recording };
};

const failure: TransientFailure = {
  kind: "Transient",
  code: "IssuerUnreachable",
  detail: "A document of the issuer could not be fetched: ECONNREFUSED.",
  needsOperator: true,
};

const errorOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "nothing was thrown",
    (error: unknown) => String(error),
  );

describe("the handler of authorize-caller", () => {
  it("allows every route of the stage and names the caller's company", async () => {
    const { handler, text } = aHandler(async () => E.right({ kind: "Allowed", companyId: aCompanyId }));
    expect(await handler(anAuthorizerEvent(), anInvocation())).to.deep.equal({
      principalId: aCompanyId,
      policyDocument: {
        Version: "2012-10-17",
        Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: everyRouteOfTheEvent }],
      },
      context: { company_id: aCompanyId },
    });
    expect(text()).to.equal("");
  });

  it("denies every route without a company and logs only the reason's code at WARN", async () => {
    const { handler, lines } = aHandler(async () => E.right(denied("Expired")));
    expect(await handler(anAuthorizerEvent(), anInvocation())).to.deep.equal({
      principalId: "unknown",
      policyDocument: {
        Version: "2012-10-17",
        Statement: [{ Action: "execute-api:Invoke", Effect: "Deny", Resource: everyRouteOfTheEvent }],
      },
    });
    expect(lines()).to.have.length(1);
    expect(lines()[0]).to.deep.include({
      level: "WARN",
      message: "caller denied",
      code: "Expired",
      request_id: "request-1",
      aws_request_id: anInvocation().awsRequestId,
    });
  });

  it("throws Unauthorized at a caller whose denial may be wrong before it is forgotten, and logs it at WARN", async () => {
    const { handler, lines } = aHandler(async () => E.right(denied("UnknownKey", 59)));
    expect(await errorOf(handler(anAuthorizerEvent(), anInvocation()))).to.equal("Error: Unauthorized");
    expect(lines().map(({ level, code }) => [level, code])).to.deep.equal([["WARN", "UnknownKey"]]);
  });

  it("returns a denial that stays right until it is forgotten", async () => {
    for (const [lastsSeconds, cacheSeconds] of [
      [60, 60],
      [0, 0],
    ] as const) {
      const { handler } = aHandler(async () => E.right(denied("NotYetValid", lastsSeconds)), cacheSeconds);
      const { policyDocument } = await handler(anAuthorizerEvent(), anInvocation());
      expect(policyDocument.Statement[0]?.Effect).to.equal("Deny");
    }
  });

  it("throws when the issuer fails, and logs its code at ERROR", async () => {
    const { handler, lines } = aHandler(async () => E.left(failure));
    const error = await errorOf(handler(anAuthorizerEvent(), anInvocation()));
    expect(error).to.contain("IssuerUnreachable");
    expect(lines()[0]).to.include({ level: "ERROR", code: "IssuerUnreachable", detail: failure.detail });
  });

  it("throws on a bug, and logs it at ERROR without its text", async () => {
    const { handler, text, lines } = aHandler(() => {
      throw new TypeError("s3cr3t");
    });
    expect((await errorOf(handler(anAuthorizerEvent(), anInvocation()))) + text()).not.to.contain("s3cr3t");
    expect(lines()[0]).to.include({ level: "ERROR", code: "Unknown" });
  });

  it("throws on an event that it cannot decode, and logs it at ERROR", async () => {
    const { handler, lines } = aHandler(async () => E.right({ kind: "Allowed", companyId: aCompanyId }));
    expect(await errorOf(handler({ Records: [] }, anInvocation()))).to.contain("EventNotUnderstood");
    expect(lines()[0]).to.deep.include({
      level: "ERROR",
      code: "EventNotUnderstood",
      paths: ["event.methodArn"],
    });
  });

  it("throws before the invocation times out when the issuer never answers", async () => {
    const clock = useFakeTimers();
    try {
      const { handler, lines } = aHandler(async () => new Promise(() => {}));
      const answer = errorOf(handler(anAuthorizerEvent(), anInvocation(10_000)));
      await clock.tickAsync(9_500);
      expect(await Promise.race([answer, Promise.resolve("waiting")])).to.contain("DeadlineExceeded");
      expect(lines()[0]).to.include({ level: "ERROR", code: "DeadlineExceeded" });
    } finally {
      clock.restore();
    }
  });
});
