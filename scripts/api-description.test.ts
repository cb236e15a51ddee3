import { expect } from "chai";
import { readFileSync } from "node:fs";
import { apiDescriptionFile, toApiDescription } from "./api-description.ts";

describe("docs/openapi.yaml", () => {
  it("is what the codecs and the problems say, to the byte", async () => {
    const isInStep = readFileSync(apiDescriptionFile, "utf8") === (await toApiDescription());
    // A whole description in the report would hide the one thing to do.
    expect(isInStep, "docs/openapi.yaml is out of step: run `pnpm openapi`").to.equal(true);
  });
});
