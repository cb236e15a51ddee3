// Every way in which a stack file can be wrong, and how the problem is named.
import { expect } from "chai";
import { anAccount, problemsOf } from "../testing/stack.ts";
import { load } from "../testing/widget-stack.ts";
import { loadStack } from "./load-stack.ts";

describe("loadStack on a file that is wrong", () => {
  const wrong: readonly (readonly [string, object, readonly string[]])[] = [
    [
      "an unknown resource type",
      { resource: { aws_gadget: { a: {}, b: { name: "${aws_gadget.a.arn}" } } } },
      [
        "aws_gadget.a: resource type aws_gadget is not known to the local cloud",
        "aws_gadget.b: resource type aws_gadget is not known to the local cloud",
      ],
    ],
    [
      "an unknown data source",
      { data: { aws_ami: { a: {} } } },
      ["data.aws_ami.a: data source aws_ami is not known to the local cloud"],
    ],
    [
      "unknown attributes, at any depth, all of them",
      { resource: { aws_widget: { a: { colour: 1, weight: 2 }, b: { part: { of: "x", colour: 1 } } } } },
      [
        "aws_widget.a: attribute colour is not known to the local cloud",
        "aws_widget.a: attribute weight is not known to the local cloud",
        "aws_widget.b: attribute part.colour is not known to the local cloud",
      ],
    ],
    [
      "an attribute of the wrong type",
      { resource: { aws_widget: { a: { size: "big" } } } },
      ["aws_widget.a: attribute size: Invalid input: expected number, received string"],
    ],
    [
      "a reference to an unknown resource",
      { resource: { aws_widget: { a: { name: "x-${aws_widget.gone.arn}" } } } },
      ["aws_widget.a: attribute name: refers to aws_widget.gone, which is not in the stack"],
    ],
    [
      "a reference to an unknown attribute",
      { resource: { aws_widget: { a: {}, b: { part: { of: "${aws_widget.a.colour}" } } } } },
      ["aws_widget.b: attribute part.of: refers to aws_widget.a, which has no attribute colour"],
    ],
    [
      "a reference to what every object inherits",
      { resource: { aws_widget: { a: {}, b: { name: "${aws_widget.a.constructor}" } } } },
      ["aws_widget.b: attribute name: refers to aws_widget.a, which has no attribute constructor"],
    ],
    [
      "a reference to a whole resource",
      { resource: { aws_widget: { a: {}, b: { name: "${aws_widget.a}" } } } },
      ["aws_widget.b: attribute name: ${aws_widget.a} names no attribute of aws_widget.a"],
    ],
    [
      "a block inside a longer text",
      { resource: { aws_widget: { a: { part: { of: "x" } }, b: { name: "x${aws_widget.a.part}" } } } },
      [
        "aws_widget.b: attribute name: ${aws_widget.a.part} is no text, number or truth value, and cannot stand inside a longer text",
      ],
    ],
    [
      "a cycle of resources",
      {
        resource: { aws_widget: { a: { name: "${aws_widget.b.arn}" }, b: { name: "${aws_widget.a.arn}" } } },
      },
      ["aws_widget.a: refers to itself (aws_widget.a → aws_widget.b → aws_widget.a)"],
    ],
    [
      "a resource that refers to itself",
      { resource: { aws_widget: { a: { name: "${aws_widget.a.arn}" } } } },
      ["aws_widget.a: refers to itself (aws_widget.a → aws_widget.a)"],
    ],
    [
      "a function call",
      { output: { a: { value: { of: ["${lower(aws_widget.a.arn)}"] } } } },
      [
        "output.a: attribute of[0]: ${lower(aws_widget.a.arn)} is not understood by the local cloud, which knows plain references only (aws_sqs_queue.name.arn, data.aws_region.name.region)",
      ],
    ],
    [
      "loops, provisioners and conditions",
      {
        resource: {
          aws_widget: {
            a: { count: 2 },
            b: { for_each: {} },
            c: { provisioner: {} },
            d: { lifecycle: { precondition: {} } },
          },
        },
      },
      [
        "aws_widget.a: attribute count: count is not understood by the local cloud",
        "aws_widget.b: attribute for_each: for_each is not understood by the local cloud",
        "aws_widget.c: attribute provisioner: provisioners are not understood by the local cloud",
        "aws_widget.d: attribute lifecycle.precondition is not known to the local cloud",
      ],
    ],
  ];
  for (const [what, content, problems] of wrong)
    it(`refuses ${what}`, async () => {
      expect(await problemsOf(async () => load(content))).to.deep.equal(problems);
    });

  it("refuses sections and providers it does not know", async () => {
    const content = { locals: { a: 1 }, module: { a: {} }, provider: { other: {} } };
    const problems = (await problemsOf(async () => load(content))).map((problem) =>
      problem.split(": ").at(-1),
    );
    expect(problems).to.have.members(
      ["locals", "module", "provider.other"].map(
        (section) => `attribute ${section} is not known to the local cloud`,
      ),
    );
  });

  it("refuses a variable that somebody would have to set, or that has a rule", async () => {
    for (const [variable, problem] of [
      [{ type: "string" }, "default"],
      [{ default: "a", validation: {} }, "validation"],
    ] as const)
      expect((await problemsOf(async () => load({ variable: { a: variable } })))[0]).to.contain(
        `attribute variable.a.${problem}`,
      );
  });

  it("refuses a place for the state that it does not know", async () => {
    const problems = await problemsOf(async () => load({ terraform: { backend: { gcs: {} } } }));
    expect(problems).to.have.length(1);
  });

  it("takes a state in S3 and a local one, neither of which it reads", async () => {
    for (const backend of [{ s3: { key: "jobs/blue.tfstate" } }, { local: { path: "x.tfstate" } }])
      expect((await load({ terraform: { backend } })).outputs).to.deep.equal({});
  });

  it("says which file cannot be read, or is no JSON", async () => {
    const file = "/nowhere/cdk.tf.json";
    const reading = loadStack({ file, account: anAccount, types: [] });
    expect((await problemsOf(async () => reading))[0]).to.contain(`${file} cannot be read`);
    expect((await problemsOf(async () => load("{")))[0]).to.contain("is not JSON");
  });
});
