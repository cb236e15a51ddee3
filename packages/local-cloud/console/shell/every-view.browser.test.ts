import { assertAccessible, describeInBrowser } from "../testing/in-browser.ts";
import { recordOrder } from "../testing/record-order.ts";

const looks = [1440, 390].flatMap((width) => [false, true].map((dark) => ({ width, dark })));

describeInBrowser("every view of the console", ({ shop, open }) => {
  before(async () => {
    await recordOrder(shop().awsEndpoint, {
      id: "kept",
      shop: "corner",
      state: "Shipped",
      placed_at: "2026-01-01T00:00:00.000Z",
      text: '{"id": "kept"}',
    });
    await shop().order({ id: "kept", outcome: "ship" });
    await shop().order({ id: "lost", outcome: "fail" });
  });

  for (const [view, route, ready] of [
    ["the overview", "", "1 of 1 in ALARM"],
    ["messages", "#/messages", "Searched 1, found 1: that is all."],
    ["a story", "#/messages/kept", "matches the record's"],
    ["dead letters", "#/dead-letters", "order failed"],
    ["faults", "#/faults", "None: every call is carried out."],
    ["the composer", "#/composer", "The answer will stand here."],
    ["the log", "#/logs", "order failed"],
  ] as const)
    it(`is accessible by the rules of axe, in light and dark, on a desk and on a phone: ${view}`, async () => {
      const page = await open(route);
      await page.getByText(ready).first().waitFor();
      const entries = page.locator("main summary:visible");
      for (let index = 0; index < Math.min(await entries.count(), 5); index += 1)
        await entries.nth(index).click();
      for (const { width, dark } of looks) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
        await assertAccessible(page);
      }
    });
});
