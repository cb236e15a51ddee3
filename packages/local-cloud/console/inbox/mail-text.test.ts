import { expect } from "chai";
import { isFirstOk, toSentences } from "./mail-text.ts";

describe("the sentences of an e-mail", () => {
  it("are an alarm's change, reason and description", () => {
    const mail = {
      AlarmName: "late",
      OldStateValue: "OK",
      NewStateValue: "ALARM",
      NewStateReason: "because",
    };
    expect(toSentences(JSON.stringify(mail))).to.deep.equal(["late went from OK to ALARM.", "because"]);
    expect(
      toSentences(JSON.stringify({ ...mail, OldStateValue: undefined, AlarmDescription: "Wait." })),
    ).to.deep.equal(["late is ALARM.", "because", "Wait."]);
  });

  it("are the text itself where it is no JSON, by paragraphs", () => {
    expect(toSentences("Hello.\nYou\n\nBye.")).to.deep.equal(["Hello.\nYou", "Bye."]);
  });

  it("are none for other JSON", () => {
    for (const text of ["[1]", "{}", "null", '{"AlarmName":"late"}'])
      expect(toSentences(text)).to.deep.equal([]);
  });
});

describe("the first OK of an alarm", () => {
  const isFirst = (from: string, to: string): boolean =>
    isFirstOk(JSON.stringify({ AlarmName: "late", OldStateValue: from, NewStateValue: to }));

  it("is told apart from the end of an alarm, and from an alarm at once", () => {
    expect(isFirst("INSUFFICIENT_DATA", "OK")).to.equal(true);
    expect([isFirst("ALARM", "OK"), isFirst("INSUFFICIENT_DATA", "ALARM"), isFirstOk("OK")]).to.deep.equal([
      false,
      false,
      false,
    ]);
  });
});
