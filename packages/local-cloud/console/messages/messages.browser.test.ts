import { expect } from "chai";
import type { Page } from "playwright-core";
import { assertAccessible, assertFits, describeInBrowser } from "../testing/in-browser.ts";
import { recordOrder } from "../testing/record-order.ts";

const order = (id: string, second: number, state: "Shipped" | "Refused" = "Shipped") => ({
  id,
  shop: "corner",
  state,
  placed_at: `2026-01-01T00:00:0${second}.000Z`,
  text: `{"id": "${id}", "note": "<b>fish</b> & chips"}`,
});

describeInBrowser("the console's messages", ({ shop, open }) => {
  it("tell the story of the message whose id is searched for, with its text and its hash compared", async () => {
    const { text } = order("order-1", 1);
    const sha256 = await recordOrder(shop().awsEndpoint, order("order-1", 1));
    const page = await open();
    await page.getByRole("searchbox").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("order-1");
    await page.keyboard.press("Enter");
    const story = page.getByRole("article", { name: "Story of order-1" });
    await story.getByText("matches the record's").waitFor();
    const shown = await story.innerText();
    for (const part of ["Shipped", sha256, text, "matches the archived object's", "object written"])
      expect(shown).to.contain(part);
    await assertAccessible(page);
  });

  it("begin with the newest requests and what became of them, also those that an outage has pushed out of the log", async () => {
    await shop().order({ id: "early", outcome: "ship" });
    await shop().order({ id: "unknown", outcome: "ship" });
    await recordOrder(shop().awsEndpoint, order("early", 1));
    // More than a page that is opened gets of the log.
    for (let rules = 0; rules < 600; rules += 1)
      await fetch(`${shop().awsEndpoint}/_local/faults`, { method: "PUT", body: "[]" });
    const page = await open("#/messages");
    const row = (id: string) =>
      page
        .locator("section[aria-labelledby=recent] li")
        .filter({ has: page.getByRole("link", { name: id, exact: true }) });
    await row("early").getByText("Shipped", { exact: true }).waitFor();
    await row("unknown").getByText("no record yet", { exact: true }).waitFor();
  });

  const newest = (page: Page, text: string | RegExp) =>
    page.locator("section[aria-labelledby=recent] li").filter({ hasText: text });

  it("say of each newest request what became of its own message, also where several name the same id", async () => {
    const request = await shop().order({ id: "thrice", outcome: "ship" });
    await recordOrder(shop().awsEndpoint, { ...order("thrice", 1), request });
    await shop().order({ id: "thrice", outcome: "repeat" });
    await shop().order({ id: "thrice", outcome: "refuse" });
    const page = await open("#/messages");
    const rows = newest(page, "thrice");
    for (const word of ["Shipped", "Repeated", "Refused"])
      await rows.getByText(word, { exact: true }).waitFor();
    expect(await rows.locator(".result").allInnerTexts()).to.deep.equal(["Refused", "Repeated", "Shipped"]);
    await assertAccessible(page);
  });

  it("show a newest request that was refused though its body named no id", async () => {
    await fetch(`${shop().awsEndpoint}/_local/requests`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ method: "POST", path: "/v1/nowhere", body: "hello" }),
    });
    const page = await open("#/messages");
    await newest(page, "POST /v1/nowhere 403").getByText("no id", { exact: true }).waitFor();
  });

  it("say that a newest request has no record only once the records were read", async () => {
    await shop().order({ id: "slowly", outcome: "ship" });
    const page = await open();
    const { promise: isReleased, resolve: release } = Promise.withResolvers<undefined>();
    await page.route("**/*", async (route) => {
      if (route.request().headers()["x-amz-target"]?.endsWith(".GetItem") === true) await isReleased;
      await route.continue();
    });
    await page.goto(`${shop().awsEndpoint}/_local/#/messages`);
    await newest(page, "slowly").getByText("…", { exact: true }).waitFor();
    release(undefined);
    await newest(page, "slowly").getByText("no record yet", { exact: true }).waitFor();
    await page.unroute("**/*");
  });

  it("say of a newest request whose message is a dead letter that it is one", async () => {
    await shop().order({ id: "order-9", outcome: "fail" });
    const page = await open("#/messages");
    const row = page.locator("section[aria-labelledby=recent] li").filter({ hasText: "order-9" });
    await row.getByRole("link", { name: "dead letter", exact: true }).click();
    await page.getByRole("heading", { name: "Dead letters" }).waitFor();
  });

  it("compare the hash of what was refused with that of its object, which lies elsewhere", async () => {
    await recordOrder(shop().awsEndpoint, order("order-7", 1, "Refused"));
    const page = await open("#/messages/order-7");
    const story = page.getByRole("article", { name: "Story of order-7" });
    await story.getByText("matches the archived object's").waitFor();
    expect(await story.innerText()).to.contain("corner/refused/");
  });

  it("tell of a message that is on no record in which queue it is, why, and what comes next", async () => {
    await shop().order({ id: "order-2", outcome: "fail" });
    const page = await open("#/messages/order-2");
    const story = page.getByRole("article", { name: "Story of order-2" });
    await story.getByText("Dead letter", { exact: true }).waitFor();
    const shown = await story.innerText();
    for (const part of ["POST /v1/orders 202", "order failed", "until it is redriven to shop-orders"])
      expect(shown).to.contain(part);
  });

  it("follow a message that is searched for before it has come", async () => {
    const page = await open("#/messages/order-3");
    await page.getByText("Nothing goes by order-3").waitFor();
    await shop().order({ id: "order-3", outcome: "ship" });
    await page.getByRole("article", { name: "Story of order-3" }).waitFor();
  });

  it("find a message by the id of its request", async () => {
    await shop().order({ id: "order-4", outcome: "ship" });
    const page = await open("#/messages/order-4");
    const request = page.getByText(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/).first();
    const id = await request.innerText();
    await page.goto(`${shop().awsEndpoint}/_local/#/messages/${id}`);
    await page.getByRole("article", { name: "Story of order-4" }).waitFor();
  });

  it("find a message by the beginning of its id, as the terminal shows it", async () => {
    await shop().order({ id: "wholesale-17", outcome: "ship" });
    const page = await open("#/messages/wholesal");
    await page.getByRole("article", { name: "Story of wholesale-17" }).waitFor();
  });

  it("list those of a group, the newest first, and by status", async () => {
    await recordOrder(shop().awsEndpoint, { ...order("a", 1), shop: "list" });
    await recordOrder(shop().awsEndpoint, { ...order("b", 3, "Refused"), shop: "list" });
    await recordOrder(shop().awsEndpoint, { ...order("c", 2), shop: "list" });
    const page = await open("#/messages/list");
    const ids = page.locator(".records a.mono");
    await page.getByText("Searched 3, found 3: that is all.").waitFor();
    expect(await ids.allInnerTexts()).to.deep.equal(["b", "c", "a"]);
    await page.getByLabel("state").selectOption("Shipped");
    await page.getByText("Searched 3, found 2: that is all.").waitFor();
    expect(await ids.allInnerTexts()).to.deep.equal(["c", "a"]);
    await assertAccessible(page);
  });

  it("list the records of a small table at once, the newest first", async () => {
    await recordOrder(shop().awsEndpoint, order("older", 1));
    await recordOrder(shop().awsEndpoint, order("newer", 8));
    const page = await open("#/messages");
    await page.getByText(/found \d+: that is all\./).waitFor();
    const times = await page
      .locator("section[aria-labelledby=records] time")
      .evaluateAll((all) => all.map((time) => time.getAttribute("datetime") ?? ""));
    expect(times).to.have.length.above(1);
    expect(times).to.deep.equal(times.toSorted().toReversed());
  });

  it("list a long table page by page, and say how far the search has come", async () => {
    const numbers = Array.from({ length: 60 }, (_, index) => `long-${index}`);
    for (const id of numbers) await recordOrder(shop().awsEndpoint, { ...order(id, 1), shop: "long" });
    const page = await open("#/messages/long");
    await page.getByText("Searched 50, found 50.").waitFor();
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("Searched 60, found 60: that is all.").waitFor();
  });

  it("fit on a phone, in the dark, with a text longer than the screen", async () => {
    const text = JSON.stringify(
      Array.from({ length: 60 }, (_, line) => line),
      null,
      2,
    );
    await recordOrder(shop().awsEndpoint, { ...order("order-5", 5), text });
    const page = await open("#/messages/order-5", { width: 390, dark: true });
    await page.getByText("matches the record's").waitFor();
    await assertFits(page);
    await assertAccessible(page);
  });
});
