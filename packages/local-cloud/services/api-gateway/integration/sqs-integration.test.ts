import { once } from "node:events";
import { expect } from "chai";
import {
  type Backend,
  makeTestGateway,
  reply,
  makeBackend,
  type TestGatewayOptions,
} from "../../../testing/test-gateway.ts";
import { senderRole } from "../../../testing/gateway-stack.ts";

const pad = (length: number): string => {
  const open = '{"id":"a","x":"';
  return `${open}${"y".repeat(length - open.length - 2)}"}`;
};

const poisons: Readonly<Record<string, string>> = {
  "a parameter of its own": '{"id":"a","x":"&Action=DeleteQueue&DelaySeconds=900"}',
  "percent sequences": '{"id":"a","x":"%26%3D%zz%"}',
  "a plus and blanks": '{"id":"a", "x" : "1+1 = 2"}',
  quotes: `{"id":"a","x":"it's \\"quoted\\" \\\\ / ;"}`,
  emoji: '{"id":"a","x":"😀é漢\u2028"}',
  "line ends and tabs": '{\r\n\t"id":"a"\r\n}\n',
  "long integers and huge exponents": '{"id":"a","n":12345678901234567890,"m":1e400}',
  "keys that stand twice": '{"id":"a","x":1,"x":2}',
  "a template": '{"id":"a","x":"$context.requestId #if(true) ${x} #end"}',
  "a prototype": '{"id":"a","__proto__":{"id":"b"}}',
  "deep nesting": `{"id":"a","x":${"[".repeat(5000)}${"]".repeat(5000)}}`,
  "262,144 bytes": pad(262_144),
};

