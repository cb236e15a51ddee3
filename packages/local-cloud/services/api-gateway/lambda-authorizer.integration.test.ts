// A Lambda authorizer as a stack declares it, with real functions, real policies and a real port.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { aFunction, writeZip } from "../../testing/lambda-fixture.ts";
import { type LocalCloud, startLocalCloud } from "../../local-cloud.ts";

const authorizerSource = `
let calls = 0;
const known = new Set();
exports.handler = async (event) => {
  calls += 1;
  const [, token] = event.headers.authorization.split(" ");
  const isFirst = !known.has(token);
  known.add(token);
  if (token === "early" && isFirst) throw new Error("Unauthorized");
  if (token === "throw") throw new Error("Unauthorized");
  if (token === "crash") process.exit(3);
  if (token === "hang") await new Promise((resolve) => setTimeout(resolve, 60_000));
  if (token === "nonsense") return "yes";
  const Effect = token === "deny" || (token === "denied-once" && isFirst) ? "Deny" : "Allow";
  const Statement = [{ Action: "execute-api:Invoke", Effect, Resource: event.methodArn.replace(/\\/GET.*/, "/*") }];
  return { principalId: token, policyDocument: { Version: "2012-10-17", Statement }, context: { calls } };
};`;
const readerSource = `
exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.authorizer) });`;

const api = "${aws_api_gateway_rest_api.api.id}";
const trusting = (Service: string): string =>
  JSON.stringify({
    Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service } },
  });
const writingLogs = JSON.stringify({
  Statement: { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
});

const aStackWith = (authorizerPermission: string) => {
  const functionOf = (name: string, changes: object = {}) => ({
    ...aFunction({ function_name: name, filename: `${name}.zip`, role: "${aws_iam_role.worker.arn}" }),
    ...changes,
  });
  const permissionFor = (name: string, source_arn: string) => ({
    action: "lambda:InvokeFunction",
    function_name: `\${aws_lambda_function.${name}.function_name}`,
    principal: "apigateway.amazonaws.com",
    source_arn,
  });
  const method = {
    rest_api_id: api,
    resource_id: "${aws_api_gateway_resource.jobs.id}",
    http_method: "GET",
  };
  return {
    resource: {
      aws_iam_role: { worker: { name: "worker", assume_role_policy: trusting("lambda.amazonaws.com") } },
      aws_iam_role_policy: {
        logs: { name: "logs", role: "${aws_iam_role.worker.name}", policy: writingLogs },
      },
      aws_lambda_function: { tokens: functionOf("tokens", { timeout: 1 }), reader: functionOf("reader") },
      aws_lambda_permission: {
        tokens: permissionFor("tokens", authorizerPermission),
        reader: permissionFor("reader", "${aws_api_gateway_rest_api.api.execution_arn}/v1/GET/jobs"),
      },
      aws_api_gateway_rest_api: { api: { name: "jobs" } },
      aws_api_gateway_resource: {
        jobs: {
          rest_api_id: api,
          parent_id: "${aws_api_gateway_rest_api.api.root_resource_id}",
          path_part: "jobs",
        },
      },
      aws_api_gateway_authorizer: {
        tokens: {
          rest_api_id: api,
          name: "tokens",
          type: "REQUEST",
          authorizer_uri: "${aws_lambda_function.tokens.invoke_arn}",
          identity_source: "method.request.header.Authorization",
          authorizer_result_ttl_in_seconds: 60,
        },
      },
      aws_api_gateway_method: {
        get: {
          ...method,
          authorization: "CUSTOM",
          authorizer_id: "${aws_api_gateway_authorizer.tokens.id}",
        },
      },
      aws_api_gateway_integration: {
        get: {
          ...method,
          type: "AWS_PROXY",
          integration_http_method: "POST",
          uri: "${aws_lambda_function.reader.invoke_arn}",
        },
      },
      aws_api_gateway_deployment: { now: { rest_api_id: api } },
      aws_api_gateway_stage: {
        v1: {
          rest_api_id: api,
          deployment_id: "${aws_api_gateway_deployment.now.id}",
          stage_name: "v1",
        },
      },
    },
  };
};

const authorizers = "${aws_api_gateway_rest_api.api.execution_arn}/authorizers";

describe("a stack with a Lambda authorizer", () => {
  let directory: string;
  let cloud: LocalCloud | undefined;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "local-cloud-"));
    await writeZip(join(directory, "tokens.zip"), { "index.js": authorizerSource });
    await writeZip(join(directory, "reader.zip"), { "index.js": readerSource });
  });
  afterEach(async () => cloud?.stop());
  after(async () => rm(directory, { recursive: true }));

  const start = async (authorizerPermission: string): Promise<LocalCloud> => {
    const stackFile = join(directory, "cdk.tf.json");
    await writeFile(stackFile, JSON.stringify(aStackWith(authorizerPermission)));
    cloud = await startLocalCloud({ stackFile, apiPort: 0, awsPort: 0, log: () => undefined });
    return cloud;
  };
  const get = async ({ apiUrl }: LocalCloud, token?: string): Promise<{ status: number; body: unknown }> => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${apiUrl}/v1/jobs`, { headers });
    return { status: response.status, body: await response.json() };
  };

  it("lets in only callers whom the authorizer allows, also when it hangs, crashes or returns nonsense", async () => {
    const started = await start(`${authorizers}/\${aws_api_gateway_authorizer.tokens.id}`);
    const first = await get(started, "allow");
    expect(first.status).to.equal(200);
    expect(first.body).to.include({ principalId: "allow", calls: "1" });
    expect((await get(started, "allow")).body).to.include({ calls: "1", integrationLatency: 0 });
    expect((await get(started, "other")).body).to.include({ principalId: "other", calls: "2" });
    const refused = {
      deny: [403, { Message: "User is not authorized to access this resource with an explicit deny" }],
      throw: [401, { message: "Unauthorized" }],
      nonsense: [500, { message: null }],
      hang: [500, { message: null }],
      crash: [500, { message: null }],
    } as const;
    expect(await get(started)).to.deep.equal({ status: 401, body: { message: "Unauthorized" } });
    for (const [token, [status, body]] of Object.entries(refused))
      expect(await get(started, token), token).to.deep.equal({ status, body });
    expect((await get(started, "allow")).status).to.equal(200);
  });

  it("keeps what the authorizer returns, a denial too, and nothing that it throws", async () => {
    const started = await start(`${authorizers}/\${aws_api_gateway_authorizer.tokens.id}`);
    const statuses = async (token: string): Promise<readonly number[]> => [
      (await get(started, token)).status,
      (await get(started, token)).status,
    ];
    expect(await statuses("early")).to.deep.equal([401, 200]);
    expect(await statuses("denied-once")).to.deep.equal([403, 403]);
  });

  it("answers 500 when the function's permission names another authorizer", async () => {
    const started = await start(`${authorizers}/another`);
    expect(await get(started, "allow")).to.deep.equal({ status: 500, body: { message: null } });
  });
});
