import { expect } from "chai";
import { assertAccessible, assertFits, describeInBrowser } from "../testing/in-browser.ts";

describeInBrowser("the console's composer", ({ shop, open }) => {
  it("sends a sample, shows the answer, and leads to the story", async () => {
    const page = await open("#/composer");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByRole("heading", { name: /^Answer 202/ }).waitFor();
    await assertAccessible(page);
    await page.getByRole("link", { name: /^Story of/ }).click();
    await page
      .getByRole("article", { name: /^Story of/ })
      .getByText("POST /v1/orders 202")
      .waitFor();
  });

  it("shows the answer to a request that is refused", async () => {
    const page = await open("#/composer", { width: 390 });
    await page.getByLabel("to nowhere").check();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByRole("heading", { name: /^Answer 403/ }).waitFor();
    await assertFits(page);
  });

  it("sends what was typed instead of the sample", async () => {
    const page = await open("#/composer");
    await page.getByLabel("Body").fill('{"id": "typed", "outcome": "ship"}');
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByRole("link", { name: "Story of typed" }).waitFor();
  });

  it("sends a hundred, each with an id of its own", async () => {
    const page = await open("#/composer");
    await page.getByRole("button", { name: "Send 100" }).click();
    await page.getByRole("heading", { name: "Sent 100 of 100" }).waitFor();
    await page.getByText("202 100 times").waitFor();
    const lines = await fetch(`${shop().awsEndpoint}/_local/log?containing=POST /v1/orders&limit=100`);
    const entries = (await lines.json()) as readonly { readonly entry: { readonly subject: string } }[];
    expect(new Set(entries.map(({ entry }) => entry.subject)).size).to.equal(100);
  });
});
