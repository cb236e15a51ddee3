import { expect } from "chai";
import { requestModel } from "./request-model.ts";

describe("requestModel", () => {
  it("is of the one draft that API Gateway knows", () => {
    expect(requestModel["$schema"]).to.equal("http://json-schema.org/draft-04/schema#");
  });

  it("asks for the two ids that a verdict is filed under, and for nothing else", () => {
    const { $schema: _draft, title: _title, ...schema } = requestModel;
    const pattern = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";
    const uuid = { type: "string", pattern };
    expect(schema).to.deep.equal({
      type: "object",
      required: ["metadata"],
      properties: {
        metadata: {
          type: "object",
          required: ["message_id", "company_id"],
          properties: { message_id: uuid, company_id: uuid },
        },
      },
    });
  });
});
