import { expect } from "chai";
import { dev } from "../config/dev.ts";
import { enumValues, isFreeText } from "./enum-values.ts";
import { everyStack, stackOf } from "./synth.ts";
import { writtenTexts, type WrittenText } from "./written-texts.ts";

const written = (): readonly WrittenText[] =>
  [
    ...everyStack(),
    stackOf({ ...dev, alarmTargets: { page: ["https://example.com/hook"], ticket: ["ops@example.com"] } }),
  ].flatMap(writtenTexts);

const isLegal = ({ argument, text }: WrittenText): boolean =>
  enumValues.get(argument)?.includes(text) ?? true;

describe("a word that AWS knows only a few of", () => {
  it("is one of those, in every stack", () => {
    const wrong = written().filter((each) => !isLegal(each));
    expect([...new Set(wrong.map(({ argument, text }) => `${argument} = ${text}`))]).to.deep.equal([]);
  });

  it("is looked up for every argument, unless that takes any text: infra/policies/enum-values.ts says which", () => {
    const unknown = written().filter(({ argument }) => !enumValues.has(argument) && !isFreeText(argument));
    expect([...new Set(unknown.map(({ argument, text }) => `${argument} = ${text}`))]).to.deep.equal([]);
  });

  it("is still written: the table has no argument that no stack uses", () => {
    const used = new Set(written().map(({ argument }) => argument));
    expect([...enumValues.keys()].filter((argument) => !used.has(argument))).to.deep.equal([]);
  });

  it("would be found wrong: such as a storage class in lower case, or a runtime that Lambda does not have yet", () => {
    for (const [argument, text] of [
      ["aws_s3_bucket_lifecycle_configuration: rule.transition.storage_class", "standard_ia"],
      ["aws_lambda_function: runtime", "nodejs99.x"],
      ["data.aws_iam_policy_document: statement.condition.test", "StringEqual"],
    ] as const)
      expect(isLegal({ argument, text }), text).to.equal(false);
  });
});
