import { expect } from "chai";
import { CloudwatchLogGroup } from "../../../resources/cloudwatch.ts";
import type { Authorize } from "../../../policy/authorize.ts";
import type { InvokeFailure, InvokeResult } from "../../../core/functions.ts";
import { makeClock } from "../../../core/clock.ts";
import { ApiGatewayMethodSettings } from "../../../resources/api-gateway.ts";
import { makeTestGateway, type TestGateway, type TestGatewayOptions } from "../../../testing/test-gateway.ts";
import { authorizerFunctionArn, readerArn } from "../../../testing/gateway-stack.ts";

const anyMethod = "arn:aws:execute-api:us-east-1:000000000000:*/v1/*";
const policy = (Effect: "Allow" | "Deny", Resource = anyMethod, context?: object) => ({
  principalId: "someone",
  policyDocument: {
    Version: "2012-10-17",
    Statement: [{ Action: "execute-api:Invoke", Effect, Resource }],
  },
  ...(context === undefined ? {} : { context }),
});

const answered = (value: unknown): InvokeResult => ({ ok: true, payload: JSON.stringify(value) });
const failed = (kind: InvokeFailure["kind"], errorMessage = "secret"): InvokeResult => ({
  ok: false,
  error: { kind, errorType: "Error", errorMessage },
});

type Event = TestGateway["events"][number]["event"];

/** A gateway whose authorizer answers `answer`, or what `answer` makes of the event. */
const makeGateway = (
  answer: InvokeResult | ((event: Event) => InvokeResult | Promise<InvokeResult>),
  { api, ...options }: TestGatewayOptions = {},
): TestGateway => {
  const gateway: TestGateway = makeTestGateway({
    ...options,
    api: { authorizer: {}, ...api },
    invoke: async (arn) => {
      if (arn !== authorizerFunctionArn) return answered({ statusCode: 200, body: "{}" });
      return typeof answer === "function" ? answer(gateway.events.at(-1)?.event ?? {}) : answer;
    },
  });
  return gateway;
};

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const asked = (gateway: TestGateway) => gateway.events.filter(({ arn }) => arn === authorizerFunctionArn);
const reached = (gateway: TestGateway) => gateway.events.filter(({ arn }) => arn === readerArn);
/** What the function behind the method was told by the authorizer. */
const authorizersOf = (gateway: TestGateway) =>
  reached(gateway).map(
    ({ event }) => (event["requestContext"] as { authorizer: Readonly<Record<string, unknown>> }).authorizer,
  );
const tokenOf = (event: Event): string =>
  String((event["headers"] as Readonly<Record<string, string>>)["authorization"]).replace("Bearer ", "");

