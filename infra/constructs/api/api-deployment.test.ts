import { expect } from "chai";
import { TerraformResource } from "cdktf";
import { allOf, auths, type Block, type Parts, type Resources, synthApi } from "../../testing/api-stack.ts";
import { deploymentHash } from "./deployment-hash.ts";
import type { MessagesApi } from "./messages-api.ts";

/** With everything that an API can have. */
const whole: Partial<Parts> = { auth: auths.jwt, corsOrigin: "https://console.example.com" };

const triggerOf = (resources: Resources): unknown =>
  allOf(resources, "aws_api_gateway_deployment")[0]?.["triggers"];
const trigger = (parts: Partial<Parts> = {}): unknown => triggerOf(synthApi({ ...whole, ...parts }));

const ofTheRelease = [
  "aws_api_gateway_deployment",
  "aws_api_gateway_stage",
  "aws_api_gateway_method_settings",
];

const partsOf = (api: MessagesApi, type: string): readonly TerraformResource[] =>
  api.node
    .findAll()
    .filter((part): part is TerraformResource => part instanceof TerraformResource)
    .filter(({ terraformResourceType }) => terraformResourceType === type);

/** Something else of the same shape. */
const altered = (value: unknown): unknown => {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  if (typeof value === "string") return `${value}-altered`;
  if (Array.isArray(value)) return [...(value as unknown[]), "altered"];
  return { ...(value as object), altered: "altered" };
};

describe("ApiDeployment", () => {
  const before = synthApi(whole);
  const kinds = Object.keys(before).filter(
    (type) => type.startsWith("aws_api_gateway_") && !ofTheRelease.includes(type),
  );

  it("knows the kinds of parts that an API is made of here", () => {
    expect(kinds).to.have.members(
      [
        "authorizer",
        "gateway_response",
        "integration",
        "integration_response",
        "method",
        "method_response",
        "model",
        "request_validator",
        "resource",
        "rest_api",
      ].map((kind) => `aws_api_gateway_${kind}`),
    );
  });

  for (const kind of kinds) {
    describe(`when a part changes that is an ${kind}`, () => {
      const parts = allOf(before, kind);
      const attributes = new Set(parts.flatMap((part) => Object.keys(part)));
      for (const attribute of attributes) {
        const isOurs = !["//", "depends_on", "lifecycle"].includes(attribute);
        it(`${isOurs ? "redeploys" : "does not redeploy"} for its ${attribute}`, () => {
          const index = parts.findIndex((part) => Object.hasOwn(part, attribute));
          const value = altered(parts[index]?.[attribute]);
          const after = trigger({
            change: (api) => partsOf(api, kind)[index]?.addOverride(attribute, value),
          });
          if (isOurs) expect(after).not.to.deep.equal(triggerOf(before));
          else expect(after).to.deep.equal(triggerOf(before));
        });
      }

      it("redeploys for the last of them too, and when one is gone", () => {
        const last = (change: (part: TerraformResource | undefined) => void) =>
          trigger({ change: (api) => change(partsOf(api, kind).at(-1)) });
        expect(last((part) => part?.addOverride("anything", "new"))).not.to.deep.equal(triggerOf(before));
        expect(last((part) => part?.node.scope?.node.tryRemoveChild(part.node.id))).not.to.deep.equal(
          triggerOf(before),
        );
      });

      it("does not redeploy for its labels and its waivers", () => {
        const after = trigger({
          change: (api) => {
            for (const part of partsOf(api, kind)) {
              part.addOverride("tags", { team: "orders" });
              part.addOverride("//", { waiver: "for a reason" });
            }
          },
        });
        expect(after).to.deep.equal(triggerOf(before));
      });
    });
  }

  const unrelated: Readonly<Record<string, Partial<Parts>>> = {
    "the logs' retention": { logRetentionDays: 365 },
    "a function's memory": { functionMemoryMb: 1024 },
    "a function's code": { codeHash: "another" },
    "the stage's limits": { rateLimit: 99 },
    "the stage's own settings": {
      change: (api) => {
        for (const type of ofTheRelease)
          for (const part of partsOf(api, type)) part.addOverride("description", "another");
      },
    },
  };
  for (const [what, parts] of Object.entries(unrelated)) {
    it(`does not redeploy for ${what}`, () => {
      const after = synthApi({ ...whole, ...parts });
      expect(after, "something changed").not.to.deep.equal(before);
      expect(triggerOf(after)).to.deep.equal(triggerOf(before));
    });
  }

  it("redeploys when what the API leads to gets another name, which only Terraform knows", () => {
    const { references } = triggerOf(before) as { readonly references: string };
    const outside = references
      .split(" ")
      .map((reference) => reference.replace(/^\$\{(?:data\.)?([a-z_]+)\..*\.([a-z_]+)\}$/, "$1.$2"));
    expect(outside).to.include.members([
      "aws_sqs_queue.name",
      "aws_lambda_function.invoke_arn",
      "aws_iam_role.arn",
      "aws_region.region",
    ]);
    expect(outside.filter((reference) => reference.startsWith("aws_api_gateway_"))).to.deep.equal([]);
  });

  it("does not redeploy for the order in which the parts were written down", () => {
    synthApi({
      ...whole,
      change: (api) => {
        const parts = kinds.flatMap((kind) => partsOf(api, kind));
        expect(deploymentHash(parts.toReversed(), api)).to.deep.equal(deploymentHash(parts, api));
      },
    });
  });

  it("waits for every part", () => {
    const [deployment] = allOf(before, "aws_api_gateway_deployment");
    const parts = kinds.flatMap((kind) => Object.keys(before[kind] ?? {}).map((name) => `${kind}.${name}`));
    expect(deployment?.["depends_on"]).to.have.members(parts);
    expect(deployment?.["lifecycle"]).to.deep.equal({ create_before_destroy: true });
  });

  describe("its stage", () => {
    const [stage = {}] = allOf(before, "aws_api_gateway_stage");
    const [settings = {}] = allOf(before, "aws_api_gateway_method_settings");

    it("limits, measures and traces every method, and logs failures without what was sent", () => {
      expect(stage).to.include({ xray_tracing_enabled: true });
      expect(settings).to.include({ method_path: "*/*" });
      expect(settings["settings"]).to.deep.equal({
        throttling_rate_limit: 10,
        throttling_burst_limit: 20,
        metrics_enabled: true,
        logging_level: "ERROR",
        data_trace_enabled: false,
        caching_enabled: false,
      });
    });

    it("writes its access log to a group that ends, and waits for the group of its failures", () => {
      const groups = Object.entries(before["aws_cloudwatch_log_group"] ?? {});
      const [access] = groups.filter(([, { name }]) => name === "/aws/apigateway/a-stack-api-access");
      const [execution] = groups.filter(([, { name }]) =>
        /^API-Gateway-Execution-Logs_\$\{aws_api_gateway_rest_api\.[\w-]+\.id\}\/v1$/.test(String(name)),
      );
      for (const group of [access, execution]) expect(group?.[1]).to.include({ retention_in_days: 30 });
      const { destination_arn } = stage["access_log_settings"] as Block;
      expect(destination_arn).to.equal(`\${aws_cloudwatch_log_group.${access?.[0]}.arn}`);
      expect(stage["depends_on"]).to.deep.equal([`aws_cloudwatch_log_group.${execution?.[0]}`]);
    });
  });
});
