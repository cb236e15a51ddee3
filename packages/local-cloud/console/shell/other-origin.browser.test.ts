import { expect } from "chai";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { describeInBrowser } from "../testing/in-browser.ts";

/** Says in its title what came of every attempt. A form's answer goes into a frame that the page cannot look into. */
const toPage = (console: string): string => `<!doctype html>
<title>trying</title>
<iframe name="answer"></iframe>
<form method="post" action="${console}requests" target="answer" enctype="text/plain">
  <input name='{"method":"POST","path":"/v1/orders","body":"' value='"}'>
</form>
<script type="module">
const read = async (path, init) => {
  try {
    const response = await fetch("${console}" + path, init);
    return await response.text() === "" ? "nothing" : "something";
  } catch {
    return "failed";
  }
};
const listen = () => new Promise((resolve) => {
  const events = new EventSource("${console}events");
  events.onopen = () => resolve("open");
  events.onerror = () => resolve("failed");
});
const submit = () => new Promise((resolve) => {
  document.querySelector("iframe").onload = () => resolve("sent");
  document.forms[0].submit();
});
const order = JSON.stringify({ method: "POST", path: "/v1/orders", body: '{"id":"x","outcome":"ship"}' });
const hang = JSON.stringify([{ service: "sqs", operation: "SendMessage", effect: { type: "hang" } }]);
const results = [
  await read("state"),
  await read("state", { mode: "no-cors" }),
  await read("faults", { method: "PUT", body: hang }),
  await read("requests", { method: "POST", mode: "no-cors", body: order }),
  await listen(),
  await submit(),
];
document.title = results.join(", ");
</script>`;

describeInBrowser("a page of another origin", ({ shop, open }) => {
  let server: Server;
  before(async () => {
    server = createServer((_request, reply) =>
      reply.setHeader("content-type", "text/html").end(toPage(`${shop().awsEndpoint}/_local/`)),
    );
    await once(server.listen(0, "127.0.0.1"), "listening");
  });
  after(() => server.close());

  /** Apart from the page that must show no error: this one is full of them. */
  const ofOtherOrigin = async (): Promise<Page> => {
    const page = await (await open()).context().browser()?.newPage();
    if (page === undefined) throw new Error("the browser opens no page");
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return page;
  };

  it("can neither read the console's data nor press its buttons", async () => {
    const page = await ofOtherOrigin();
    await page.waitForFunction(() => document.title !== "trying");
    expect(await page.title()).to.equal("failed, nothing, failed, nothing, failed, sent");
    const asked = async (path: string): Promise<unknown> =>
      (await fetch(`${shop().awsEndpoint}/_local/${path}`)).json();
    expect(await asked("faults")).to.deep.equal([]);
    expect(await asked("log?containing=/v1/orders")).to.deep.equal([]);
  });

  it("cannot show the console in a frame of its own", async () => {
    const page = await ofOtherOrigin();
    // Until the frame has ended loading, too.
    await page.setContent(`<iframe src="${shop().awsEndpoint}/_local/"></iframe>`, { waitUntil: "load" });
    expect(page.frames()).to.have.length(2);
    expect(await page.frameLocator("iframe").locator("#console").count()).to.equal(0);
  });
});
