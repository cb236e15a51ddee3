// Loading whole files: references across resources, and what their attributes are.
import { expect } from "chai";
import { dirname } from "node:path";
import { z } from "zod";
import { anAccount, withStackFile } from "../testing/stack.ts";
import { load, Widget, widgetOf, widgets } from "../testing/widget-stack.ts";
import { loadStack } from "./load-stack.ts";
import type { ResourceType } from "./resource-type.ts";

describe("loadStack", () => {
  it("keeps the type of a string that is one reference, and makes text of one inside a longer string", async () => {
    const stack = await widgets({
      a: { size: 3, on: true },
      b: {
        size: "${aws_widget.a.size}",
        on: "${aws_widget.a.on}",
        name: "${aws_widget.a.size}-${aws_widget.a.on}",
      },
    });
    expect(widgetOf(stack, "b").config).to.include({ size: 3, on: true, name: "3-true" });
  });

  it("resolves references in both directions of the file, through data and outputs", async () => {
    const stack = await load({
      data: { aws_region: { here: { "//": { metadata: {} } } } },
      resource: {
        aws_widget: { a: { name: "blue-${data.aws_region.here.region}-${aws_widget.z.id}" }, z: {} },
      },
      output: {
        first: { value: "${aws_widget.a.arn}" },
        shape: { value: { of: ["${aws_widget.z.id}", 1] }, sensitive: true },
      },
    });
    expect(stack.outputs).to.deep.equal({
      first: "arn:aws:widget:::blue-us-east-1-id-z",
      shape: { of: ["id-z", 1] },
    });
  });

  it("takes a variable for its default, whether it may be shown or not", async () => {
    const stack = await widgets(
      { a: { name: "${var.name}" } },
      { variable: { name: { default: "n", type: "string", sensitive: true } } },
    );
    expect(widgetOf(stack, "a").config.name).to.equal("n");
  });

  it("resolves references inside JSON that is written as text, and leaves its quotes alone", async () => {
    const policy = JSON.stringify({ "${aws_widget.a.id}": ["${aws_widget.a.arn}"], quote: 'a "b" \\ $${c}' });
    const stack = await widgets({ a: {}, b: { policy } });
    expect(JSON.parse(widgetOf(stack, "b").config.policy ?? "")).to.deep.equal({
      "id-a": ["arn:aws:widget:::a"],
      quote: 'a "b" \\ ${c}',
    });
  });

  it("offers configured, defaulted and computed attributes to references", async () => {
    const stack = await widgets(
      { a: { name: "n", part: { of: "x" } }, b: {} },
      {
        output: {
          name: { value: "${aws_widget.a.name}" },
          size: { value: "${aws_widget.a.size}" },
          id: { value: "${aws_widget.a.id}" },
          block: { value: "${aws_widget.a.part[0].of}${aws_widget.a.part.0.of}" },
        },
      },
    );
    expect(stack.outputs).to.deep.equal({ name: "n", size: 7, id: "id-a", block: "xx" });
  });

  it("offers what the file says as the file says it, however the type decodes it", async () => {
    const stack = await widgets({ a: { amount: "1.50" }, b: { name: "${aws_widget.a.amount}" } });
    expect(widgetOf(stack, "a").config.amount).to.equal(1.5);
    expect(widgetOf(stack, "b").config.name).to.equal("1.50");
  });

  it("resolves references in the keys of an object", async () => {
    const stack = await widgets({ a: {}, b: { tags: { "of-${aws_widget.a.id}": 1 } } });
    expect(widgetOf(stack, "b").attributes["tags"]).to.deep.equal({ "of-id-a": 1 });
  });

  it("keeps the resources in the order of the file, whatever refers to what", async () => {
    const stack = await widgets({
      c: { name: "${aws_widget.a.arn}" },
      a: { name: "${aws_widget.b.arn}" },
      b: {},
    });
    expect(stack.of(Widget).map(({ address }) => address)).to.deep.equal([
      "aws_widget.c",
      "aws_widget.a",
      "aws_widget.b",
    ]);
  });

  it("takes file names from the directory of the stack file", async () => {
    await withStackFile("{}", async (file) => {
      const { directory } = await loadStack({ file, account: anAccount, types: [] });
      expect(directory).to.equal(dirname(file));
    });
  });

  it("strips what is Terraform's own, and counts null as left out", async () => {
    const stack = await widgets({
      a: {
        "//": { metadata: { path: "x" } },
        depends_on: ["aws_widget.b"],
        provider: "aws.other",
        lifecycle: { create_before_destroy: true, ignore_changes: ["name"] },
        name: null,
        tags: { colour: "red" },
      },
    });
    const { name, part } = widgetOf(stack, "a").config;
    expect([name, part]).to.deep.equal([undefined, undefined]);
  });

  it("accepts the settings of Terraform and of its AWS provider", async () => {
    await widgets(
      {},
      {
        "//": { metadata: {} },
        terraform: { backend: { local: { path: "x" } }, required_providers: { aws: { source: "aws" } } },
        provider: { aws: [{ region: "eu-west-1", default_tags: [{ tags: {} }] }] },
      },
    );
  });

  it("decodes a resource once, however often it is referred to", async () => {
    let decoded = 0;
    const Counted: ResourceType<unknown> = {
      type: "aws_counted",
      config: z.unknown(),
      computed: () => ({ id: `${++decoded}` }),
    };
    const content = {
      resource: { aws_counted: { a: {} } },
      output: { x: { value: "${aws_counted.a.id}" }, y: { value: "${aws_counted.a.id}" } },
    };
    await withStackFile(JSON.stringify(content), (file) =>
      loadStack({ file, account: anAccount, types: [Counted] }),
    );
    expect(decoded).to.equal(1);
  });
});
