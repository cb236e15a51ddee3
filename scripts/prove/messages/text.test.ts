import { decodeMessage, readableIds } from "@message-handler/domain/message.ts";
import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import { seededRandom, toUuid } from "../system/seeded.ts";
import { aDoubled, anInvalid, anUnusualValid, aRefused, aValid, aValidOf, longest, tooLong } from "./text.ts";

const random = seededRandom(1);
const someIds = () => ({ message_id: toUuid(random), company_id: toUuid(random) });
const many = Array.from({ length: 200 });

describe("the texts of a proof", () => {
  it("are valid, and name what they say they name, exactly where the domain finds the same", () => {
    const texts = many.flatMap(() => [
      aValid(random, someIds()),
      anUnusualValid(random, someIds()),
      anInvalid(random, someIds()),
      aDoubled(random, someIds(), toUuid(random)),
    ]);
    for (const { what, raw, isValid, message_id, company_id } of texts) {
      expect(E.isRight(decodeMessage(raw)), what).to.equal(isValid);
      const { message_id: id, company_id: company } = readableIds(raw);
      expect([id, company], what).to.deep.equal([message_id, company_id]);
    }
  });

  it("have the length that is asked for, up to the longest", () => {
    for (const bytes of [10_000, longest])
      expect(Buffer.byteLength(aValidOf(random, someIds(), bytes).raw)).to.equal(bytes);
    const refused = many.map(() => aRefused(random, someIds())).filter(({ what }) => what === "too long");
    expect(refused).not.to.deep.equal([]);
    for (const { raw } of refused) expect(Buffer.byteLength(raw)).to.equal(tooLong);
  });
});
