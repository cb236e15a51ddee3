import { expect } from "chai";
import { consoleFile } from "./console-files.ts";

const ask = async (url: string, method = "GET") =>
  consoleFile({ method, url, headers: {}, body: Buffer.alloc(0) });

describe("the files of the console", () => {
  it("are a page, its style and one script, made once and never kept by the browser", async () => {
    const page = await ask("/_local/?x=1");
    expect(page?.status).to.equal(200);
    expect(page?.headers).to.include({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy":
        "default-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      "cache-control": "no-store",
    });
    const names = [...String(page?.body).matchAll(/(?:href|src)="([\w.]+\.\w+)"/g)].map(([, name]) => name);
    expect(names).to.have.members(["favicon.svg", "styles.css", "main.js"]);
    for (const name of [...names, "main.js.map", "styles.css.map"]) {
      const file = await ask(`/_local/${name}`);
      expect(file, name).to.have.property("status", 200);
      expect((await ask(`/_local/${name}`, "HEAD"))?.body, name).to.equal(file?.body);
    }
  });

  it("are found from the path without its last slash", async () => {
    expect(await ask("/_local")).to.deep.include({ status: 308 });
    expect((await ask("/_local"))?.headers).to.include({ location: "/_local/" });
  });

  it("leave every other path and method to the control API", async () => {
    for (const [url, method] of [
      ["/_local/state", "GET"],
      ["/_local/toString", "GET"],
      ["/_local/main.ts", "GET"],
      ["/_local/../package.json", "GET"],
      ["/_local/", "POST"],
    ] as const)
      expect(await ask(url, method), `${method} ${url}`).to.equal(undefined);
  });
});
