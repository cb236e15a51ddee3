// What the slim client sends, returns and throws is what the SDK's own clients send, return and throw.
import { expect } from "chai";
import { stub } from "sinon";
import { inTurn, startFakeAws, type Script, type WireAnswer } from "./testing/fake-aws.ts";
import { operationsInUse } from "./testing/operations-in-use.ts";
import { useSideBySide, type Outcome, type Use } from "./testing/side-by-side.ts";

const attemptsOf = ({ requests }: Outcome) => requests.map(({ headers }) => headers["amz-sdk-request"]);

const xml = (status: number, code: string, more = ""): WireAnswer => ({
  status,
  headers: { "content-type": "application/xml", "x-amz-request-id": "REQUEST-1", "x-amz-id-2": "EXTENDED-1" },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>no</Message>${more}</Error>`,
});

const json = (status: number, type: string): WireAnswer => ({
  status,
  headers: {
    "content-type": "application/x-amz-json-1.0",
    "x-amzn-requestid": "REQUEST-1",
    "x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender",
  },
  body: JSON.stringify({ __type: type, message: "no" }),
});

const anError = (operation: string, status: number, code: string): WireAnswer =>
  operation.endsWith("Object") ? xml(status, code) : json(status, `com.amazonaws.any#${code}`);

describe("the slim client, with a session token", () => {
  const both = useSideBySide();
  const env = { AWS_SESSION_TOKEN: "FwoGZXIvYXdzEXAMPLE//////////token==" };
  for (const [operation, { use, answer }] of Object.entries(operationsInUse))
    it(`sends ${operation} as the SDK does, byte for byte with its signature, and returns the same`, async () => {
      const { slim, sdk } = await both(env).run(use, () => () => answer);
      expect(slim.requests).to.have.length(1);
      expect(slim.requests[0]?.headers).to.include.keys("authorization", "x-amz-security-token");
      expect(slim.requests).to.deep.equal(sdk.requests);
      expect(slim.value).to.deep.equal(sdk.value);
    });
});

describe("the slim client", () => {
  const both = useSideBySide();

  const expectSame = async (operation: string, toScript: () => Script): Promise<Outcome> => {
    const { use } = operationsInUse[operation] ?? expect.fail(operation);
    const { slim, sdk } = await both().run(use, toScript);
    expect(slim.requests).to.deep.equal(sdk.requests);
    expect(slim.value).to.deep.equal(sdk.value);
    return slim;
  };

  for (const [operation, { answer }] of Object.entries(operationsInUse)) {
    it(`repeats ${operation} as the SDK does after an error of the service, a broken connection and throttling`, async () => {
      for (const first of [{ status: 500 }, "reset", { status: 429 }] as const)
        expect(attemptsOf(await expectSame(operation, () => inTurn(first, answer)))).to.deep.equal([
          "attempt=1; max=3",
          "attempt=2; max=3",
        ]);
    });

    it(`throws the SDK's own errors when ${operation} fails`, async () => {
      const statuses = [301, 400, 403, 404, 409, 412, 429, 500, 503];
      const codes = ["BrandNewException", "NoSuchBucket", "ConditionalCheckFailedException", "InternalError"];
      for (const status of statuses)
        for (const code of codes) await expectSame(operation, () => () => anError(operation, status, code));
    });

    // S3 may answer 200 before it fails.
    const lateError = "<Error><Code>InternalError</Code></Error>";
    it(`throws the SDK's own errors when the answer to ${operation} cannot be read`, async () => {
      const html = "<html><body>Bad Gateway</body></html>";
      for (const status of [200, 403, 404, 502])
        for (const text of ["", html, "{", '{"__type":7}', "<Error>", lateError, "null", "\u0000"])
          await expectSame(operation, () => () => ({ status, body: text }));
      await expectSame(operation, () => () => "cut");
    });

    it(`corrects its clock as the SDK does when ${operation} is refused for its time, and stays right`, async () => {
      const late = { date: "Sat, 28 Nov 2026 12:00:00 GMT" };
      const refused = anError(operation, 403, "RequestTimeTooSkewed");
      const { requests } = await expectSame(operation, () =>
        inTurn({ ...refused, headers: { ...refused.headers, ...late } }, answer),
      );
      expect(requests.map(({ headers }) => headers["x-amz-date"])).to.deep.equal([
        "20261128T093015Z",
        "20261128T120000Z",
      ]);
    });
  }

  const trace = "Root=1-2;Parent=3;Sampled=1";
  for (const [what, env, sent] of [
    ["passes on the trace that the function is part of, unsigned", { AWS_LAMBDA_FUNCTION_NAME: "f" }, trace],
    ["passes on no trace outside of a function", {}, undefined],
  ] as const)
    it(what, async () => {
      const traced = { ...env, _X_AMZN_TRACE_ID: trace };
      const environment = stub(process, "env").value(traced);
      try {
        const { use, answer } = operationsInUse["GetItem"] ?? expect.fail();
        const { slim, sdk } = await both(traced).run(use, () => () => answer);
        expect(slim.requests[0]?.headers["x-amzn-trace-id"]).to.equal(sent);
        expect(slim.requests).to.deep.equal(sdk.requests);
      } finally {
        environment.restore();
      }
    });
});

describe("the slim client, out of time", () => {
  const both = useSideBySide({ limits: { requestTimeoutMs: 150, maxAttempts: 2 } });

  /** Each says it in its own words. */
  const withoutMessage = ({ requests, value }: Outcome): unknown => ({
    requests,
    value: { ...(value as object), message: undefined },
  });

  for (const operation of ["PutObject", "HeadObject", "PutItem", "SendMessage"])
    for (const answer of ["hang", "cut", "noise"] as const)
      it(`throws what the SDK throws when the answer to ${operation} is a ${answer}, after as many attempts`, async () => {
        const { use } = operationsInUse[operation] ?? expect.fail(operation);
        const { slim, sdk } = await both().run(use, () => () => answer);
        expect(slim.value).to.have.property("kind");
        expect(withoutMessage(slim)).to.deep.equal(withoutMessage(sdk));
      });

  it("throws what the SDK throws when nobody listens", async () => {
    const free = await startFakeAws();
    await free.stop();
    const { use } = operationsInUse["GetItem"] ?? expect.fail();
    const { slim, sdk } = await both({ AWS_ENDPOINT_URL: free.endpoint }).run(use, () => () => "reset");
    expect(slim.value).to.include({ code: "ECONNREFUSED" });
    expect(withoutMessage(slim)).to.deep.equal(withoutMessage(sdk));
  });

  for (const [when, answer] of [
    ["before it is sent", "hang"],
    ["while it waits for an answer", "hang"],
    ["during the pause before another attempt", "reset"],
  ] as const)
    it(`is aborted like the SDK ${when}`, async () => {
      let abort = new AbortController();
      const use: Use = async ({ dynamoDb }) => {
        abort = new AbortController();
        if (when === "before it is sent") abort.abort();
        return dynamoDb().getItem({ TableName: "t", Key: { id: { S: "1" } } }, { abortSignal: abort.signal });
      };
      const { slim, sdk } = await both().run(use, () => () => {
        abort.abort();
        return answer;
      });
      expect(slim.value).to.include({ name: "AbortError" });
      expect(withoutMessage(slim)).to.deep.equal(withoutMessage(sdk));
    });
});
