import { expect } from "chai";
import { assertAccessible, assertFits, describeInBrowser } from "../testing/in-browser.ts";

describeInBrowser("the console's log", ({ shop, open }) => {
  it("shows new entries as they come, and none while it is paused", async () => {
    const page = await open("#/logs");
    await shop().order({ id: "seen", outcome: "ship" });
    await page.getByText("POST /v1/orders 202").first().waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await shop().order({ id: "unseen", outcome: "ship" });
    await page.getByText("came since.").waitFor();
    expect(await page.getByText("POST /v1/orders 202").count()).to.equal(1);
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("POST /v1/orders 202").nth(1).waitFor();
    await assertAccessible(page);
  });

  it("is filtered by level, source and text", async () => {
    await shop().order({ id: "refused-order", outcome: "refuse" });
    const page = await open("#/logs", { width: 390 });
    await page.getByText("order refused").first().waitFor();
    await assertFits(page);
    await page.getByLabel("Level").selectOption("WARN");
    await page.getByText("POST /v1/orders 202").first().waitFor({ state: "detached" });
    await page.getByLabel("Source").selectOption("lambda:shop-ship");
    await page.getByLabel("Text").fill("REFUSED-ORDER");
    expect(await page.locator(".log .message").allInnerTexts()).to.deep.equal(["order refused"]);
    await page.getByLabel("Text").fill("no such text");
    await page.getByText("No entry passes the filters.").waitFor();
  });

  it("leaves out healthy invocations until they are wanted", async () => {
    await shop().order({ id: "healthy", outcome: "ship" });
    const page = await open("#/logs");
    await page.getByText("order shipped").first().waitFor();
    expect(await page.getByText("platform.start").count()).to.equal(0);
    await page.getByLabel("without healthy invocations").uncheck();
    await page.getByText("platform.start").first().waitFor();
  });

  it("opens an entry, whose ids lead to what is known about them", async () => {
    await shop().order({ id: "linked", outcome: "ship" });
    const page = await open("#/logs");
    await page.getByLabel("Text").fill("linked");
    await page.locator(".log summary").filter({ hasText: "POST /v1/orders 202" }).first().click();
    await page
      .getByRole("link", { name: /^[\da-f-]{36}$/ })
      .first()
      .click();
    await page.getByRole("article", { name: "Story of linked" }).waitFor();
  });
});
