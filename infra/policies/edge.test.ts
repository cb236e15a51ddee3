import { routes } from "@message-handler/api-contract/routes.ts";
import { expect } from "chai";
import { allOf, referredBy, refTo, resourcesOf, stackOf, subjects, textOf, theOnly } from "./synth.ts";
import type { Block, Resource, StackJson } from "./synth.ts";

const templates = (resource: Resource, attribute: string): Readonly<Record<string, string>> =>
  (resource.body[attribute] ?? {}) as Readonly<Record<string, string>>;

/** That a response sets, by name; values are expressions of API Gateway. */
const headersOf = (response: Resource | undefined): Block => {
  const parameters = (response?.body["response_parameters"] ?? {}) as Block;
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]): [string, unknown] => [
      name.split(".header.")[1] ?? name,
      value,
    ]),
  );
};

/** Nothing that a caller wrote, and no personal data such as an address. */
const accessLogVariables = [
  "requestId",
  "requestTime",
  "httpMethod",
  "resourcePath",
  "status",
  "error.responseType",
  "responseLatency",
  "integration.status",
  "integration.latency",
  "responseLength",
];

/** Who called, as far as it was proven. */
const callerVariables = { none: [], iam: ["identity.userArn"], jwt: ["authorizer.company_id"] } as const;

const isOn = (method: Resource, other: Resource): boolean =>
  method.body["resource_id"] === other.body["resource_id"] &&
  referredMethod(other) === String(method.body["http_method"]);

/** Integrations name the method by reference. */
const referredMethod = ({ body }: Resource): string => String(body["http_method"]);