describe("SQS integrations of API Gateway", () => {
  let backend: Backend;
  beforeEach(() => {
    backend = makeBackend();
  });

  const makeGateway = (options: TestGatewayOptions = {}) =>
    makeTestGateway({ endpoint: backend.endpoint, ...options });
  const body = '{"id":"a"}';

  for (const [name, poison] of Object.entries(poisons)) {
    it(`queues a body with ${name} unchanged, and nothing else`, async () => {
      const response = await makeGateway().send("POST", "/v1/jobs", { body: poison });
      expect(response).to.include({ status: 202, text: '{"queued_as":"m-1"}' });
      expect(backend.requests).to.have.length(1);
      const form = new URLSearchParams(backend.requests[0]?.body.toString("latin1"));
      expect([...form.keys()]).to.deep.equal([
        "Action",
        "MessageBody",
        "MessageAttribute.1.Name",
        "MessageAttribute.1.Value.StringValue",
      ]);
      expect(form.get("Action")).to.equal("SendMessage");
      expect(form.get("MessageBody")).to.equal(poison);
      expect(form.get("MessageAttribute.1.Value.StringValue")).to.equal(response.headers["x-amzn-requestid"]);
    });
  }

  it("posts to the queue, signed by its role, with mapped headers and none of the client's", async () => {
    const gateway = makeGateway();
    await gateway.send("POST", "/v1/jobs", {
      body,
      headers: {
        authorization: "Bearer secret",
        cookie: "a=b",
        "content-type": "Application/JSON; charset=utf-8",
      },
    });
    const sent = backend.requests[0];
    const { accessKeyId } = gateway.principals.credentialsOf({ kind: "role", arn: senderRole });
    expect(sent).to.include({ method: "POST", url: "/000000000000/jobs" });
    expect(sent?.headers.authorization).to.match(
      new RegExp(
        `^AWS4-HMAC-SHA256 Credential=${accessKeyId}/\\d{8}/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=`,
      ),
    );
    expect(sent?.headers).to.include({
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
    });
    expect(sent?.headers).to.not.have.any.keys("cookie", "x-forwarded-for");
  });

  describe("behind an authorizer", () => {
    const tenantTemplate = [
      "Action=SendMessage&MessageBody=$util.urlEncode($input.body)",
      "&MessageAttribute.1.Name=tenant",
      "&MessageAttribute.1.Value.StringValue=$util.urlEncode($context.authorizer.tenant)",
    ].join("");
    const sendAs = async (context: object, sent: string, headers: Readonly<Record<string, string>> = {}) => {
      const policyDocument = {
        Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: "arn:aws:execute-api:*:*:*" }],
      };
      const gateway = makeGateway({
        api: {
          authorizer: {},
          send: {
            request_templates: { "application/json": tenantTemplate },
          },
        },
        invoke: async () => ({
          ok: true,
          payload: JSON.stringify({ principalId: "someone", policyDocument, context }),
        }),
      });
      const response = await gateway.send("POST", "/v1/jobs?tenant=forged&context.authorizer.tenant=forged", {
        body: sent,
        headers: { authorization: "Bearer t", ...headers },
      });
      expect(response.status).to.equal(202);
      const [request] = backend.requests;
      return new URLSearchParams(request?.body.toString("utf8"));
    };

    it("queues the authorizer's context, whatever the client sends", async () => {
      const forged =
        '{"id":"a","context":{"authorizer":{"tenant":"forged"}},"x":"&MessageAttribute.1.Value.StringValue=forged"}';
      const headers = { "x-tenant": "forged", "context.authorizer.tenant": "forged", tenant: "forged" };
      const form = await sendAs({ tenant: "a&b=c" }, forged, headers);
      expect(form.getAll("MessageAttribute.1.Value.StringValue")).to.deep.equal(["a&b=c"]);
      expect(form.get("MessageBody")).to.equal(forged);
    });

    it("queues an empty attribute where the authorizer's context has no value", async () => {
      const form = await sendAs({}, body, { "x-tenant": "forged" });
      expect(form.getAll("MessageAttribute.1.Value.StringValue")).to.deep.equal([""]);
    });
  });

  it("takes the default response for a status that no pattern matches whole, and honours overrides", async () => {
    backend.answer = () => reply(400, '{"Error":{"Code":"TooLong","Message":"arn:aws:…"}}');
    const tooLong = await makeGateway().send("POST", "/v1/jobs", { body });
    expect(tooLong).to.include({ status: 413, text: '{"code":"TooLong"}' });
    expect(tooLong.headers).to.include({
      "content-type": "application/json",
      "retry-after": "9",
      "x-backend": "sqs",
    });

    backend.answer = () => reply(403, '{"Error":{"Code":"AccessDenied"}}');
    expect(await makeGateway().send("POST", "/v1/jobs", { body })).to.include({ status: 500 });
  });

  it("matches a pattern against the whole status, as Java does", async () => {
    const gateway = makeGateway({ api: { accepted: { selection_pattern: "20|0" } } });
    expect((await gateway.send("POST", "/v1/jobs", { body })).status).to.equal(500);
  });

  it("queues an empty object for an empty body that the model lets through, as AWS does", async () => {
    const gateway = makeGateway({ api: { schema: "{}" } });
    expect((await gateway.send("POST", "/v1/jobs", { body: "" })).status).to.equal(202);
    expect(backend.requests[0]?.body.toString()).to.contain("MessageBody=%7B%7D&");
  });

  it("maps a status with its pattern, template and content type", async () => {
    backend.answer = () => reply(503, "<html>");
    const response = await makeGateway().send("POST", "/v1/jobs", { body });
    expect(response).to.include({ status: 503, text: '{"status":503}' });
    expect(response.headers["content-type"]).to.equal("application/problem+json");
  });

  it("prints nothing for what a garbled SQS response does not have", async () => {
    backend.answer = () => reply(200, "<html>");
    expect(await makeGateway().send("POST", "/v1/jobs", { body })).to.include({
      status: 202,
      text: '{"queued_as":""}',
    });
  });

  it("answers 500 when nothing is mapped for a status", async () => {
    backend.answer = () => reply(418, "{}");
    const gateway = makeGateway({ api: { refused: { selection_pattern: "4[02]." } } });
    const response = await gateway.send("POST", "/v1/jobs", { body });
    expect(response).to.include({ status: 500, text: '{"message":"Internal server error"}' });
    expect(gateway.log[0]?.message).to.contain("the backend's status is 418");
  });

  it("answers 504 when the connection breaks", async () => {
    backend.answer = () => ({ kind: "reset" });
    const gateway = makeGateway();
    expect(await gateway.send("POST", "/v1/jobs", { body })).to.include({
      status: 504,
      text: '{"message":"Internal server error"}',
    });
    expect(gateway.log[0]).to.deep.include({ level: "ERROR" });
  });

  it("answers 504 when the backend takes longer than the integration's time-out, and lets go of it", async () => {
    let abandoned: Promise<unknown> | undefined;
    backend.answer = async ({ signal }) => {
      abandoned = once(signal, "abort");
      await abandoned;
      return { kind: "reset" };
    };
    const gateway = makeGateway({ api: { send: { timeout_milliseconds: 50 } } });
    const response = await gateway.send("POST", "/v1/jobs", { body });
    expect(response).to.include({ status: 504, text: '{"message":"Endpoint request timed out"}' });
    await abandoned;
  });

  it("answers 500 without a call when API Gateway may not assume the role", async () => {
    const gateway = makeGateway({
      deps: { canAssume: () => ({ allowed: false, message: "the trust policy says no" }) },
    });
    const response = await gateway.send("POST", "/v1/jobs", { body });
    expect(response).to.include({ status: 500, text: '{"message":"Internal server error"}' });
    expect(gateway.log[0]?.message).to.contain("the trust policy says no");
    expect(backend.requests).to.deep.equal([]);
  });
});
