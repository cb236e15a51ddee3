import { expect } from "chai";
import { compareFootprint, decodeRecorded, findForbidden, type Footprint } from "./compare.ts";

const footprint = { zipBytes: 50_000, requests: 2, builtins: 100, instructions: 200 };
const recorded = { platform: "Node 24.0.0, x64", functions: { worker: footprint } };

const compare = (change: Partial<Footprint>, platform = recorded.platform) =>
  compareFootprint("worker", { ...footprint, ...change }, recorded, platform);

describe("compareFootprint", () => {
  it("accepts what was recorded, and figures that are off by no more than may be", () => {
    expect(compare({})).to.deep.equal([]);
    for (const zipBytes of [49_000, 51_000]) expect(compare({ zipBytes })).to.deep.equal([]);
    for (const instructions of [194, 206]) expect(compare({ instructions })).to.deep.equal([]);
  });

  it("names the figure that is larger or smaller than that, and what was recorded", () => {
    for (const zipBytes of [48_999, 51_001])
      expect(compare({ zipBytes })).to.deep.equal([
        `worker: ${zipBytes} bytes of the zip; recorded are 50000, of which 2 % may be off`,
      ]);
    for (const instructions of [193.9, 206.1])
      expect(compare({ instructions })).to.deep.equal([
        `worker: ${instructions} million instructions of the cold start; recorded are 200, of which 3 % may be off`,
      ]);
    expect(compare({ requests: 3, builtins: 99 })).to.deep.equal([
      "worker: 3 requests; recorded are 2",
      "worker: 99 builtin modules; recorded are 100",
    ]);
  });

  it("compares on another version of Node only what does not depend on it", () => {
    const change = { requests: 3, builtins: 200, instructions: 400 };
    expect(compare(change, "Node 26.0.0, x64")).to.deep.equal(["worker: 3 requests; recorded are 2"]);
  });

  it("compares no instructions where none were counted", () => {
    expect(compare({ instructions: undefined })).to.deep.equal([]);
  });

  it("finds a function without a record", () => {
    expect(compareFootprint("reader", footprint, recorded, recorded.platform)).to.deep.equal([
      "reader: nothing is recorded",
    ]);
  });
});

describe("findForbidden", () => {
  it("names undici, and each look for the settings of the AWS tools", () => {
    expect(findForbidden("worker", { loadsUndici: true, reads: ["/home/a/.aws/config"] })).to.deep.equal([
      "worker: loads undici, Node's other HTTP client",
      "worker: looks for the settings of the AWS tools in /home/a/.aws/config",
    ]);
    expect(findForbidden("worker", { loadsUndici: false, reads: [] })).to.deep.equal([]);
  });
});

describe("decodeRecorded", () => {
  it("reads a record, with or without instructions, and refuses anything else", () => {
    expect(decodeRecorded(JSON.stringify(recorded))).to.deep.equal(recorded);
    expect(() => decodeRecorded('{"platform":"Node 24.0.0, x64"}')).to.throw("no record");
  });
});
