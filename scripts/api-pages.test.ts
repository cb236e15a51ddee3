import { expect } from "chai";
import { toApiPages } from "./api-pages.ts";

const system = {
  apiUrl: "http://127.0.0.1:3001/v1",
  auth: "none",
  region: "us-east-1",
  issuer: undefined,
  isIssuerLocal: false,
};
const pages = toApiPages(system, "http://127.0.0.1:4567");
const [json, html] = pages["/"].map(({ body }) => body);

describe("toApiPages", () => {
  it("tells programs where the API, its description and the console are, and how to post", () => {
    expect(JSON.parse(json ?? ""))
      .to.include({
        api_url: system.apiUrl,
        auth: "none",
        openapi: "http://127.0.0.1:3001/openapi.json",
        console: "http://127.0.0.1:4567/_local/",
      })
      .and.to.have.property("sample")
      .that.matches(/^curl .*http:\/\/127\.0\.0\.1:3001\/v1\/messages/);
  });

  it("tells people the same as a page, with links that lead to what it serves", () => {
    expect(html)
      .to.include("<code>http://127.0.0.1:3001/v1</code>")
      .and.to.include("without credentials")
      .and.to.include("&quot;metadata&quot;:{")
      .and.to.include("http://127.0.0.1:4567/_local/");
    const links = [...(html ?? "").matchAll(/<a href="([^":]+)"/g)].map(([, link = ""]) => `/${link}`);
    expect(links).to.have.members(Object.keys(pages).filter((path) => path !== "/"));
  });

  it("describes the API with this system as its one server", () => {
    const body = pages["/openapi.json"][0]?.body ?? "";
    const servers = [{ url: system.apiUrl, description: "This system, running locally." }];
    expect(JSON.parse(body)).to.deep.include({ openapi: "3.1.1", servers });
    expect(body).to.include('"/messages"');
  });
});
