import { expect } from "chai";
import { requestModel } from "./request-model.ts";

describe("requestModel", () => {
  it("uses only what JSON Schema draft-04 knows", () => {
    const draft04 = ["$schema", "title", "type", "required", "properties", "pattern"];
    const keywords = (schema: object): string[] =>
      Object.entries(schema).flatMap(([keyword, value]: [string, unknown]) => [
        keyword,
        ...(keyword === "properties"
          ? Object.values(value as object).flatMap((inner) => keywords(inner as object))
          : []),
      ]);
    expect(draft04).to.include.members([...new Set(keywords(requestModel))]);
  });

  it("asks for nothing that a rejected record could do without", () => {
    expect(requestModel.required).to.deep.equal(["metadata"]);
    expect(requestModel.properties.metadata.required).to.deep.equal(["message_id", "company_id"]);
  });
});
