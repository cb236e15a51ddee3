import { expect } from "chai";
import { readPlannedChanges } from "./planned-changes.ts";

const change = (address: string, ...actions: readonly string[]) => ({ address, change: { actions } });

describe("readPlannedChanges", () => {
  it("names what is added, changed and destroyed, what is replaced twice", () => {
    const { added, changed, destroyed, isEmpty } = readPlannedChanges(
      JSON.stringify({
        resource_changes: [
          change("a.new", "create"),
          change("a.same", "no-op"),
          change("a.other", "update"),
          change("a.replaced", "delete", "create"),
          change("a.gone", "delete"),
          change("data.a.read", "read"),
        ],
      }),
    );
    expect({ added, changed, destroyed, isEmpty }).to.deep.equal({
      added: ["a.new", "a.replaced"],
      changed: ["a.other"],
      destroyed: ["a.replaced", "a.gone"],
      isEmpty: false,
    });
  });

  it("is empty when not even an output changes", () => {
    const plan = (action: string): string =>
      JSON.stringify({
        resource_changes: [change("a.same", "no-op")],
        output_changes: { api_url: { actions: [action] } },
      });
    expect(readPlannedChanges(plan("no-op")).isEmpty).to.equal(true);
    expect(readPlannedChanges(plan("update")).isEmpty).to.equal(false);
  });

  it("takes account and region from what the plan asked AWS", () => {
    const resources = [
      { type: "aws_caller_identity", values: { account_id: "123456789012" } },
      { type: "aws_region", values: { region: "eu-central-1" } },
    ];
    const plan = { prior_state: { values: { root_module: { resources } } } };
    expect(readPlannedChanges(JSON.stringify(plan))).to.include({
      account: "123456789012",
      region: "eu-central-1",
    });
    expect(readPlannedChanges("{}")).to.include({ account: undefined, region: undefined });
  });
});
