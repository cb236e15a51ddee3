import { expect } from "chai";
import { prod } from "../config/prod.ts";
import { bootstrapText, deployed, environments, stackOf, subjects, textOf } from "./synth.ts";
import type { Block } from "./synth.ts";

const everyText: readonly (readonly [string, () => string])[] = [
  ...subjects.map(({ title, config }) => [title, () => textOf(config)] as const),
  ["bootstrap", bootstrapText],
];

type Terraform = {
  readonly backend: Readonly<Record<string, Block>>;
  readonly required_providers: { readonly aws: { readonly source: string; readonly version: string } };
};

describe("the Terraform file", () => {
  // Bootstrap is no environment: the local cloud does not run it.
  for (const [title, text] of everyText.filter(([name]) => name !== "bootstrap"))
    it(`of ${title} has plain references alone, so that a plan shows values and the local cloud can run it`, () => {
      expect(text()).not.to.match(/\$\{[^}]*\(/);
    });

  it("has the same bytes when it is synthesised twice", () => {
    // A copy, because texts are remembered by their configuration.
    expect(textOf({ ...prod })).to.equal(textOf(prod));
  });

  for (const [title, text] of everyText)
    it(`of ${title} pins the one provider that it needs`, () => {
      const { terraform } = JSON.parse(text()) as { readonly terraform: Terraform };
      expect(Object.keys(terraform.required_providers)).to.deep.equal(["aws"]);
      expect(terraform.required_providers.aws.source).to.be.oneOf(["aws", "hashicorp/aws"]);
      expect(terraform.required_providers.aws.version).to.match(/^\d+\.\d+\.\d+$/);
    });

  for (const [title, text] of everyText)
    it(`of ${title} can be read by checkov: every setting of Terraform is an object`, () => {
      // A `required_version` would end its reading of the file: it would report no fault, having looked at nothing.
      const { terraform } = JSON.parse(text()) as { readonly terraform: Block };
      for (const setting of Object.values(terraform)) expect(setting).to.be.an("object");
    });

  for (const { title, config } of deployed)
    it(`of ${title} keeps its state encrypted, locked and apart from the others'`, () => {
      const { backend } = stackOf(config).terraform as Terraform;
      expect(backend).to.deep.equal({
        s3: { key: `message-handler/${config.environment}.tfstate`, encrypt: true, use_lockfile: true },
      });
    });

  it("of the local environment keeps its state in a file", () => {
    for (const { config } of environments.filter((subject) => subject.config.environment === "local"))
      expect(Object.keys((stackOf(config).terraform as Terraform).backend)).to.deep.equal(["local"]);
  });

  for (const { title, config } of environments)
    it(`of ${title} has the outputs that operators and tests rely on`, () => {
      expect(Object.keys(stackOf(config).output)).to.include.members([
        "api_url",
        "auth",
        "region",
        "messages_bucket",
        "messages_table",
        "queue_url",
        "dead_letter_queue_url",
        "page_topic_arn",
        "ticket_topic_arn",
      ]);
    });

  for (const { title, config } of environments)
    it(`of ${title} tags every resource with project and environment`, () => {
      for (const { default_tags: tags } of stackOf(config).provider["aws"] ?? [])
        expect(tags).to.deep.equal([
          { tags: { project: "message-handler", environment: config.environment, managed_by: "terraform" } },
        ]);
      expect(stackOf(config).provider["aws"]).to.have.length(1);
    });
});
