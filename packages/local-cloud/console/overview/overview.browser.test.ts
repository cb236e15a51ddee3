import { expect } from "chai";
import type { Page } from "playwright-core";
import { until } from "../../testing/until.ts";
import { assertFits, describeInBrowser } from "../testing/in-browser.ts";

/** The figures of a section as people read them: `2 processed`. */
const figuresOf = async (page: Page): Promise<readonly string[]> =>
  (await page.locator(".figure").allInnerTexts()).map((text) => text.replace(/\s+/g, " "));

describeInBrowser("the console's overview", ({ shop, open }) => {
  it("shows how many orders came in, were processed, came twice, were rejected, failed and set aside, without a reload", async () => {
    const page = await open();
    expect(await figuresOf(page)).to.deep.equal([
      "0 accepted",
      "0 queued",
      "– oldest",
      "0 in flight",
      "0 processed",
      "0 duplicates",
      "0 rejected",
      "0 failed deliveries",
      "0 dead letters",
    ]);
    for (const [id, outcome] of [
      ["a", "ship"],
      ["b", "ship"],
      ["c", "refuse"],
      ["d", "fail"],
      ["a", "repeat"],
    ] as const)
      await shop().order({ id, outcome });
    await page.getByText("1 dead letter", { exact: true }).waitFor();
    await page.getByText("2 processed", { exact: true }).waitFor();
    expect(await figuresOf(page)).to.include.members([
      "5 accepted",
      "0 queued",
      "1 duplicate",
      "1 rejected",
      "1 failed delivery",
    ]);
  });

  it("names the queues and functions as the stack does, without what all of them begin with", async () => {
    const page = await open();
    const titles = (await page.locator(".stage h3").allInnerTexts()).map((text) => text.split(/\s+/));
    expect(titles).to.deep.include.members([
      ["Queue", "orders"],
      ["Function", "ship"],
      ["Dead", "letters", "orders-dlq"],
    ]);
  });

  it("leads from its figures to the dead letters, and to what the function warned of", async () => {
    await shop().order({ id: "c", outcome: "refuse" });
    await shop().order({ id: "d", outcome: "fail" });
    const page = await open();
    await page.getByRole("link", { name: /rejected$/ }).click();
    await page.locator(".log .message").first().waitFor();
    const [level, source] = [page.getByLabel("Level"), page.getByLabel("Source")];
    expect([await level.inputValue(), await source.inputValue()]).to.deep.equal(["WARN", "lambda:shop-ship"]);
    await page.goBack();
    await page.getByRole("link", { name: /dead letters?$/ }).click();
    await page.getByRole("heading", { name: "Dead letters", level: 1 }).waitFor();
  });

  it("draws how fast orders come in", async () => {
    const page = await open();
    const chart = page.getByRole("img", { name: "accepted per second over the last three minutes" });
    await until("the line has moved", async () => {
      await shop().order({ id: "a", outcome: "ship" });
      const line = await chart.innerHTML();
      const heights = [...(/<polyline points="([^"]+)/.exec(line)?.[1] ?? "").matchAll(/,(\S+)/g)];
      return new Set(heights.map(([, height]) => height)).size > 1;
    });
  });

  it("shows a function's processes, invocations and errors", async () => {
    await shop().order({ id: "a", outcome: "ship" });
    const page = await open();
    const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "ship" }) });
    await row.getByText(/process(es)? \d+/).waitFor();
    const [running, invoked, errors, coldStarts] = (await row.getByRole("cell").allInnerTexts()).map(Number);
    expect(invoked).to.be.at.least(1);
    expect(coldStarts).to.be.at.least(1);
    expect({ running: typeof running, errors }).to.deep.equal({ running: "number", errors: 0 });
  });

  it("shows an alarm that fires, why, and what it did before", async () => {
    await shop().order({ id: "d", outcome: "fail" });
    const page = await open();
    const alarm = page.getByRole("listitem").filter({ has: page.getByText("dead-letters", { exact: true }) });
    await alarm.getByText("ALARM", { exact: true }).first().waitFor();
    await page.getByText("1 of 1 in ALARM").waitFor();
    await alarm.locator("summary").click();
    await alarm.getByText("Orders that could not be shipped wait for a decision.", { exact: true }).waitFor();
    await alarm
      .getByText(/Threshold Crossed/)
      .first()
      .waitFor();
    expect(await alarm.getByRole("listitem").first().innerText()).to.match(/^\d\d:\d\d:\d\d .+ → ALARM/);
  });

  it("shows the alarm's e-mail in sentences, and its JSON readable", async () => {
    await shop().order({ id: "d", outcome: "fail" });
    const page = await open();
    const mail = page.locator(".mails > li").first();
    await mail.locator("summary").first().click();
    await mail.getByText(/^shop-dead-letters went from .+ to ALARM\.$/).waitFor();
    await mail.getByText("Orders that could not be shipped wait for a decision.", { exact: true }).waitFor();
    await mail.getByText("The whole message").click();
    expect(await mail.locator("pre").innerText()).to.include('\n  "AlarmName": "shop-dead-letters",\n');
  });

  it("folds the mails of alarms that found nothing wrong at the start", async () => {
    const subject = "OK: shop-dead-letters";
    const Message = JSON.stringify({
      AlarmName: "x",
      OldStateValue: "INSUFFICIENT_DATA",
      NewStateValue: "OK",
    });
    const TopicArn = "arn:aws:sns:us-east-1:000000000000:shop-alerts";
    const body = new URLSearchParams({ Action: "Publish", TopicArn, Subject: subject, Message });
    expect((await fetch(shop().awsEndpoint, { method: "POST", body })).status).to.equal(200);
    const page = await open();
    const folded = page.getByText("1 mail from the start: an alarm found nothing wrong");
    await folded.waitFor();
    expect(await page.getByText(subject).isVisible()).to.equal(false);
    await folded.click();
    await page.getByText(subject).waitFor();
  });

  it("fits every window from a phone's to a large screen's", async () => {
    const page = await open();
    for (const width of [390, 980, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      await assertFits(page);
    }
  });

  it("is reached by keyboard: past the navigation, and into every entry", async () => {
    const page = await open();
    const focused = page.locator(":focus-visible");
    await page.keyboard.press("Tab");
    expect(await focused.innerText()).to.equal("Skip to the content");
    await page.keyboard.press("Enter");
    expect(new URL(page.url()).hash, "the route").to.equal("");
    let reached: string;
    // Past the figures that lead somewhere.
    do {
      await page.keyboard.press("Tab");
      reached = await focused.evaluate((element) =>
        element.closest("main") === null ? "" : element.tagName,
      );
    } while (reached === "A");
    expect(reached).to.equal("SUMMARY");
    await page.keyboard.press("Enter");
    await page.locator("details[open]").waitFor();
  });

  it("paints first within three seconds, however busy the machine", async () => {
    const page = await open();
    const paint = "performance.getEntriesByName('first-contentful-paint')[0].startTime";
    expect(await page.evaluate<number>(paint)).to.be.below(3000);
  });
});

describeInBrowser(
  "the console of a stack with one lonely queue",
  ({ open }) => {
    it("shows the queue, and says what else there is not", async () => {
      const page = await open();
      expect(await figuresOf(page)).to.deep.equal([
        "0 queued",
        "– oldest",
        "0 in flight",
        "0 sent",
        "0 deleted",
      ]);
      for (const text of ["The stack has no function.", "The stack has no alarm.", "No e-mail was sent."])
        await page.getByText(text).waitFor();
    });
  },
  { resource: { aws_sqs_queue: { jobs: { name: "jobs" } } } },
);
