import { expect } from "chai";
import { toTraceId } from "./trace-id.ts";

const at = new Date("2016-12-01T18:00:00Z");
const sent = "1-5759e988-bd862e3fe1be46a994272793";

describe("toTraceId", () => {
  it("is the id that the request came with", () => {
    for (const header of [`Root=${sent}`, `Self=1-1-1;Root=${sent};Parent=53995c3f42cd8ad8;Sampled=1`])
      expect(toTraceId(header, at)).to.equal(sent);
  });

  it("is a new one of the request's time where it came with none, or with something else", () => {
    for (const header of [undefined, "", "Root=1-2-3", `Root=${sent}x`, `NotRoot=${sent}`])
      expect(toTraceId(header, at)).to.match(/^1-58406520-[0-9a-f]{24}$/);
    expect(toTraceId(undefined, at)).not.to.equal(toTraceId(undefined, at));
  });
});
