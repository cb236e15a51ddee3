import { expect } from "chai";
import { holds, type StoredItem } from "./condition.ts";

const rejected: StoredItem = { message_id: { S: "1" }, status: { S: "Rejected" }, company_id: { S: "c" } };
const { company_id: _, ...nameless } = rejected;
const processed: StoredItem = { ...rejected, status: { S: "Processed" } };
const input = (ConditionExpression: string) => ({
  ConditionExpression,
  ExpressionAttributeNames: { "#status": "status" },
  ExpressionAttributeValues: { ":rejected": { S: "Rejected" }, ":company": { S: "c" } },
});
const rule =
  "attribute_not_exists(message_id) OR (#status = :rejected AND (attribute_not_exists(company_id) OR company_id = :company))";

describe("a condition of the simulated table", () => {
  const cases: readonly (readonly [
    what: string,
    expression: string,
    item: StoredItem | undefined,
    is: boolean,
  ])[] = [
    ["a free key", rule, undefined, true],
    ["a rejection of the same company", rule, rejected, true],
    ["a rejection without a company", rule, nameless, true],
    ["another company's rejection", rule, { ...rejected, company_id: { S: "d" } }, false],
    ["a processed record", rule, processed, false],
    ["NOT before AND", "NOT attribute_exists(company_id) AND #status <> :company", nameless, true],
    [
      "AND before OR",
      "company_id = :company OR #status = :rejected AND company_id <> :company",
      processed,
      true,
    ],
    ["a comparison with what is not there", "company_id = :company", nameless, false],
  ];
  for (const [what, expression, item, is] of cases)
    it(`${is ? "holds" : "does not hold"} for ${what}`, () => {
      expect(holds(item, input(expression))).to.equal(is);
    });

  it("holds where there is none, and is refused where the simulation cannot read it", () => {
    expect(holds(processed, {})).to.equal(true);
    expect(() => holds(processed, input("size(message_id) > :company"))).to.throw("cannot read");
  });
});
