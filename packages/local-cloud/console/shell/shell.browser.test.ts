import { expect } from "chai";
import { describeInBrowser } from "../testing/in-browser.ts";

describeInBrowser("the console's connection", ({ shop, open }) => {
  it("says when the system is gone and how old the numbers are", async () => {
    const page = await open();
    await shop().stop();
    await page.getByText("Disconnected: is the system still running?").waitFor();
    expect(await page.getByText(/^Shown: as it was \d+ s ago\.$/).isVisible()).to.equal(true);
    await page.getByText("0 accepted", { exact: true }).waitFor();
  });
});
