import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { statusOf, useFiles } from "../../../testing/use-files.ts";
import { rejectionOf } from "../../../testing/rejection-of.ts";

describe("S3 conditional writes", () => {
  const { client, put, get } = useFiles();

  it("refuses If-None-Match: * on an existing key and leaves the object alone", async () => {
    await put("once", { Body: "first", IfNoneMatch: "*" });
    const error = await rejectionOf(put("once", { Body: "second", IfNoneMatch: "*" }));
    expect(error).to.have.property("name", "PreconditionFailed");
    expect(statusOf(error)).to.equal(412);
    expect((await get("once")).toString()).to.equal("first");
  });

  it("lets exactly one of twenty racing conditional puts win", async () => {
    const racers = Array.from({ length: 20 }, (_, index) => `racer ${index}`);
    const runs = await Promise.allSettled(racers.map((Body) => put("race", { Body, IfNoneMatch: "*" })));
    const winners = racers.filter((_, index) => runs[index]?.status === "fulfilled");
    expect(winners).to.have.length(1);
    expect((await get("race")).toString()).to.equal(winners[0]);
    const losers = runs.flatMap((run) => (run.status === "rejected" ? [statusOf(run.reason)] : []));
    expect(new Set(losers)).to.deep.equal(new Set([412]));
  });

  it("keeps unconditional puts out of a conditional one", async () => {
    const runs = Array.from({ length: 20 }, async (_, index) =>
      put("mixed", { Body: String(index), ...(index % 2 === 0 ? { IfNoneMatch: "*" } : {}) }),
    );
    const settled = await Promise.allSettled(runs);
    const conditional = settled.filter((run, index) => index % 2 === 0 && run.status === "fulfilled");
    expect(conditional.length).to.be.at.most(1);
  });

  it("honours If-Match", async () => {
    const { ETag = "" } = await put("matched", { Body: "first" });
    const wrong = await rejectionOf(put("matched", { IfMatch: `"${"0".repeat(32)}"` }));
    expect(wrong).to.have.property("name", "PreconditionFailed");
    await put("matched", { Body: "second", IfMatch: ETag });
    expect((await get("matched")).toString()).to.equal("second");
    expect(await rejectionOf(put("nothing-there", { IfMatch: ETag }))).to.have.property("name", "NoSuchKey");
    const stale = new DeleteObjectCommand({ Bucket: "files", Key: "matched", IfMatch: ETag });
    expect(await rejectionOf(client().send(stale))).to.have.property("name", "PreconditionFailed");
  });
});
