import { expect } from "chai";
import { isOn, switchOff, switchOn, toPresets, type Preset } from "./presets.ts";
import type { FaultRule } from "./rule.ts";

const operations = [
  { service: "dynamodb", operation: "PutItem" },
  { service: "dynamodb", operation: "GetItem" },
  { service: "s3", operation: "PutObject" },
] as const;

const presetOf = (title: string): Preset => {
  const found = toPresets(operations)
    .flatMap(([, presets]) => presets)
    .find((preset) => preset.title === title);
  if (found === undefined) throw new Error(`no preset ${title}`);
  return found;
};

const others: FaultRule = { service: "s3", operation: "PutObject", times: 3, effect: { type: "reset" } };

describe("the presets of faults", () => {
  it("are about the services that the stack uses, each one rule for all operations of its service", () => {
    expect(toPresets(operations).map(([service]) => service)).to.deep.equal(["DynamoDB", "S3"]);
    expect(presetOf("DynamoDB hangs").rule).to.deep.equal({ service: "dynamodb", effect: { type: "hang" } });
  });

  it("are on when their rule is in force, in whatever order it holds its fields", () => {
    const preset = presetOf("S3 fails");
    const effect = { status: 500, type: "error", code: "InternalError" } as const;
    expect(isOn(preset, [others, { effect, service: "s3" }])).to.equal(true);
    expect(isOn(preset, [others])).to.equal(false);
    expect(isOn(preset, [{ effect, operation: "PutObject", service: "s3" }])).to.equal(false);
  });

  it("leave alone what others have set", () => {
    const preset = presetOf("DynamoDB throttles");
    const on = switchOn(preset, [others]);
    expect(isOn(preset, on)).to.equal(true);
    expect(switchOn(preset, on)).to.have.length(on.length);
    expect(switchOff(preset, on)).to.deep.equal([others]);
  });
});
