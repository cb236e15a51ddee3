import { expect } from "chai";
import type { LetterSummary } from "./summary.ts";
import { toLettersText, type ListedLetters } from "./letters-text.ts";

const now = new Date("2026-11-28T12:00:00.000Z");
const company = "e0721e56-fb09-4273-ae74-7bcbc92d43eb";
const aLetter = (n: number, code: string | null = "AccessDenied"): LetterSummary => ({
  id: `388a4262-ff66-4e92-ab9b-${String(n).padStart(12, "0")}`,
  message_id: `f411dbb7-2c1b-4bf4-a221-${String(n).padStart(12, "0")}`,
  company_id: company,
  code,
  detail: code === null ? null : "PutItem was denied: dynamodb:PutItem is not granted.",
  receive_count: 3,
  received_at: "2026-11-28T09:30:00.000Z",
  expires_at: "2026-12-12T09:30:00.000Z",
  request_id: null,
  sha256: "",
});

const textOf = (listed: Partial<ListedLetters>, hidden = 0): string =>
  toLettersText(
    { letters: [], not_read: [], ...listed, hidden },
    { stack: "message-handler-prod", isLocal: false },
    now,
  );

describe("toLettersText", () => {
  const next = [
    "",
    "Next: ops diagnose --env prod (whether that lasts)",
    "      ops dlq show ID --env prod (one with its text)",
    "      ops dlq redrive --limit 1 --env prod (one back, once mended; then all)",
  ];

  it("shows each of a few letters under its cause and company, the largest group first, in 80 columns", () => {
    const text = textOf({ letters: [aLetter(1, null), aLetter(2), aLetter(3)] }, 1);
    const heads = "id                                    message id                            age";
    expect(text.split("\n")).to.deep.equal([
      "3 letters, and 1 hidden; the first expires in 13d 21h.",
      "",
      `AccessDenied, company ${company}: 2 letters`,
      "  PutItem was denied: dynamodb:PutItem is not granted.",
      heads,
      "388a4262-ff66-4e92-ab9b-000000000002  f411dbb7-2c1b-4bf4-a221-000000000002  2h",
      "388a4262-ff66-4e92-ab9b-000000000003  f411dbb7-2c1b-4bf4-a221-000000000003  2h",
      "",
      `no code logged, company ${company}: 1 letter`,
      heads,
      "388a4262-ff66-4e92-ab9b-000000000001  f411dbb7-2c1b-4bf4-a221-000000000001  2h",
      "",
      "1 letter hidden by another look or move, for 20s at most after it is over: try again then.",
      ...next,
    ]);
  });

  it("shows of many only how many of each company there are, by cause, and how to see each", () => {
    const companies = Array.from({ length: 12 }, (_, n) => ({ ...aLetter(n), company_id: `company-${n}` }));
    const others = Array.from({ length: 21 }, (_, n) => aLetter(n, "SlowDown"));
    expect(textOf({ letters: [...companies, ...others] }).split("\n")).to.deep.equal([
      "33 letters; the first expires in 13d 21h.",
      "",
      "SlowDown: 21 letters",
      "  PutItem was denied: dynamodb:PutItem is not granted.",
      "company                               letters  oldest  expires in",
      `${company}       21  2h 30m  13d 21h`,
      "",
      "AccessDenied: 12 letters",
      "  PutItem was denied: dynamodb:PutItem is not granted.",
      "company    letters  oldest  expires in",
      ...Array.from({ length: 10 }, (_, n) => `company-${n}        1  2h 30m  13d 21h`),
      "and 2 other companies",
      "",
      "Each of them: --json, or fewer with --code, --company, --older-than, --limit.",
      ...next,
    ]);
  });

  it("says that causes are not known where the log could not be read, and not that none was logged", () => {
    const text = textOf({
      letters: [aLetter(1, null)],
      not_read: ["the log of failed deliveries: no connection"],
    });
    expect(text)
      .to.contain("\ncause not read, company ")
      .and.to.contain("\n\nNot read: the log of failed deliveries: no connection\n\nNext:")
      .and.not.to.contain("no code logged");
  });

  it("says for how long many stay hidden", () => {
    expect(textOf({ letters: [] }, 19_080)).to.equal(
      "No letters.\n19,080 letters hidden by another look or move, for 1m 55s at most after it is over: try again then.",
    );
  });

  it("says so when there is none", () => {
    expect(textOf({ letters: [] })).to.equal("No letters.");
  });

  it("says that none of those that are there matches", () => {
    expect(textOf({ letters: [], none_of: 3 })).to.equal("None of 3 letters matches.");
    expect(textOf({ letters: [], none_of: 1 })).to.equal("The one letter does not match.");
  });

  it("names the ids that none of the letters has", () => {
    expect(textOf({ letters: [aLetter(1)], missing_ids: ["x", "y"] })).to.contain(
      "\n\nNo letter has the id x, y: mistyped, or moved or deleted already.\n\nNext:",
    );
  });
});
