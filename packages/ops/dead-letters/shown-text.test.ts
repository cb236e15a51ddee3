import { expect } from "chai";
import { toShownText, type ShownLetter } from "./shown-text.ts";

const letter: ShownLetter = {
  id: "388a4262-ff66-4e92-ab9b-b1dfb7aa88f5",
  message_id: null,
  company_id: null,
  code: null,
  detail: null,
  receive_count: 3,
  received_at: "2026-11-28T09:30:00.000Z",
  expires_at: "2026-12-12T09:30:00.000Z",
  request_id: null,
  sha256: "3f78",
  attempts: [],
  attributes: {},
  group_id: null,
  trace_header: null,
  body: '{"a":1}',
  not_read: [],
};
const textOf = (body: string): string =>
  toShownText({ ...letter, body }, new Date("2026-11-28T12:00:00.000Z"));

describe("toShownText", () => {
  it("says of a text that it indents that the hash is of the text as it came, and prints any other as it is", () => {
    expect(textOf('{"a":1}')).to.contain(
      '\nThe text, indented for reading; sha256 is of the text as it came, which --json has:\n{\n  "a": 1\n}',
    );
    expect(textOf("{"))
      .to.match(/\n\n\{$/)
      .and.not.to.contain("indented");
  });

  it("says that the log could not be read, and not that no delivery failed", () => {
    const text = toShownText(
      { ...letter, not_read: ["the log of failed deliveries: no connection"] },
      new Date(0),
    );
    expect(text)
      .to.contain("\nNot read: the log of failed deliveries: no connection\n")
      .and.not.to.contain("No failed delivery is in the log.");
  });
});
