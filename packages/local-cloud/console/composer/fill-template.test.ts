import { expect } from "chai";
import { makeFill } from "./fill-template.ts";

describe("makeFill", () => {
  it("gives each name an id of its own, and the same name the same id in path and body", () => {
    let given = 0;
    const fill = makeFill(
      () => `id-${(given += 1)}`,
      () => new Date(0),
    );
    expect(fill("/{{uuid:a}}/{{uuid:b}}/{{uuid}}")).to.equal("/id-1/id-2/id-3");
    expect(fill("{{uuid:b}} {{uuid}} {{now}} {{other}}")).to.equal(
      "id-2 id-3 1970-01-01T00:00:00.000Z {{other}}",
    );
  });
});
