import { expect } from "chai";
import { TerraformResource } from "cdktf";
import { allOf, type Parts, type Resources, synthApi } from "../../testing/api-stack.ts";
import { deploymentHash } from "./deployment-hash.ts";
import type { MessagesApi } from "./messages-api.ts";

const triggerOf = (resources: Resources): unknown =>
  allOf(resources, "aws_api_gateway_deployment")[0]?.["triggers"];
const trigger = (parts: Partial<Parts> = {}): unknown => triggerOf(synthApi(parts));

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

describe("the trigger of an API's deployment", () => {
  const before = synthApi();
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
      const after = synthApi(parts);
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
      change: (api) => {
        const parts = kinds.flatMap((kind) => partsOf(api, kind));
        expect(deploymentHash(parts.toReversed(), api)).to.deep.equal(deploymentHash(parts, api));
      },
    });
  });
});
