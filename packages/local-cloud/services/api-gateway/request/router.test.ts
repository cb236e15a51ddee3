import { expect } from "chai";
import { makeRouter } from "./router.ts";

const route = makeRouter(
  ["/", "/jobs", "/jobs/{job_id}", "/jobs/latest", "/jobs/{job_id}/files/{name}"].map(
    (path) => [path, path] as const,
  ),
);

describe("routes of API Gateway", () => {
  it("finds the root, literal parts and variable parts", () => {
    expect(route("/")?.value).to.equal("/");
    expect(route("/jobs")?.value).to.equal("/jobs");
    expect(route("/jobs/7/files/a")).to.deep.equal({
      value: "/jobs/{job_id}/files/{name}",
      pathParameters: { job_id: "7", name: "a" },
    });
  });

  it("prefers a literal part to a variable one", () => {
    expect(route("/jobs/latest")?.value).to.equal("/jobs/latest");
    expect(route("/jobs/latest/files/a")?.value).to.equal("/jobs/{job_id}/files/{name}");
  });

  it("decodes path parameters, an encoded slash included, without splitting at it", () => {
    expect(route("/jobs/a%2Fb%20%C3%A9")?.pathParameters).to.deep.equal({ job_id: "a/b é" });
  });

  it("ignores a trailing slash and matches letters exactly", () => {
    expect(route("/jobs/")?.value).to.equal("/jobs");
    expect(route("/Jobs")).to.equal(undefined);
    expect(route("/jobs/1/2")).to.equal(undefined);
  });

  it("refuses a broken percent sequence", () => {
    expect(() => route("/jobs/%zz")).to.throw(URIError);
  });

  it("refuses two variable parts with different names at one place", () => {
    expect(() =>
      makeRouter([
        ["/a/{x}", 1],
        ["/a/{y}/z", 2],
      ]),
    ).to.throw("sibling ({x})");
  });
});
