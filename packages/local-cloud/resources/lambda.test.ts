import { expect } from "chai";
import { aFunction, type Body } from "../testing/lambda-fixture.ts";
import { anAccount, decodedStack } from "../testing/stack.ts";
import {
  LambdaAlias,
  LambdaEventSourceMapping,
  LambdaFunction,
  LambdaFunctionRecursionConfig,
  LambdaPermission,
} from "./lambda.ts";

const place = { address: "aws_x.y", name: "y" };

const refusal = (changes: Body): string => {
  const decoded = LambdaFunction.config.safeParse(aFunction(changes));
  return decoded.success ? "accepted" : decoded.error.message;
};

describe("LambdaAlias", () => {
  const withAlias = (alias: Body) =>
    decodedStack({
      aws_lambda_function: { jobs: aFunction({ publish: true }) },
      aws_lambda_alias: { live: { name: "live", function_name: "jobs", ...alias } },
    });

  it("leads to the function, of which there is one version", () => {
    const stack = withAlias({ function_version: "1" });
    const [[alias], [target]] = [stack.of(LambdaAlias), stack.of(LambdaFunction)];
    expect(target?.attributes).to.include({ version: "1" });
    expect(alias?.attributes).to.include({ arn: target?.attributes["arn"] });
  });

  it("refuses other versions and shares of them", () => {
    const refusal = (alias: Body): string | undefined =>
      LambdaAlias.config.safeParse({ name: "live", function_name: "jobs", ...alias }).error?.message;
    expect(refusal({ function_version: "1" })).to.equal(undefined);
    expect(refusal({ function_version: "7" })).to.contain("only the newest version of a function");
    const routing_config = { additional_version_weights: { 2: 0.1 } };
    expect(refusal({ function_version: "1", routing_config })).to.contain(
      "shares of several versions are not simulated",
    );
  });
});

describe("LambdaFunction", () => {
  it("computes what others refer to", () => {
    const [resource] = decodedStack({ aws_lambda_function: { jobs: aFunction() } }).of(LambdaFunction);
    const arn = "arn:aws:lambda:us-east-1:000000000000:function:jobs";
    expect(resource?.attributes).to.include({
      id: "jobs",
      function_name: "jobs",
      arn,
      invoke_arn: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`,
    });
  });

  it("accepts what has no effect locally", () => {
    const inert = {
      architectures: ["arm64"],
      source_code_hash: "x",
      tracing_config: { mode: "Active" },
      ephemeral_storage: [{ size: 512 }],
      tags: { a: "b" },
    };
    expect(refusal(inert)).to.equal("accepted");
  });

  const refused: readonly Body[] = [
    { layers: ["arn"] },
    { vpc_config: { subnet_ids: [] } },
    { image_uri: "x" },
    { package_type: "Image" },
    { dead_letter_config: { target_arn: "x" } },
    { runtime: "python3.13" },
    { runtime: "nodejs22.x" },
    { kms_key_arn: "arn:aws:kms:us-east-1:000000000000:key/x" },
    { timeout: 901 },
    { environment: { variables: { AWS_REGION: "x" } } },
    { environment: { variables: { AWS_LAMBDA_EXEC_WRAPPER: "x" } } },
    { logging_config: { log_format: "Text" } },
    { logging_config: undefined },
  ];
  for (const changes of refused) {
    it(`refuses ${JSON.stringify(changes)}`, () => expect(refusal(changes)).not.to.equal("accepted"));
  }
});

describe("LambdaPermission", () => {
  it("refuses conditions that it would not apply", () => {
    const permission = {
      action: "lambda:InvokeFunction",
      function_name: "jobs",
      principal: "apigateway.amazonaws.com",
    };
    expect(LambdaPermission.config.safeParse(permission).success).to.equal(true);
    expect(LambdaPermission.config.safeParse({ ...permission, principal_org_id: "o-1" }).success).to.equal(
      false,
    );
  });
});

describe("LambdaEventSourceMapping", () => {
  const queue = "arn:aws:sqs:us-east-1:000000000000:work";
  const mapping = { event_source_arn: queue, function_name: "jobs" };
  const isAccepted = (changes: Body) =>
    LambdaEventSourceMapping.config.safeParse({ ...mapping, ...changes }).success;

  it("has AWS's defaults and the same id at every start", () => {
    const config = LambdaEventSourceMapping.config.parse(mapping);
    expect(config).to.deep.include({ batch_size: 10, enabled: true, function_response_types: [] });
    const { uuid } = LambdaEventSourceMapping.computed(config, place, anAccount);
    expect(uuid).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(LambdaEventSourceMapping.computed(config, place, anAccount)["uuid"]).to.equal(uuid);
  });

  it("refuses a large batch without a window, as AWS does", () => {
    expect(isAccepted({ batch_size: 11 })).to.equal(false);
    expect(isAccepted({ batch_size: 11, maximum_batching_window_in_seconds: 1 })).to.equal(true);
  });

  const refused: readonly Body[] = [
    { filter_criteria: { filter: [{ pattern: "{}" }] } },
    { event_source_arn: "arn:aws:kinesis:us-east-1:000000000000:stream/x" },
    { event_source_arn: `${queue}.fifo` },
    { scaling_config: { maximum_concurrency: 1 } },
    { function_response_types: ["Other"] },
  ];
  for (const changes of refused) {
    it(`refuses ${JSON.stringify(changes)}`, () => expect(isAccepted(changes)).to.equal(false));
  }
});

describe("LambdaFunctionRecursionConfig", () => {
  it("is taken where loops are allowed, because none is detected", () => {
    const isTaken = (recursive_loop: string): boolean =>
      LambdaFunctionRecursionConfig.config.safeParse({ function_name: "jobs", recursive_loop }).success;
    expect([isTaken("Allow"), isTaken("Terminate")]).to.deep.equal([true, false]);
  });
});
