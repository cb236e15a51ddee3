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
  it("are about the services that the stack uses, and about all operations of each", () => {
    expect(toPresets(operations).map(([service]) => service)).to.deep.equal(["DynamoDB", "S3"]);
    expect(presetOf("DynamoDB hangs").rules).to.deep.equal([
      { service: "dynamodb", operation: "PutItem", effect: { type: "hang" } },
      { service: "dynamodb", operation: "GetItem", effect: { type: "hang" } },
    ]);
  });

  it("are on when all of their rules are in force, in whatever order these hold their fields", () => {
    const preset = presetOf("S3 fails");
    const effect = { status: 500, type: "error", code: "InternalError" } as const;
    expect(isOn(preset, [others, { effect, operation: "PutObject", service: "s3" }])).to.equal(true);
    expect(isOn(preset, [others])).to.equal(false);
    const [first] = presetOf("DynamoDB fails").rules;
    expect(isOn(presetOf("DynamoDB fails"), first === undefined ? [] : [first])).to.equal(false);
  });

  it("leave alone what others have set", () => {
    const preset = presetOf("DynamoDB throttles");
    const on = switchOn(preset, [others]);
    expect(isOn(preset, on)).to.equal(true);
    expect(switchOn(preset, on)).to.have.length(on.length);
    expect(switchOff(preset, on)).to.deep.equal([others]);
  });
});
