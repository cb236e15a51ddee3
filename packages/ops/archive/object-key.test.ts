import { aCompanyId, aMessageId } from "@message-handler/domain/testing/fixtures.ts";
import { expect } from "chai";
import { toObjectKind } from "./object-key.ts";

const hash = "0123456789abcdef".repeat(4);

describe("toObjectKind", () => {
  it("tells valid texts from rejected ones", () => {
    expect(toObjectKind(`${aCompanyId}/${aMessageId}.json`)).to.deep.equal({
      kind: "Valid",
      companyId: aCompanyId,
      messageId: aMessageId,
    });
    for (const key of [`${aCompanyId}/rejected/${hash}.json`, `unreadable/${hash}.json`])
      expect(toObjectKind(key)).to.deep.equal({ kind: "Rejected" });
  });

  it("knows no key that the archive does not give", () => {
    for (const key of [
      "",
      "a.json",
      `${aCompanyId}/${aMessageId.toUpperCase()}.json`,
      `x/${aCompanyId}/${aMessageId}.json`,
      `rejected/${hash}.json`,
    ])
      expect(toObjectKind(key)).to.equal(undefined);
  });
});
