import { expect } from "chai";
import { Testing, TerraformStack } from "cdktf";
import { allOf, auths, type Block, type Resources, synthApi } from "../../testing/api-stack.ts";
import { AwsEnvironment } from "../shared/aws-environment.ts";
import { MessagesApi, type MessagesApiProps } from "./messages-api.ts";

const origin = "https://console.example.com";

const methodsOf = (resources: Resources): readonly Block[] => allOf(resources, "aws_api_gateway_method");
const authorizations = (resources: Resources): readonly unknown[] =>
  methodsOf(resources).map(({ authorization }) => authorization);
const sendOf = (resources: Resources): Block =>
  allOf(resources, "aws_api_gateway_integration").find(({ type }) => type === "AWS") ?? {};
const sendTemplate = (resources: Resources): string => {
  return String((sendOf(resources)["request_templates"] as Block)["application/json"]);
};

/** Every header that any answer of the API sets, in lower case. */
const headersOf = (resources: Resources): readonly string[] =>
  ["aws_api_gateway_gateway_response", "aws_api_gateway_integration_response"]
    .flatMap((type) => allOf(resources, type))
    .flatMap(({ response_parameters }) => Object.keys(response_parameters as Block))
    .map((name) => name.split(".header.")[1]?.toLowerCase() ?? "");

const gatewayResponse = (resources: Resources, type: string): Block =>
  allOf(resources, "aws_api_gateway_gateway_response").find(({ response_type }) => response_type === type) ??
  {};