describe("Lambda authorizers of API Gateway", () => {
  describe("invocation", () => {
    it("sends the authorizer the whole request without its body", async () => {
      const gateway = makeGateway(answered(policy("Allow")));
      await gateway.send("GET", "/v1/jobs/a%20b?x=1&x=2", {
        headers: { authorization: "Bearer t", "user-agent": "me" },
        body: "secret",
      });
      const event = asked(gateway)[0]?.event;
      expect(event).to.deep.include({
        type: "REQUEST",
        resource: "/jobs/{job_id}",
        path: "/jobs/a%20b",
        httpMethod: "GET",
        queryStringParameters: { x: "2" },
        multiValueQueryStringParameters: { x: ["1", "2"] },
        pathParameters: { job_id: "a b" },
        stageVariables: {},
      });
      expect(event?.["methodArn"]).to.match(
        /^arn:aws:execute-api:us-east-1:000000000000:[a-z0-9]{10}\/v1\/GET\/jobs\/a%20b$/,
      );
      expect(event).to.nested.include({
        "headers.authorization": "Bearer t",
        "multiValueHeaders.authorization[0]": "Bearer t",
        "requestContext.stage": "v1",
        "requestContext.resourcePath": "/jobs/{job_id}",
        "requestContext.identity.userAgent": "me",
      });
      expect(event).not.to.have.any.keys("body", "isBase64Encoded");
      expect(event?.["requestContext"]).not.to.have.property("authorizer");
    });

    it("invokes a function only if its permission names this authorizer", async () => {
      const gateway = makeGateway(answered(policy("Allow")));
      await gateway.send("GET", "/v1/jobs/7", bearer("t"));
      expect(gateway.asked[0]).to.include({
        action: "lambda:InvokeFunction",
        resource: authorizerFunctionArn,
      });
      expect(gateway.asked[0]?.context?.["aws:SourceArn"]).to.match(
        /^arn:aws:execute-api:us-east-1:000000000000:[a-z0-9]{10}\/authorizers\/[a-z0-9]{10}$/,
      );

      const authorize: Authorize = (_caller, _action, resource) =>
        resource === authorizerFunctionArn ? { allowed: false, message: "no permission" } : { allowed: true };
      const refused = makeGateway(answered(policy("Allow")), { deps: { authorize } });
      expect(await refused.send("GET", "/v1/jobs/7", bearer("t"))).to.include({
        status: 500,
        text: '{"message":null}',
      });
      expect(refused.events).to.deep.equal([]);
      expect(refused.log[0]?.message).to.contain("no permission");
      expect(refused.log[0]?.fields).to.include({ response_type: "AUTHORIZER_CONFIGURATION_ERROR" });
    });

    it("authorizes before it validates the body and before it throttles", async () => {
      const denying = makeGateway(answered(policy("Deny")), {
        deps: { now: () => new Date(0) },
        more: (stack, { api }) =>
          stack.add(ApiGatewayMethodSettings, "limits", {
            rest_api_id: api["id"],
            stage_name: "v1",
            method_path: "*/*",
            settings: { throttling_burst_limit: 1, throttling_rate_limit: 1 },
          }),
      });
      for (const _ of [1, 2, 3])
        expect((await denying.send("POST", "/v1/jobs", { ...bearer("t"), body: "{" })).status).to.equal(403);
      const allowing = makeGateway(answered(policy("Allow")));
      expect((await allowing.send("POST", "/v1/jobs", { ...bearer("t"), body: "{" })).status).to.equal(400);
    });

    it("does not invoke the authorizer for methods without authorization", async () => {
      const gateway = makeGateway(failed("crash"));
      expect((await gateway.send("GET", "/v1/health")).status).to.equal(200);
      expect(gateway.events).to.deep.equal([]);
    });
  });

  describe("identity sources", () => {
    for (const headers of [
      {},
      { authorization: "" },
      { authorization: "  " },
      { "x-authorization": "Bearer t" },
    ]) {
      it(`answers 401 to the headers ${JSON.stringify(headers)} without invoking the authorizer`, async () => {
        const gateway = makeGateway(answered(policy("Allow")));
        const response = await gateway.send("GET", "/v1/jobs/7?authorization=Bearer%20t", { headers });
        expect(response).to.include({ status: 401, text: '{"message":"Unauthorized"}' });
        expect(response.headers["x-amzn-errortype"]).to.equal("UnauthorizedException");
        expect(gateway.events).to.deep.equal([]);
      });
    }

    it("requires every header among the identity sources", async () => {
      const identity_source = "method.request.header.Authorization, method.request.header.X-Tenant";
      const gateway = makeGateway(answered(policy("Allow")), { api: { authorizer: { identity_source } } });
      expect((await gateway.send("GET", "/v1/jobs/7", bearer("t"))).status).to.equal(401);
      const headers = { authorization: "Bearer t", "x-tenant": "a" };
      expect((await gateway.send("GET", "/v1/jobs/7", { headers })).status).to.equal(200);
    });

    it("invokes the authorizer without the identity header when results are not cached", async () => {
      const authorizer = { authorizer_result_ttl_in_seconds: 0 };
      const gateway = makeGateway(answered(policy("Deny")), { api: { authorizer } });
      expect((await gateway.send("GET", "/v1/jobs/7")).status).to.equal(403);
      expect(asked(gateway)).to.have.length(1);
    });
  });

  describe("policies", () => {
    it("lets a caller in whom the policy allows", async () => {
      const gateway = makeGateway(answered(policy("Allow")));
      expect((await gateway.send("GET", "/v1/jobs/7", bearer("t"))).status).to.equal(200);
      expect(reached(gateway)).to.have.length(1);
    });

    it("answers 403 to a caller whom the policy denies", async () => {
      const gateway = makeGateway(answered(policy("Deny")));
      expect(await gateway.send("GET", "/v1/jobs/7", bearer("t"))).to.include({
        status: 403,
        text: '{"Message":"User is not authorized to access this resource with an explicit deny"}',
      });
      expect(reached(gateway)).to.deep.equal([]);
    });

    it("answers 403 when the policy does not mention the method", async () => {
      const gateway = makeGateway(answered(policy("Allow", `${anyMethod.slice(0, -1)}POST/*`)));
      expect(await gateway.send("GET", "/v1/jobs/7", bearer("t"))).to.include({
        status: 403,
        text: '{"Message":"User is not authorized to access this resource"}',
      });
    });
  });

  describe("failures", () => {
    it("answers 401 when the authorizer throws Unauthorized", async () => {
      const gateway = makeGateway(failed("handled", "Unauthorized"));
      expect(await gateway.send("GET", "/v1/jobs/7", bearer("t"))).to.include({
        status: 401,
        text: '{"message":"Unauthorized"}',
      });
    });

    const failures: readonly (readonly [string, InvokeResult])[] = [
      ["throws anything else", failed("handled", "Unauthorized: token expired")],
      ["throws in lower case", failed("handled", "unauthorized")],
      ["crashes", failed("crash", "Unauthorized")],
      ["runs out of its own time", failed("timeout")],
      ["is throttled", failed("throttled")],
    ];
    for (const [name, result] of failures) {
      it(`answers 500 without details when the authorizer ${name}`, async () => {
        const gateway = makeGateway(result);
        const response = await gateway.send("GET", "/v1/jobs/7", bearer("t"));
        expect(response).to.include({ status: 500, text: '{"message":null}' });
        expect(response.headers["x-amzn-errortype"]).to.equal("AuthorizerFailureException");
        expect(gateway.log[0]).to.include({ level: "ERROR" });
        expect(reached(gateway)).to.deep.equal([]);
      });
    }

    for (const nonsense of [null, "Allow", { principalId: "x" }, policy("Allow", anyMethod, { a: {} })]) {
      it(`answers 500 when the authorizer returns ${JSON.stringify(nonsense)}`, async () => {
        const gateway = makeGateway(answered(nonsense));
        const response = await gateway.send("GET", "/v1/jobs/7", bearer("t"));
        expect(response).to.include({ status: 500, text: '{"message":null}' });
        expect(response.headers["x-amzn-errortype"]).to.equal("AuthorizerConfigurationException");
        expect(reached(gateway)).to.deep.equal([]);
      });
    }
  });

  describe("cache", () => {
    /** Lets `good` in, and tells the function who asked. */
    const byToken = (event: Event): InvokeResult => {
      const token = tokenOf(event);
      return answered(policy(token.startsWith("good") ? "Allow" : "Deny", anyMethod, { token }));
    };
    const statuses = async (gateway: TestGateway, tokens: readonly string[]): Promise<number[]> => {
      const found: number[] = [];
      for (const token of tokens) found.push((await gateway.send("GET", "/v1/jobs/7", bearer(token))).status);
      return found;
    };

    it("caches Allow and Deny under each token", async () => {
      const gateway = makeGateway(byToken);
      const found = await statuses(gateway, [
        "good-1",
        "bad",
        "good-2",
        "good-1",
        "bad",
        "good-2",
        "good-1x",
      ]);
      expect(found).to.deep.equal([200, 403, 200, 200, 403, 200, 200]);
      expect(asked(gateway).map(({ event }) => tokenOf(event))).to.deep.equal([
        "good-1",
        "bad",
        "good-2",
        "good-1x",
      ]);
      expect(authorizersOf(gateway).map((authorizer) => authorizer["token"])).to.deep.equal([
        "good-1",
        "good-2",
        "good-1",
        "good-2",
        "good-1x",
      ]);
    });

    it("caches separately for identity values that only look alike when joined", async () => {
      const identity_source = "method.request.header.Authorization,method.request.header.X-Tenant";
      const gateway = makeGateway(byToken, { api: { authorizer: { identity_source } } });
      for (const [authorization, tenant] of [
        ["Bearer good", "a,b"],
        ["Bearer good,a", "b"],
      ])
        await gateway.send("GET", "/v1/jobs/7", { headers: { authorization, "x-tenant": tenant } });
      expect(asked(gateway)).to.have.length(2);
    });

    it("caches a result for its time to live, divided by the speed-up", async () => {
      let time = 0;
      const gateway = makeGateway(byToken, {
        api: { authorizer: { authorizer_result_ttl_in_seconds: 60 } },
        deps: { now: () => new Date(time), clock: makeClock(60) },
      });
      await statuses(gateway, ["good", "good"]);
      time = 999;
      await statuses(gateway, ["good"]);
      expect(asked(gateway)).to.have.length(1);
      time = 1_000;
      await statuses(gateway, ["good"]);
      expect(asked(gateway)).to.have.length(2);
    });

    it("caches nothing with a time to live of 0", async () => {
      const gateway = makeGateway(byToken, { api: { authorizer: { authorizer_result_ttl_in_seconds: 0 } } });
      expect(await statuses(gateway, ["good", "good", "bad", "bad"])).to.deep.equal([200, 200, 403, 403]);
      expect(asked(gateway)).to.have.length(4);
    });

    it("caches no failure", async () => {
      const results = [
        failed("handled", "Unauthorized"),
        failed("crash"),
        answered("x"),
        answered(policy("Allow")),
      ];
      const gateway = makeGateway(() => results.shift() ?? failed("crash"));
      expect(await statuses(gateway, ["t", "t", "t", "t", "t"])).to.deep.equal([401, 500, 500, 200, 200]);
    });

    it("evaluates a cached policy for each method", async () => {
      const gateway = makeGateway(answered(policy("Allow", `${anyMethod.slice(0, -1)}GET/jobs/7`)));
      expect((await gateway.send("GET", "/v1/jobs/7", bearer("t"))).status).to.equal(200);
      expect((await gateway.send("GET", "/v1/jobs/8", bearer("t"))).status).to.equal(403);
      expect((await gateway.send("POST", "/v1/jobs", bearer("t"))).status).to.equal(403);
      expect(asked(gateway)).to.have.length(1);
    });
  });

  describe("context", () => {
    const context = { tenant: "a", level: 3, admin: false };

    it("passes the authorizer's context to the function as text", async () => {
      const gateway = makeGateway(answered(policy("Allow", anyMethod, context)));
      await gateway.send("GET", "/v1/jobs/7", bearer("t"));
      await gateway.send("GET", "/v1/jobs/7", bearer("t"));
      const authorizers = authorizersOf(gateway);
      expect(authorizers[0]).to.include({
        tenant: "a",
        level: "3",
        admin: "false",
        principalId: "someone",
      });
      expect(authorizers[0]).to.have.property("integrationLatency").that.is.a("number");
      expect(authorizers[1]).to.have.property("integrationLatency", 0);
    });

    it("does not let the authorizer's context replace principalId and integrationLatency", async () => {
      const claimed = { principalId: "admin", integrationLatency: "x" };
      const gateway = makeGateway(answered(policy("Allow", anyMethod, claimed)));
      await gateway.send("GET", "/v1/jobs/7", bearer("t"));
      expect(reached(gateway)[0]?.event).to.nested.include({
        "requestContext.authorizer.principalId": "someone",
      });
    });

    it("passes nothing that a client claims to be the authorizer's context", async () => {
      const forged = '{"authorizer":{"tenant":"b"},"requestContext":{"authorizer":{"tenant":"b"}}}';
      const request = {
        headers: {
          authorization: "Bearer t",
          authorizer: forged,
          "x-amzn-authorizer-tenant": "b",
          "context.authorizer.tenant": "b",
          tenant: "b",
        },
        body: forged,
      };
      const url =
        "/v1/jobs/7?authorizer.tenant=b&context.authorizer.tenant=b&requestContext[authorizer][tenant]=b";
      for (const context of [{ tenant: "a" }, undefined]) {
        const gateway = makeGateway(answered(policy("Allow", anyMethod, context)));
        await gateway.send("GET", url, request);
        expect(authorizersOf(gateway).map((authorizer) => authorizer["tenant"])).to.deep.equal([
          context?.tenant,
        ]);
      }
    });

    it("passes no authorizer context for a method without an authorizer", async () => {
      const gateway = makeTestGateway();
      await gateway.send("GET", "/v1/jobs/7", bearer("t"));
      expect(gateway.events[0]?.event["requestContext"]).not.to.have.property("authorizer");
    });

    it("fills the authorizer's context into the gateway response of a denial", async () => {
      const response_templates = {
        "application/json": '{"tenant":"$context.authorizer.tenant","no":"$context.authorizer.no"}',
      };
      const gateway = makeGateway(answered(policy("Deny", anyMethod, context)), {
        api: { gatewayResponses: { ACCESS_DENIED: { status_code: "401", response_templates } } },
      });
      expect(await gateway.send("GET", "/v1/jobs/7", bearer("t"))).to.include({
        status: 401,
        text: '{"tenant":"a","no":""}',
      });
    });

    it("writes the authorizer's status and latency into the access log", async () => {
      const format =
        "$context.requestId $context.authorizer.principalId $context.authorizer.tenant $context.authorizer.status $context.authorizer.error $context.authorizer.latency";
      const destination_arn = "arn:aws:logs:us-east-1:000000000000:log-group:access";
      const results = [answered(policy("Deny", anyMethod, context)), failed("crash", "broken")];
      const gateway = makeGateway(() => results.shift() ?? failed("crash"), {
        api: { stage: { access_log_settings: { destination_arn, format } } },
        deps: { now: () => new Date(0) },
        more: (stack) => stack.add(CloudwatchLogGroup, "access", { name: "access" }),
      });
      for (const token of ["a", "b"]) await gateway.send("GET", "/v1/jobs/7", bearer(token));
      await gateway.send("GET", "/v1/health");
      const lines = gateway.logEvents.map(({ message }) => message.slice(message.indexOf(" ") + 1));
      expect(lines).to.deep.equal([
        "someone a 200 - 0",
        "- - 500 the authorizer failed (crash): Error: broken -",
        "- - - - -",
      ]);
    });
  });
});
