import { expect } from "chai";
import { toApiPages } from "./api-pages.ts";

const api = {
  apiUrl: "http://127.0.0.1:3001/v1",
  awsEndpoint: "http://127.0.0.1:4567",
  auth: "none",
  sample: [`curl http://127.0.0.1:3001/v1/messages -d '{"a":"<b> & c"}'`],
};
const pages = toApiPages(api);

describe("toApiPages", () => {
  it("tells programs where the API, its description and the console are, and how to post", () => {
    expect(JSON.parse(pages["/"][0]?.body ?? "")).to.include({
      api_url: api.apiUrl,
      auth: "none",
      sample: api.sample[0],
      openapi: "http://127.0.0.1:3001/openapi.json",
      console: "http://127.0.0.1:4567/_local/",
    });
  });

  it("tells people the same as a page, with links that lead to what it serves", () => {
    const html = pages["/"][1]?.body ?? "";
    expect(html)
      .to.include("<code>http://127.0.0.1:3001/v1</code>")
      .and.to.include("without credentials")
      .and.to.include(`-d '{&quot;a&quot;:&quot;&lt;b> &amp; c&quot;}'`);
    const links = [...html.matchAll(/ href="([^"]+)"/g)].map(([, link = ""]) => link);
    const own = links.filter((link) => !link.includes(":")).map((link) => `/${link}`);
    expect(own).to.have.members(Object.keys(pages).filter((path) => path !== "/"));
    expect(links).to.include("http://127.0.0.1:4567/_local/");
  });

  it("describes the API with this system as its one server", () => {
    const body = pages["/openapi.json"][0]?.body ?? "";
    const servers = [{ url: api.apiUrl, description: "This system, running locally." }];
    expect(JSON.parse(body)).to.deep.include({ openapi: "3.1.1", servers });
    expect(body).to.include('"/messages"');
  });
});