describe("MessagesApi", () => {
  describe("without anybody to prove who they are", () => {
    it("asks nobody", () => {
      const resources = synthApi({ auth: auths.none });
      expect(authorizations(resources)).to.deep.equal(["NONE", "NONE", "NONE"]);
      expect(resources).not.to.have.property("aws_api_gateway_authorizer");
    });
  });

  describe("of signed requests", () => {
    const resources = synthApi({ auth: auths.iam });

    it("takes nothing else on any method", () => {
      expect(authorizations(resources)).to.deep.equal(["AWS_IAM", "AWS_IAM", "AWS_IAM"]);
      expect(sendTemplate(resources)).not.to.include("company_id");
    });

    it("answers 403 to whoever may not", () => {
      for (const type of ["ACCESS_DENIED", "MISSING_AUTHENTICATION_TOKEN", "INVALID_SIGNATURE"])
        expect(gatewayResponse(resources, type)).to.include({ status_code: "403" });
      expect(headersOf(resources)).not.to.include("www-authenticate");
    });
  });

  describe("of bearer tokens", () => {
    const resources = synthApi({ auth: auths.jwt });
    const [authorizer] = allOf(resources, "aws_api_gateway_authorizer");

    it("has every method ask the authorizer", () => {
      const [id] = Object.keys(resources["aws_api_gateway_authorizer"] ?? {});
      const asked = methodsOf(resources).map(({ authorization, authorizer_id }) => [
        authorization,
        authorizer_id,
      ]);
      expect(asked).to.deep.equal(
        Array.from({ length: 3 }, () => ["CUSTOM", `\${aws_api_gateway_authorizer.${id}.id}`]),
      );
    });

    it("keeps a verdict by the token, for as long as it is told", () => {
      expect(authorizer).to.include({
        type: "REQUEST",
        identity_source: "method.request.header.Authorization",
        authorizer_result_ttl_in_seconds: 60,
        authorizer_uri: "${aws_lambda_function.authorizer.invoke_arn}",
      });
    });

    it("may invoke the authorizer's function as this one authorizer", () => {
      const permissions = allOf(resources, "aws_lambda_permission");
      const [permission] = permissions.filter(({ function_name }) =>
        String(function_name).includes("authorizer"),
      );
      expect(permission?.["source_arn"]).to.match(
        /^\$\{aws_api_gateway_rest_api\.[\w-]+\.execution_arn\}\/authorizers\/\$\{aws_api_gateway_authorizer\.[\w-]+\.id\}$/,
      );
    });

    it("sends the company of the token along with the message", () => {
      expect(sendTemplate(resources)).to.include("$context.authorizer.company_id");
    });

    it("answers 401 with a challenge to whoever shows no token or a bad one, and 404 to a lost way", () => {
      const challengeOf = (type: string): unknown => {
        const { status_code, response_parameters } = gatewayResponse(resources, type);
        return [status_code, (response_parameters as Block)["gatewayresponse.header.WWW-Authenticate"]];
      };
      expect(challengeOf("UNAUTHORIZED")).to.deep.equal(["401", "'Bearer'"]);
      expect(challengeOf("ACCESS_DENIED")).to.deep.equal(["401", `'Bearer error="invalid_token"'`]);
      expect(challengeOf("MISSING_AUTHENTICATION_TOKEN")).to.deep.equal(["404", undefined]);
    });
  });

  it("refuses to be made of tokens that nobody would judge, and of a judge without tokens", () => {
    const stack = new TerraformStack(Testing.app(), "a-stack");
    const aws = new AwsEnvironment(stack, "place");
    const context = { prefix: "a", aws, logRetentionDays: 30, protectData: false };
    const make = (id: string, auth: MessagesApiProps["auth"], more: object) => () =>
      new MessagesApi(stack, id, {
        context: { ...context, key: undefined, permissionsBoundary: undefined },
        name: "an-api",
        stageName: "v1",
        auth,
        rateLimit: 1,
        burstLimit: 1,
        corsOrigin: undefined,
        authorizer: undefined,
        // Neither is reached.
        ...({} as Pick<MessagesApiProps, "queue" | "queryFunction">),
        ...more,
      });
    expect(make("a", auths.jwt, {})).to.throw(/authorizer/);
    expect(make("b", auths.iam, { authorizer: {} })).to.throw(/authorizer/);
  });

  describe("for no website", () => {
    const resources = synthApi();

    it("answers no preflight, and lets no page read an answer", () => {
      expect(methodsOf(resources).map(({ http_method }) => http_method)).to.have.members([
        "POST",
        "GET",
        "GET",
      ]);
      expect(headersOf(resources).filter((name) => name.startsWith("access-control-"))).to.deep.equal([]);
    });
  });

  describe("for one website", () => {
    const resources = synthApi({ auth: auths.jwt, corsOrigin: origin });

    it("answers the preflight of both paths without a token and from the gateway alone", () => {
      const preflights = methodsOf(resources).filter(({ http_method }) => http_method === "OPTIONS");
      expect(preflights.map(({ authorization }) => authorization)).to.deep.equal(["NONE", "NONE"]);
      const mocks = allOf(resources, "aws_api_gateway_integration").filter(({ type }) => type === "MOCK");
      expect(mocks).to.have.length(2);
    });

    it("names that website, and nobody else, on every answer of the gateway", () => {
      const answers = ["aws_api_gateway_gateway_response", "aws_api_gateway_integration_response"].flatMap(
        (type) => allOf(resources, type),
      );
      expect(answers).to.have.length(21 + 4 + 2);
      for (const { response_parameters } of answers) {
        const entries = Object.entries(response_parameters as Block).map(([name, value]) => [
          name.split(".header.")[1],
          value,
        ]);
        expect(Object.fromEntries(entries)).to.include({
          "Access-Control-Allow-Origin": `'${origin}'`,
          Vary: "'Origin'",
        });
      }
      expect(headersOf(resources)).not.to.include("access-control-allow-credentials");
    });

    it("declares every header that an answer sets", () => {
      const keys = (type: string): readonly string[] =>
        allOf(resources, type).flatMap(({ response_parameters, status_code, resource_id, http_method }) =>
          Object.keys(response_parameters as Block).map((name) =>
            [resource_id, http_method, status_code, name].join(" "),
          ),
        );
      expect(keys("aws_api_gateway_method_response")).to.include.members([
        ...keys("aws_api_gateway_integration_response"),
      ]);
    });
  });

  it("lets API Gateway put messages into the queue before it goes live", () => {
    const [first] = sendOf(synthApi())["depends_on"] as readonly string[];
    expect(first).to.match(/^aws_iam_role_policy\./);
  });

  it("lets API Gateway call the reader for this stage's own routes alone", () => {
    const arns = allOf(synthApi(), "aws_lambda_permission").map(({ source_arn }) => String(source_arn));
    expect(arns.map((arn) => arn.replace(/^\$\{[^}]+\}/, ""))).to.have.members([
      "/v1/GET/messages",
      "/v1/GET/messages/*",
    ]);
  });
});
