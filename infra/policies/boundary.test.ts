import { expect } from "chai";
import { dev } from "../config/dev.ts";
import { prod } from "../config/prod.ts";
import { staging } from "../config/staging.ts";
import { resolvedStack } from "./resolved-stack.ts";
import { allows, exampleOf, permissionsIn, nameOfRole, never, resourceNames } from "./permissions.ts";
import { allOf, stackOf, subjects } from "./synth.ts";

describe("the permissions boundary of every role", () => {
  for (const { title, config } of subjects.filter((subject) => subject.config.environment !== "local"))
    it(`allows the roles of ${title} all that they are granted`, async () => {
      const { roles } = await resolvedStack(config);
      expect(roles.size).to.be.above(0);
      expect([...roles.values()].filter(({ boundary }) => boundary === undefined)).to.deep.equal([]);
      for (const [arn, { identity, boundary = [] }] of roles)
        for (const [action, resource] of permissionsIn(identity))
          expect(
            allows(boundary, arn, [action, exampleOf(resource)]),
            `${nameOfRole(arn)}: ${action} on ${resource}`,
          ).to.equal(true);
    });

  it("denies what no part of the pipeline does, whatever a role is granted", async () => {
    const { roles, stack } = await resolvedStack(prod);
    expect(roles.size).to.be.above(0);
    for (const [arn, { boundary = [] }] of roles) {
      expect(boundary).not.to.deep.equal([]);
      for (const permission of never(stack))
        expect(allows(boundary, arn, permission), permission.join(" on ")).to.equal(false);
    }
  });

  it("is missing in the local environment alone, for which no account was prepared", () => {
    for (const { config } of subjects)
      for (const { body, address } of allOf(stackOf(config), "aws_iam_role"))
        expect("permissions_boundary" in body, address).to.equal(config.environment !== "local");
  });
});

describe("the roles of one environment", () => {
  it("reach nothing of another in the same account", async () => {
    const [own, other] = await Promise.all([resolvedStack(dev), resolvedStack(staging)]);
    const theirs = [...resourceNames(other.stack).keys()].filter((arn) => arn !== "*").map(exampleOf);
    expect(theirs).not.to.deep.equal([]);
    for (const [arn, { identity }] of own.roles)
      for (const [action] of permissionsIn(identity))
        // X-Ray knows nothing of anybody's own; both APIs have the same id here (walls.test.ts has two).
        for (const resource of /^(?:xray|execute-api):/.test(action) ? [] : theirs)
          expect(allows(identity, arn, [action, resource]), `${action} on ${resource}`).to.equal(false);
  });
});
