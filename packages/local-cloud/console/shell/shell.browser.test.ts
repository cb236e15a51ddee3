import { expect } from "chai";
import { describeInBrowser } from "../testing/in-browser.ts";
import { shopStack } from "../testing/shop-stack.ts";
import { startShop } from "../testing/start-shop.ts";

describeInBrowser("the console's connection", ({ shop, open }) => {
  it("is live once the page knows what the system is, so that nothing is searched or sent before", async () => {
    const page = await open("#/composer");
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await page.route("**/_local/description", async (route) => {
      await released;
      await route.continue();
    });
    await page.reload();
    await page.getByText("Connecting …", { exact: true }).first().waitFor();
    const shown = await page.getByRole("button", { name: "Send", exact: true }).count();
    release();
    await page.getByText("Live", { exact: true }).waitFor();
    expect([shown, await page.getByRole("searchbox").count()]).to.deep.equal([0, 1]);
    await page.unroute("**/_local/description");
  });

  it("says when the system is gone and how old the numbers are, and shows the next one by itself", async () => {
    await shop().order({ id: "a", outcome: "ship" });
    const page = await open();
    await page.getByText("1 accepted", { exact: true }).waitFor();
    await shop().stop();
    await page.getByText("Disconnected: is the system still running?").waitFor();
    expect(await page.getByText(/^Shown: as it was \d+ s ago\.$/).isVisible()).to.equal(true);
    const next = await startShop(shopStack, Number(new URL(shop().awsEndpoint).port));
    try {
      await page.getByText("0 accepted", { exact: true }).waitFor();
      await page.getByText("Live", { exact: true }).waitFor();
    } finally {
      await next.stop();
    }
  });
});

describeInBrowser("the console's header", ({ open }) => {
  it("stays in sight when another view is chosen", async () => {
    const page = await open("#/faults", { width: 500, height: 400 });
    await page.getByRole("link", { name: "Composer" }).click();
    await page.locator("main:focus").waitFor();
    expect(await page.evaluate(() => scrollY)).to.equal(0);
  });

  it("says what the speed divides", async () => {
    const page = await open();
    await page.getByText(", speed 60 divides pauses and alarm periods, no time-outs").waitFor();
  });
});

describeInBrowser("the console's search field", ({ open }) => {
  it("holds what is shown, ready to be typed over, and is empty in every other view", async () => {
    const page = await open();
    const field = page.getByRole("searchbox");
    await page.keyboard.press("/");
    await page.keyboard.type("order-1");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing goes by order-1").waitFor();
    expect(await field.inputValue()).to.equal("order-1");
    await page.keyboard.press("/");
    await page.keyboard.type("order-2");
    expect(await field.inputValue()).to.equal("order-2");
    await page.getByRole("link", { name: "Faults" }).click();
    await page.getByRole("heading", { name: "Faults", level: 1 }).waitFor();
    expect(await field.inputValue()).to.equal("");
  });
});