/** What a template prints: a directive's parentheses may hold others, three deep. */
const withoutDirectives = (template: string): string =>
  template
    .replaceAll(/#(?:set|if|elseif|foreach)\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)/g, "")
    .replaceAll(/#\{?(?:else|end)\}?/g, "");

for (const { title, config } of subjects) {
  const { auth, api } = config;
  describe(`the API of ${title}`, () => {
    const stack = (): StackJson => stackOf(config);
    const all = (type: string): readonly Resource[] => allOf(stack(), `aws_api_gateway_${type}`);
    const stage = (): Resource => theOnly(stack(), "aws_api_gateway_stage");
    const settings = (): Block =>
      theOnly(stack(), "aws_api_gateway_method_settings").body["settings"] as Block;
    const toQueue = (): Resource => {
      const [integration, ...others] = all("integration").filter(({ body }) => body["type"] === "AWS");
      if (integration === undefined || others.length > 0) throw new Error("expected one integration of SQS");
      return integration;
    };
    const methods = (verb: string): readonly Resource[] =>
      all("method").filter(({ body }) => body["http_method"] === verb);
    /** The method that an integration or a response belongs to. */
    const methodOf = (part: Resource): Resource => referredBy(stack(), part.body["http_method"]);

    it("speaks TLS 1.2 or newer", () => {
      expect(theOnly(stack(), "aws_api_gateway_rest_api").body["security_policy"]).to.equal("TLS_1_2");
    });

    it("answers 2xx for a 2xx of SQS alone, and an error by default", () => {
      const answers = all("integration_response").filter((answer) => isOn(toQueue(), answer));
      const successes = answers.filter(({ body }) => String(body["status_code"]).startsWith("2"));
      expect(successes.map(({ body }) => body["selection_pattern"])).to.deep.equal([String.raw`2\d\d`]);
      const defaults = answers.filter(({ body }) => !("selection_pattern" in body));
      expect(defaults.map(({ body }) => body["status_code"])).to.deep.equal(["500"]);
    });

    it("passes no body on for which no template was written", () => {
      const passing = all("integration").filter(
        ({ body }) => body["type"] !== "AWS_PROXY" && body["passthrough_behavior"] !== "NEVER",
      );
      expect(passing.map(({ address }) => address)).to.deep.equal([]);
    });

    it("sends the body URL-encoded, so that nobody adds parameters to the call of SQS", () => {
      const sent = templates(toQueue(), "request_templates");
      const parameters = withoutDirectives(sent["application/json"] ?? "").split("&");
      expect(parameters).to.include("MessageBody=$util.urlEncode($input.body)");
      const fromBody = parameters.filter((parameter) => /\$(input|company)\b/.test(parameter));
      for (const parameter of fromBody)
        expect(parameter).to.match(/^\w+=\$util\.urlEncode\(\$(input|company)\..+\)$/);
      // Without tokens the group is the company that the body names; with them nothing but the body is the client's.
      const names = fromBody.map((parameter) => parameter.replace(/=.*/, ""));
      expect(names).to.deep.equal(auth.kind === "jwt" ? ["MessageBody"] : ["MessageBody", "MessageGroupId"]);
      expect(parameters).to.include("Action=SendMessage");
    });

    it("takes JSON with and without its charset, however API Gateway compares types, and nothing else", () => {
      const sent = templates(toQueue(), "request_templates");
      const types = Object.keys(sent);
      // As axios, .NET, OkHttp and Spring write it.
      expect(types).to.include.members([
        "application/json",
        "application/json;charset=utf-8",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
      ]);
      for (const type of types) expect(type).to.match(/^application\/json(; ?charset=utf-8)?$/i);
      expect(new Set(Object.values(sent)).size).to.equal(1);
    });

    it("continues the trace of the request in the queue, by the id that API Gateway read, never by a header as it was sent", () => {
      const sent = templates(toQueue(), "request_templates")["application/json"] ?? "";
      const parameters = withoutDirectives(sent).split("&");
      expect(parameters).to.include("MessageSystemAttribute.1.Name=AWSTraceHeader");
      expect(sent).to.include("#set($trace = $context.xrayTraceId)");
      expect(sent).not.to.match(/trace-id/i);
    });

    it("asks SQS for JSON, which its templates read", () => {
      expect(toQueue().body["request_parameters"]).to.include({
        "integration.request.header.Accept": "'application/json'",
      });
    });

    it("answers a refusal of SQS with an error of its own, which only a template turns into the sender's", () => {
      const statuses = all("integration_response")
        .filter((answer) => isOn(toQueue(), answer))
        .map(({ body }) => String(body["status_code"]));
      expect(statuses).to.have.members(["202", "500", "503"]);
    });

    it("takes the company of a message from the verified token, or from nowhere", () => {
      const sent = templates(toQueue(), "request_templates")["application/json"] ?? "";
      const verified = "$util.urlEncode($context.authorizer.company_id)";
      expect(sent.includes("Name=company_id&")).to.equal(auth.kind === "jwt");
      if (auth.kind === "jwt")
        expect(sent).to.include(`StringValue=${verified}`).and.to.include(`MessageGroupId=${verified}&`);
    });

    it("validates a body by a model before it accepts it, whatever its type", () => {
      for (const method of methods("POST")) {
        const models = method.body["request_models"] as Readonly<Record<string, unknown>>;
        expect(Object.keys(models)).to.deep.equal(["$default"]);
        const validator = referredBy(stack(), method.body["request_validator_id"]);
        expect(validator.body["validate_request_body"]).to.equal(true);
        for (const name of Object.values(models)) {
          const { properties, required } = JSON.parse(String(referredBy(stack(), name).body["schema"])) as {
            readonly required: unknown;
            readonly properties: { readonly metadata: { readonly required: unknown } };
          };
          expect(required).to.include("metadata");
          expect(properties.metadata.required).to.have.members(["message_id", "company_id"]);
        }
      }
    });

    it("treats no body as binary, which no model could validate", () => {
      expect(theOnly(stack(), "aws_api_gateway_rest_api").body).not.to.have.property("binary_media_types");
      for (const integration of all("integration"))
        expect(integration.body).not.to.have.property("content_handling");
    });

    it("has a method for each route of the contract, and no other", () => {
      /** `/messages/{message_id}`, from the resource up to the root. */
      const pathOf = ({ body }: Resource): string => {
        const resource = referredBy(stack(), body["resource_id"] ?? body["parent_id"]);
        if (resource.type !== "aws_api_gateway_resource") return "";
        return `${pathOf(resource)}/${String(resource.body["path_part"])}`;
      };
      const built = all("method")
        .filter(({ body }) => body["http_method"] !== "OPTIONS")
        .map((method) => `${String(method.body["http_method"])} ${pathOf(method)}`);
      expect(built).to.have.members(Object.values(routes).map(({ method, path }) => `${method} ${path}`));
    });

    it("authenticates every caller but those of the local environment and a browser's preflight requests", () => {
      const ways = { iam: "AWS_IAM", jwt: "CUSTOM", none: "NONE" } as const;
      for (const method of all("method")) {
        const { http_method: verb, authorization, authorizer_id: authorizer } = method.body;
        expect(authorization, method.address).to.equal(verb === "OPTIONS" ? "NONE" : ways[auth.kind]);
        expect(authorizer, method.address).to.equal(
          authorization === "CUSTOM"
            ? refTo(theOnly(stack(), "aws_api_gateway_authorizer"), "id")
            : undefined,
        );
        expect(method.body, method.address).not.to.have.property("api_key_required");
      }
      if (auth.kind === "none") expect(config.environment).to.equal("local");
      const open = methods("OPTIONS").flatMap((method) =>
        all("integration").filter((integration) => methodOf(integration).address === method.address),
      );
      expect(open.map(({ body }) => body["type"]).filter((type) => type !== "MOCK")).to.deep.equal([]);
    });

    it("caches the decision on a token no longer than configured, and for that token alone", () => {
      const authorizers = all("authorizer");
      expect(authorizers).to.have.length(auth.kind === "jwt" ? 1 : 0);
      for (const { body } of authorizers) {
        expect(body["type"]).to.equal("REQUEST");
        expect(referredBy(stack(), body["authorizer_uri"]).body["function_name"]).to.match(
          /-authorize-caller$/,
        );
        expect(body["identity_source"]).to.equal("method.request.header.Authorization");
        expect(body["authorizer_result_ttl_in_seconds"]).to.equal(
          auth.kind === "jwt" ? auth.cacheSeconds : undefined,
        );
      }
    });

    it("answers 403 to signed requests that may not, and 401 with a challenge where tokens are asked for", () => {
      const answer = (type: string): unknown => {
        const [found] = all("gateway_response").filter(({ body }) => body["response_type"] === type);
        return [found?.body["status_code"], headersOf(found)["WWW-Authenticate"]];
      };
      const withTokens = auth.kind === "jwt";
      expect(answer("UNAUTHORIZED")).to.deep.equal(["401", withTokens ? "'Bearer'" : undefined]);
      expect(answer("ACCESS_DENIED")).to.deep.equal(
        withTokens ? ["401", `'Bearer error="invalid_token"'`] : ["403", undefined],
      );
      // Without signatures, API Gateway gives these two for paths that do not exist.
      for (const type of ["INVALID_SIGNATURE", "MISSING_AUTHENTICATION_TOKEN"])
        expect(answer(type), type).to.deep.equal([auth.kind === "iam" ? "403" : "404", undefined]);
    });

    it("lets pages of the configured website read every answer, and those of no other website any", () => {
      const answers = [...all("gateway_response"), ...all("integration_response")];
      if (api.corsOrigin === undefined) {
        expect(textOf(config)).not.to.include("Access-Control");
        expect(methods("OPTIONS")).to.deep.equal([]);
      } else {
        const paths = new Set(Object.values(routes).map(({ path }) => path));
        expect(methods("OPTIONS")).to.have.length(paths.size);
        for (const answer of answers)
          expect(headersOf(answer), answer.address).to.include({
            "Access-Control-Allow-Origin": `'${api.corsOrigin}'`,
            Vary: "'Origin'",
          });
      }
      expect(textOf(config)).not.to.include("Access-Control-Allow-Credentials");
    });

    it("declares every header that an answer of a method sets", () => {
      const headers = (type: string): readonly string[] =>
        all(type).flatMap(({ body }) =>
          Object.keys((body["response_parameters"] ?? {}) as Block).map((name) =>
            [body["resource_id"], body["http_method"], body["status_code"], name].join(" "),
          ),
        );
      expect(headers("method_response")).to.include.members([...headers("integration_response")]);
    });

    it("writes no request or answer into a log, and keeps no answer for the next caller", () => {
      expect(theOnly(stack(), "aws_api_gateway_method_settings").body["method_path"]).to.equal("*/*");
      expect(settings()["data_trace_enabled"]).to.equal(false);
      expect(settings()["caching_enabled"]).to.equal(false);
      expect(stage().body["cache_cluster_enabled"] ?? false).to.equal(false);
    });

    it("writes one line of JSON for every request, of variables that no caller can write", () => {
      const log = stage().body["access_log_settings"] as Block;
      expect(referredBy(stack(), log["destination_arn"]).body["name"]).to.match(
        /^\/aws\/apigateway\/.+-access$/,
      );
      const format = String(log["format"]);
      expect(format).not.to.include("\n");
      const values = Object.values(JSON.parse(format) as Record<string, string>);
      expect(values).to.have.members(
        [...accessLogVariables, ...callerVariables[auth.kind]].map((name) => `$context.${name}`),
      );
    });

    it("waits for the group of its execution log, which API Gateway would create without an end", () => {
      const [execution] = allOf(stack(), "aws_cloudwatch_log_group").filter(({ body }) =>
        /^API-Gateway-Execution-Logs_\$\{aws_api_gateway_rest_api\.[\w-]+\.id\}\/v1$/.test(
          String(body["name"]),
        ),
      );
      expect(stage().body["depends_on"]).to.deep.equal([execution?.address]);
    });

    it("logs its own failures, counts, traces and limits requests on every route", () => {
      expect(settings()["logging_level"]).to.equal("ERROR");
      expect(settings()["metrics_enabled"]).to.equal(true);
      expect(stage().body["xray_tracing_enabled"]).to.equal(true);
      expect(settings()["throttling_rate_limit"]).to.equal(api.rateLimit);
      expect(settings()["throttling_burst_limit"]).to.equal(api.burstLimit);
    });

    it("gives every answer of its own the status that the body names, and names nothing of AWS", () => {
      const answers = all("gateway_response");
      expect(answers).not.to.deep.equal([]);
      for (const answer of answers) {
        const text = templates(answer, "response_templates")["application/json"] ?? "";
        const { status } = JSON.parse(text) as { readonly status: unknown };
        expect(String(status), answer.address).to.equal(answer.body["status_code"]);
        expect(text, answer.address).not.to.match(
          /arn:|amazonaws|\$context\.error\.message|\$context\.authorizer/,
        );
      }
    });

    it("does not speak of a message in a 5xx of its own, which a GET can get, too", () => {
      const bodies = all("gateway_response")
        .filter(({ body }) => String(body["status_code"]).startsWith("5"))
        .map((answer) => templates(answer, "response_templates")["application/json"] ?? "");
      expect(bodies).not.to.deep.equal([]);
      for (const text of bodies) expect(text).to.match(/"detail":"(?:(?!message|duplicate)[^"])+"/i);
    });

    it("may invoke functions from its own routes and its own authorizer alone", () => {
      const permissions = allOf(stack(), "aws_lambda_permission");
      expect(permissions).to.have.length(auth.kind === "jwt" ? 3 : 2);
      const { address } = theOnly(stack(), "aws_api_gateway_rest_api");
      for (const { body } of permissions) {
        expect(body["principal"]).to.equal("apigateway.amazonaws.com");
        expect(body["action"]).to.equal("lambda:InvokeFunction");
        expect(body["source_arn"]).to.match(
          new RegExp(
            String.raw`^\$\{${address}\.execution_arn\}/(?:v1/GET/messages(?:/\*)?|authorizers/\$\{aws_api_gateway_authorizer\.[\w-]+\.id\})$`,
          ),
        );
      }
    });

    it("is deployed after all of its parts, and replaced only once there is another deployment", () => {
      const deployment = theOnly(stack(), "aws_api_gateway_deployment");
      const parts = resourcesOf(stack()).filter(
        ({ type }) =>
          type.startsWith("aws_api_gateway_") &&
          !/_(?:deployment|stage|method_settings|domain_name|base_path_mapping)$/.test(type),
      );
      expect(deployment.body["depends_on"]).to.have.members(parts.map(({ address }) => address));
      expect(deployment.body["lifecycle"]).to.deep.equal({ create_before_destroy: true });
      expect(stage().body["deployment_id"]).to.equal(refTo(deployment, "id"));
    });

    it("calls SQS only once its role has its permissions", () => {
      const [first] = toQueue().body["depends_on"] as readonly string[];
      expect(first).to.match(/^aws_iam_role_policy\./);
    });
  });
}
