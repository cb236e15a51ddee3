import { expect } from "chai";
import { dev } from "../config/dev.ts";
import { prod } from "../config/prod.ts";
import { staging } from "../config/staging.ts";
import { loaded } from "./loaded.ts";
import { allows, anExampleOf, deedsIn, nameOfRole, never, spokenNames } from "./permissions.ts";
import { allOf, stackOf, subjects } from "./synthesised.ts";

describe("the boundary of every role", () => {
  for (const { title, config } of subjects.filter((subject) => subject.config.environment !== "local"))
    it(`lets the roles of ${title} do all that they are granted`, async () => {
      const { boundaries, grants } = await loaded(config);
      expect([...boundaries.keys()].toSorted()).to.deep.equal([...grants.keys()].toSorted());
      for (const [arn, statements] of grants)
        for (const [action, resource] of deedsIn(statements))
          expect(
            allows(boundaries.get(arn) ?? [], arn, [action, anExampleOf(resource)]),
            `${nameOfRole(arn)}: ${action} on ${resource}`,
          ).to.equal(true);
    });

  it("keeps out what no part of the pipeline does, whatever a role is granted", async () => {
    const { boundaries, stack } = await loaded(prod);
    expect(boundaries.size).to.be.above(0);
    for (const [arn, statements] of boundaries) {
      expect(statements).not.to.deep.equal([]);
      for (const deed of never(stack))
        expect(allows(statements, arn, deed), deed.join(" on ")).to.equal(false);
    }
  });

  it("is missing on the laptop alone, for which no account was prepared", () => {
    for (const { config } of subjects)
      for (const { body, address } of allOf(stackOf(config), "aws_iam_role"))
        expect("permissions_boundary" in body, address).to.equal(config.environment !== "local");
  });
});

describe("the roles of one environment", () => {
  it("reach nothing of another in the same account", async () => {
    const [own, other] = await Promise.all([loaded(dev), loaded(staging)]);
    const theirs = [...spokenNames(other.stack).keys()].filter((arn) => arn !== "*").map(anExampleOf);
    expect(theirs).not.to.deep.equal([]);
    for (const [arn, statements] of own.grants)
      for (const [action] of deedsIn(statements))
        // X-Ray knows nothing of anybody's own.
        for (const resource of action.startsWith("xray:") ? [] : theirs)
          expect(allows(statements, arn, [action, resource]), `${action} on ${resource}`).to.equal(false);
  });
});
