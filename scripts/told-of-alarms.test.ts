import { expect } from "chai";
import { toldOfAlarms } from "./told-of-alarms.ts";

describe("toldOfAlarms", () => {
  it("names who gets which alarms by each of the variables, and no path of a URL, which is a pager's key", () => {
    expect(
      toldOfAlarms({
        ALARM_EMAILS: "a@example.com, b@example.com,",
        ALARM_PAGE_TARGETS: "https://events.example.com/integration/key/enqueue?k=v",
        ALARM_TICKET_TARGETS: "desk@example.com",
      }),
    ).to.equal(
      "all to a@example.com, b@example.com; pages to https://events.example.com/…; tickets to desk@example.com",
    );
  });

  it("does not say that nobody is told where one of them is set", () => {
    expect(toldOfAlarms({ ALARM_PAGE_TARGETS: "a@example.com" })).to.equal("pages to a@example.com");
  });

  it("says that subscriptions go where none is set", () => {
    expect(toldOfAlarms({ ALARM_EMAILS: " " })).to.equal(
      "to nobody but those in infra/config (ALARM_EMAILS, ALARM_PAGE_TARGETS, ALARM_TICKET_TARGETS are not set): other subscriptions go",
    );
  });
});
