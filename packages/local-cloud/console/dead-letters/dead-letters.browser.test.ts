import { expect } from "chai";
import { assertAccessible, assertFits, describeInBrowser } from "../testing/in-browser.ts";

describeInBrowser("the console's dead letters", ({ shop, open }) => {
  it("are shown with the reason, and are gone once they were redriven from the page", async () => {
    await shop().order({ id: "late-order", outcome: "wait" });
    const page = await open("#/dead-letters");
    const letter = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: "late-order" }) });
    await letter.getByText("order failed").waitFor();
    await assertAccessible(page);
    await fetch(`${shop().awsEndpoint}/shop-orders/open`, { method: "PUT", body: "yes" });
    await page.getByLabel(/at most/).fill("100");
    await page.getByRole("button", { name: "Redrive all to shop-orders" }).click();
    await page.getByText("Redriven: 1.").first().waitFor();
    await page.getByText(/^No dead letters\./).waitFor();
    await page.goto(`${shop().awsEndpoint}/_local/#/messages/late-order`);
    await page.getByText("order shipped").waitFor();
  });

  it("can be dropped one by one, after the page has said what is lost", async () => {
    await shop().order({ id: "doomed", outcome: "fail" });
    const page = await open("#/dead-letters", { width: 390 });
    const drop = page.getByRole("button", { name: "Drop doomed …" });
    await page.getByText("for tests on this machine only", { exact: true }).waitFor();
    await drop.click();
    const dialog = page.getByRole("dialog", { name: "Drop this message?" });
    expect(await dialog.innerText()).to.contain("Its text is lost");
    await assertAccessible(page);
    await assertFits(page);
    await dialog.getByRole("button", { name: "Keep it" }).click();
    await dialog.waitFor({ state: "hidden" });
    await drop.click();
    await dialog.getByRole("button", { name: "Drop it" }).click();
    await page.getByText(/^No dead letters\./).waitFor();
  });
});
