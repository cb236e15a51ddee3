import { expect } from "chai";
import type { Page } from "playwright-core";
import { assertAccessible, assertFits, describeInBrowser } from "../testing/in-browser.ts";

describeInBrowser("the console's faults", ({ shop, open }) => {
  const rules = async (init: RequestInit = {}): Promise<unknown> =>
    (await fetch(`${shop().awsEndpoint}/_local/faults`, init)).json();
  const switched = (page: Page, on: boolean) =>
    page.getByRole("switch", { name: /^SQS hangs/, checked: on }).waitFor();

  it("are switched on and off again", async () => {
    const page = await open("#/faults");
    await page.getByRole("switch", { name: /^SQS hangs/ }).click();
    await switched(page, true);
    expect(await rules()).to.deep.equal([{ service: "sqs", effect: { type: "hang" } }]);
    await page.getByRole("link", { name: "Faults 1", exact: true }).waitFor();
    await page.getByText("Every call to SQS is not answered", { exact: true }).waitFor();
    await assertAccessible(page);
    await page.getByRole("switch", { name: /^SQS hangs/ }).click();
    await switched(page, false);
    expect(await rules()).to.deep.equal([]);
  });

  it("are offered for the services that the stack uses, and for no other", async () => {
    const page = await open("#/faults");
    await page.getByRole("heading", { name: "SQS" }).waitFor();
    expect(await page.getByRole("heading", { name: "DynamoDB" }).count()).to.equal(0);
  });

  it("that others set are shown, and can be cleared", async () => {
    const page = await open("#/faults", { width: 390 });
    const effect = { type: "error", code: "SlowDown", status: 503 };
    const body = JSON.stringify([{ service: "s3", operation: "PutObject", times: 2, effect }]);
    await rules({ method: "PUT", body });
    await page.reload();
    await page.getByText("S3 PutObject is answered 503 SlowDown, 2 times more").waitFor();
    await assertFits(page);
    await page.getByRole("button", { name: "Clear all" }).click();
    await page.getByText("None: every call is carried out.").waitFor();
    expect(await rules()).to.deep.equal([]);
  });

  it("can be set on one call, with a chance and a number of times", async () => {
    const page = await open("#/faults");
    await page.getByLabel(/^Call/).selectOption({ label: "SQS DeleteMessage" });
    await page.getByLabel("what happens").selectOption("reset");
    await page.locator("input[name=percent]").fill("25");
    await page.locator("input[name=times]").fill("3");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page
      .getByText("SQS DeleteMessage is cut off before it is carried out, in 25 % of the calls, 3 times more")
      .first()
      .waitFor();
    await page.getByRole("button", { name: /^Remove: SQS DeleteMessage/ }).click();
    await page.getByText("None: every call is carried out.").waitFor();
  });
});
