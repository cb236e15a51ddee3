// The grammar of references, and that nothing beside it is let through.
import { expect } from "chai";
import { parseReference } from "./reference.ts";
import { StackError } from "./stack-error.ts";

describe("parseReference", () => {
  const understood: readonly (readonly [string, string, readonly (string | number)[]])[] = [
    ["aws_sqs_queue.jobs.arn", "aws_sqs_queue.jobs", ["arn"]],
    [" aws_sqs_queue.jobs.arn ", "aws_sqs_queue.jobs", ["arn"]],
    ["aws_x.my-name_1.list[0].part", "aws_x.my-name_1", ["list", 0, "part"]],
    ["aws_x.y.list.0.part", "aws_x.y", ["list", 0, "part"]],
    ['aws_x.y.tags["a b.c"]', "aws_x.y", ["tags", "a b.c"]],
    ["data.aws_region.here.region", "data.aws_region.here", ["region"]],
    ["aws_x.y", "aws_x.y", []],
  ];
  for (const [source, target, path] of understood)
    it(`reads ${source}`, () => {
      expect(parseReference(source, "here")).to.deep.equal({ target, path });
    });

  const refused = [
    "",
    "aws_x",
    "data.aws_region",
    "local.names[2]",
    'jsonencode({"a" = 1})',
    "lower(aws_x.y.name)",
    "aws_x.y.size + 1",
    "!aws_x.y.on",
    "aws_x.y.on ? 1 : 2",
    "aws_x.y[*].arn",
    "aws_x.y.*.arn",
    "aws_x.y[aws_x.z.index]",
    '"literal"',
    "42",
    "~ aws_x.y.name ~",
    "path.module",
    "terraform.workspace",
    "each.value",
    "count.index",
    "self.arn",
    "module.other.arn",
    "output.other",
    "aws_x.0.arn",
    "aws_x.y.",
    "aws_x..y",
    "[for name in aws_x.y.names : name]",
  ];
  for (const source of refused)
    it(`refuses ${source === "" ? "nothing" : source}`, () => {
      expect(() => parseReference(source, "aws_x.y: attribute z"))
        .to.throw(StackError)
        .with.property("message")
        .contains(`aws_x.y: attribute z: \${${source}} is not understood`);
    });
});
