import { expect } from "chai";
import { readFileSync } from "node:fs";
import { apiDescriptionFile, toApiDescription } from "./api-description.ts";

describe("docs/openapi.yaml", () => {
  it("is what the codecs and the problems say, to the byte; else run: node scripts/openapi.ts", async () => {
    expect(readFileSync(apiDescriptionFile, "utf8") === (await toApiDescription())).to.equal(true);
  });
});
