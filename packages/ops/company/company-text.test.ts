import { expect } from "chai";
import { toCompanyText as toText, type CompanyReport } from "./company-text.ts";

const company = "e0721e56-fb09-4273-ae74-7bcbc92d43eb";
const unknown: CompanyReport = {
  company_id: company,
  since: "2026-01-31T10:00:00.000Z",
  processed: 0,
  rejected: 0,
  by_code: {},
  by_hour: [],
  queue: { waiting: 0, share: null },
  dead_letters: { count: 0, own: 0 },
  not_read: [],
};

const toCompanyText = (report: CompanyReport): string =>
  toText(report, { stack: "message-handler-prod", isLocal: false });

describe("toCompanyText", () => {
  it("says that nothing is known of a company without records and letters", () => {
    expect(toCompanyText(unknown)).to.match(
      /letters {4}none of its own in the dead-letter queue\n\nNothing is known of it in this time/,
    );
    expect(toCompanyText({ ...unknown, processed: 1 })).not.to.contain("Nothing is known");
    const own = toCompanyText({ ...unknown, dead_letters: { count: 3, own: 2 } });
    expect(own).to.contain(
      `letters    2 dead letters:\n           ops dlq list --company ${company} --env prod`,
    );
    expect(own).not.to.contain("Nothing is known");
  });

  it("counts on AWS the letters of all, whose look would hide them, and says so", () => {
    expect(toCompanyText({ ...unknown, dead_letters: { count: 3, own: null } })).to.contain(
      `letters    3 dead letters of all companies; its own, by a look that hides them:\n           ops dlq list --company ${company} --env prod`,
    );
  });

  it("says how many letters are hidden, of which nobody knows whose they are", () => {
    const hidden = toCompanyText({ ...unknown, dead_letters: { count: 2, own: 0, unseen: 2 } });
    expect(hidden).to.contain(
      "none of its own in the dead-letter queue\n           2 letters hidden by another look or move: nobody knows whose",
    );
    expect(hidden).to.contain("Nothing is known of it in this time, dead letters aside:");
  });
});
