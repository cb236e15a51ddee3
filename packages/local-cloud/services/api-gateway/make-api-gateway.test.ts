import { expect } from "chai";
import { makeTestGateway, type TestGatewayOptions } from "../../testing/test-gateway.ts";
import {
  ApiGatewayIntegration,
  ApiGatewayIntegrationResponse,
  ApiGatewayMethod,
  ApiGatewayMethodResponse,
  ApiGatewayMethodSettings,
} from "../../resources/api-gateway.ts";

const message = (value: string) => ({ message: value });

const problem = (detail: string) => ({
  response_templates: { "application/json": `{"detail":"${detail}","id":"$context.requestId"}` },
  response_parameters: {
    "gatewayresponse.header.Content-Type": "'application/problem+json'",
    "gatewayresponse.header.X-Page": "'3'",
  },
});

const signed = (key: string, service = "execute-api") => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=x`,
});

const limited: TestGatewayOptions = {
  deps: { now: () => new Date(0) },
  more: (stack, { api }) =>
    stack.add(ApiGatewayMethodSettings, "limits", {
      rest_api_id: api["id"],
      stage_name: "v1",
      method_path: "*/*",
      settings: {
        throttling_burst_limit: 2,
        throttling_rate_limit: 1,
        logging_level: "ERROR",
      },
    }),
};

describe("API Gateway", () => {
  describe("routes", () => {
    it("answers a stage that does not exist with AWS's bare 403", async () => {
      const response = await makeTestGateway().send("GET", "/other/health");
      expect(response).to.include({ status: 403, text: '{"message":"Forbidden"}' });
    });

    for (const [method, url] of [
      ["GET", "/v1/nowhere"],
      ["GET", "/v1"],
      ["GET", "/v1/jobs"],
      ["DELETE", "/v1/jobs/7"],
      ["GET", "/v1/Health"],
    ] as const) {
      it(`answers ${method} ${url}, for which there is no route, with MISSING_AUTHENTICATION_TOKEN`, async () => {
        const response = await makeTestGateway().send(method, url);
        expect(response.status).to.equal(403);
        expect(response.json).to.deep.equal(message("Missing Authentication Token"));
        expect(response.headers["x-amzn-errortype"]).to.equal("MissingAuthenticationTokenException");
      });
    }

    it("answers by itself where the integration is a mock", async () => {
      expect(await makeTestGateway().send("GET", "/v1/health")).to.include({
        status: 200,
        text: '{"healthy":true}',
      });
    });

    it("answers a broken percent sequence with 400", async () => {
      expect((await makeTestGateway().send("GET", "/v1/jobs/%zz")).status).to.equal(400);
    });

    it("gives every response an id of its own, errors included", async () => {
      const gateway = makeTestGateway();
      const responses = [await gateway.send("GET", "/v1/health"), await gateway.send("GET", "/v1/nowhere")];
      const ids = responses.map(({ headers }) => headers["x-amzn-requestid"]);
      expect(ids[0]).to.match(/^[0-9a-f-]{36}$/);
      expect(ids[1])
        .to.match(/^[0-9a-f-]{36}$/)
        .and.not.equal(ids[0]);
    });

    it("adds no CORS headers of its own", async () => {
      const headers = { origin: "http://example.com" };
      const response = await makeTestGateway().send("OPTIONS", "/v1/health", { headers });
      expect(Object.keys(response.headers).filter((name) => name.startsWith("access-control"))).to.deep.equal(
        [],
      );
    });
  });

  describe("validation", () => {
    const refused = ["", " ", "{", "[]", "null", "42", '"x"', "{}", '{"id":7}', '{"id":"A"}', "\ufeff{}"];
    for (const body of refused) {
      it(`refuses the body ${JSON.stringify(body)} before anything is called`, async () => {
        const gateway = makeTestGateway();
        const response = await gateway.send("POST", "/v1/jobs", { body });
        expect(response.status).to.equal(400);
        expect(response.json).to.deep.equal(message("Invalid request body"));
        expect(gateway.asked).to.deep.equal([]);
      });
    }

    it("checks a type without a model of its own against $default", async () => {
      const gateway = makeTestGateway({ api: { post: { request_models: { $default: "Job" } } } });
      const headers = { "content-type": "text/plain" };
      expect((await gateway.send("POST", "/v1/jobs", { body: "{", headers })).status).to.equal(400);
      expect((await gateway.send("POST", "/v1/jobs", { body: '{"id":"a"}', headers })).status).to.equal(415);
    });

    it("answers a type without a template with 415, though no model looked at it", async () => {
      const gateway = makeTestGateway();
      for (const type of ["text/plain", "application/x-www-form-urlencoded", "", "application/json2"]) {
        const response = await gateway.send("POST", "/v1/jobs", {
          body: "{",
          headers: { "content-type": type },
        });
        expect(response.status).to.equal(415);
        expect(response.json).to.deep.equal(message("Unsupported Media Type"));
      }
    });

    it("fills the validation error into a gateway response in the words of AWS's validator", async () => {
      const gateway = makeTestGateway({
        api: {
          gatewayResponses: {
            BAD_REQUEST_BODY: {
              response_templates: { "application/json": '{"why":"$context.error.validationErrorString"}' },
            },
          },
        },
      });
      const why = async (body: string) => (await gateway.send("POST", "/v1/jobs", { body })).json;
      expect(await why("{}")).to.deep.equal({ why: '[object has missing required properties (["id"])]' });
      expect(await why('{"id":7}')).to.deep.equal({
        why: '[instance type (integer) does not match any allowed primitive type (allowed: ["string"])]',
      });
      expect(await why('{"id":"A\\""}')).to.deep.equal({
        why: '[ECMA 262 regex "^[a-z]+$" does not match input string "A""]',
      });
    });

    it("answers a body over the limit with 413 and what the stack says about it", async () => {
      const sent = { tooLarge: true };
      expect(await makeTestGateway().send("POST", "/v1/jobs", sent)).to.include({
        status: 413,
        text: '{"message":"Request Too Long"}',
      });
      const gateway = makeTestGateway({ api: { gatewayResponses: { REQUEST_TOO_LARGE: problem("long") } } });
      const response = await gateway.send("POST", "/v1/jobs", sent);
      expect(response.status).to.equal(413);
      expect(response.json).to.deep.equal({ detail: "long", id: response.headers["x-amzn-requestid"] });
      expect(gateway.metrics.find(({ name }) => name === "4XXError")).to.include({ value: 1 });
    });
  });

  describe("gateway responses", () => {
    it("answers an error with the stack's gateway response: its status, headers and variables", async () => {
      const gateway = makeTestGateway({
        api: {
          gatewayResponses: { MISSING_AUTHENTICATION_TOKEN: { ...problem("gone"), status_code: "404" } },
        },
      });
      const response = await gateway.send("GET", "/v1/nowhere");
      expect(response.status).to.equal(404);
      expect(response.json).to.deep.equal({ detail: "gone", id: response.headers["x-amzn-requestid"] });
      expect(response.headers).to.include({ "content-type": "application/problem+json", "x-page": "3" });
    });

    it("falls back to the gateway response DEFAULT_4XX and keeps the status of the error's own type", async () => {
      const gateway = makeTestGateway({
        api: { gatewayResponses: { DEFAULT_4XX: problem("4"), DEFAULT_5XX: problem("5") } },
      });
      expect(await gateway.send("POST", "/v1/jobs", { body: "{" })).to.deep.include({ status: 400 });
      expect((await gateway.send("GET", "/v1/nowhere")).json).to.include({ detail: "4" });
      expect((await gateway.send("GET", "/v1/nowhere")).status).to.equal(403);
    });

    it("takes the status of a default gateway response that sets one", async () => {
      const gateway = makeTestGateway({ api: { gatewayResponses: { DEFAULT_4XX: { status_code: "418" } } } });
      const response = await gateway.send("GET", "/v1/nowhere");
      expect(response.status).to.equal(418);
      expect(response.json).to.deep.equal(message("Missing Authentication Token"));
    });
  });

  describe("headers of gateway responses", () => {
    const quoted = `Bearer realm="jobs", error="invalid_token"`;
    const withHeaders = (headers: Readonly<Record<string, string>>) => ({
      response_parameters: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [`gatewayresponse.header.${name}`, value]),
      ),
    });

    it("sends the static headers of a gateway response, with quotation marks in them", async () => {
      const gatewayResponses = {
        UNAUTHORIZED: withHeaders({ "WWW-Authenticate": `'${quoted}'`, "Cache-Control": "'no-store'" }),
      };
      const response = await makeTestGateway({ api: { authorizer: {}, gatewayResponses } }).send(
        "GET",
        "/v1/jobs/7",
      );
      expect(response.status).to.equal(401);
      expect(response.headers).to.include({ "www-authenticate": quoted, "cache-control": "no-store" });
    });

    it("lets a page of the allowed origin read every error, after a preflight that needs no token", async () => {
      const origin = "https://app.example.com";
      const allowing = withHeaders({ "Access-Control-Allow-Origin": `'${origin}'` });
      const gateway = makeTestGateway({
        api: { authorizer: {}, gatewayResponses: { DEFAULT_4XX: allowing, DEFAULT_5XX: allowing } },
        more: (stack, { api, jobs }) => {
          const options = { rest_api_id: api["id"], resource_id: jobs["id"], http_method: "OPTIONS" };
          const names = ["Origin", "Methods", "Headers"].map((name) => `Access-Control-Allow-${name}`);
          const [allowOrigin, methods, headers] = names.map((name) => `method.response.header.${name}`);
          stack.add(ApiGatewayMethod, "options", { ...options, authorization: "NONE" });
          stack.add(ApiGatewayIntegration, "options", {
            ...options,
            type: "MOCK",
            request_templates: { "application/json": '{"statusCode":204}' },
            passthrough_behavior: "NEVER",
          });
          stack.add(ApiGatewayMethodResponse, "options", {
            ...options,
            status_code: "204",
            response_parameters: { [allowOrigin!]: true, [methods!]: true, [headers!]: true },
          });
          stack.add(ApiGatewayIntegrationResponse, "options", {
            ...options,
            status_code: "204",
            response_parameters: {
              [allowOrigin!]: `'${origin}'`,
              [methods!]: "'POST,OPTIONS'",
              [headers!]: "'Authorization,Content-Type'",
            },
          });
        },
      });
      const preflight = await gateway.send("OPTIONS", "/v1/jobs", {
        headers: { origin, "access-control-request-method": "POST" },
      });
      expect(preflight).to.include({ status: 204, text: "" });
      expect(preflight.headers).to.include({
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "POST,OPTIONS",
        "access-control-allow-headers": "Authorization,Content-Type",
      });
      const bearer = { headers: { origin, authorization: "Bearer t" } };
      for (const [response, status] of [
        [await gateway.send("POST", "/v1/jobs", { headers: { origin } }), 401],
        [await gateway.send("POST", "/v1/jobs", bearer), 500],
        [await gateway.send("GET", "/v1/nowhere", { headers: { origin } }), 403],
      ] as const) {
        expect(response.status).to.equal(status);
        expect(response.headers["access-control-allow-origin"]).to.equal(origin);
      }
    });
  });

  describe("AWS_IAM", () => {
    const iam: TestGatewayOptions = { api: { get: { authorization: "AWS_IAM" } } };
    it("answers 403 to an unsigned request for a method with AWS_IAM", async () => {
      const half = signed("me").authorization.replace(", Signature=x", "");
      for (const headers of [{}, { authorization: "Bearer x" }, { authorization: half }]) {
        const response = await makeTestGateway(iam).send("GET", "/v1/jobs/7", { headers });
        expect(response.status).to.equal(403);
        expect(response.json).to.deep.equal(message("Missing Authentication Token"));
      }
    });

    it("asks whether a signer may call exactly this method and path, and tells the function who it is", async () => {
      const gateway = makeTestGateway(iam);
      const arn = "arn:aws:iam::000000000000:role/client";
      const { accessKeyId } = gateway.principals.credentialsOf({ kind: "role", arn });
      expect((await gateway.send("GET", "/v1/jobs/7?x=1", { headers: signed(accessKeyId) })).status).to.equal(
        200,
      );
      expect(gateway.asked[0]?.action).to.equal("execute-api:Invoke");
      expect(gateway.asked[0]?.resource).to.match(
        /^arn:aws:execute-api:us-east-1:000000000000:[a-z0-9]{10}\/v1\/GET\/jobs\/7$/,
      );
      expect(gateway.events[0]?.event).to.have.nested.property(
        "requestContext.identity.userArn",
        "arn:aws:sts::000000000000:assumed-role/client/local",
      );
    });

    it("refuses a signature that was made for another service", async () => {
      const gateway = makeTestGateway(iam);
      const response = await gateway.send("GET", "/v1/jobs/7", { headers: signed("me", "lambda") });
      expect(response.status).to.equal(403);
      expect(response.headers["x-amzn-errortype"]).to.equal("InvalidSignatureException");
      expect(response.json).to.deep.equal(
        message("Credential should be scoped to correct service: 'execute-api'."),
      );
      expect(gateway.events).to.deep.equal([]);
    });

    it("accepts a presigned URL", async () => {
      const url =
        "/v1/jobs/7?X-Amz-Credential=me%2F20260101%2Fus-east-1%2Fexecute-api%2Faws4_request&X-Amz-Signature=x";
      expect((await makeTestGateway(iam).send("GET", url)).status).to.equal(200);
    });

    it("answers a signer whom IAM denies in IAM's words", async () => {
      const denied = {
        allowed: false,
        message: "User: x is not authorized to perform: execute-api:Invoke",
      } as const;
      const gateway = makeTestGateway({ ...iam, deps: { authorize: () => denied } });
      const response = await gateway.send("GET", "/v1/jobs/7", { headers: signed("me") });
      expect(response).to.include({ status: 403, text: `{"Message":"${denied.message}"}` });
      expect(gateway.events).to.deep.equal([]);
    });
  });

  describe("limits", () => {
    it("answers 429 to requests over the burst limit", async () => {
      const gateway = makeTestGateway(limited);
      const statuses = [];
      for (const _ of [1, 2, 3]) statuses.push((await gateway.send("GET", "/v1/health")).status);
      expect(statuses).to.deep.equal([200, 200, 429]);
    });

    it("counts the limits of each method apart", async () => {
      const gateway = makeTestGateway(limited);
      const statuses = [];
      for (const _ of [1, 2, 3]) statuses.push((await gateway.send("GET", "/v1/jobs/1")).status);
      statuses.push((await gateway.send("GET", "/v1/health")).status);
      expect(statuses).to.deep.equal([200, 200, 429, 200]);
    });

    it("answers 429 before it validates the body", async () => {
      const gateway = makeTestGateway(limited);
      const statuses = [];
      for (const _ of [1, 2, 3])
        statuses.push((await gateway.send("POST", "/v1/jobs", { body: "{" })).status);
      expect(statuses).to.deep.equal([400, 400, 429]);
    });
  });

  it("answers with a page that it was given to a GET or HEAD outside of every stage, and to nothing else", async () => {
    const gateway = makeTestGateway({
      deps: { pages: { "/": [{ contentType: "text/plain", body: "hello" }] } },
    });
    for (const method of ["GET", "HEAD"]) {
      const page = await gateway.send(method, "/?x=1");
      expect(page).to.include({ status: 200, text: "hello" });
      expect(page.headers["content-type"]).to.equal("text/plain");
    }
    for (const [method, url] of [
      ["POST", "/"],
      ["GET", "/toString"],
      ["GET", "/v1/"],
    ] as const)
      expect((await gateway.send(method, url)).status, `${method} ${url}`).to.equal(403);
  });

  it("chooses the page whose type the request accepts, and the first where it does not say", async () => {
    const pages = [
      { contentType: "application/json", body: "{}" },
      { contentType: "text/html; charset=utf-8", body: "<p>" },
    ];
    const gateway = makeTestGateway({ deps: { pages: { "/": pages } } });
    for (const [accept, text] of [
      ["text/html,application/xhtml+xml,*/*;q=0.8", "<p>"],
      ["application/json", "{}"],
      ["*/*", "{}"],
      ["image/png", "{}"],
    ] as const)
      expect((await gateway.send("GET", "/", { headers: { accept } })).text, accept).to.equal(text);
  });

  it("answers 500 and logs the cause when the local cloud itself fails", async () => {
    const gateway = makeTestGateway({ invoke: () => Promise.reject(new Error("no such function")) });
    const response = await gateway.send("GET", "/v1/jobs/7");
    expect(response).to.include({ status: 500, text: '{"message":"Internal server error"}' });
    expect(gateway.log[0]?.level).to.equal("ERROR");
    expect(gateway.log[0]?.message).to.contain("no such function");
  });
});
