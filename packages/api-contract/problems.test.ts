import { expect } from "chai";
import { problems, toProblemDetails, type Problem } from "./problems.ts";
import { routes, type Route } from "./routes.ts";

const allRoutes: readonly Route[] = Object.values(routes);
const all: readonly (readonly [string, Problem])[] = Object.entries(problems);

describe("the problems", () => {
  it("hold nothing that a Velocity template of the gateway would evaluate", () => {
    for (const [name, problem] of all)
      expect(JSON.stringify(toProblemDetails(problem, "id")), name).not.to.match(/[$#]/);
  });

  it("say when to retry exactly where waiting helps", () => {
    for (const [name, { status, retryAfter }] of all)
      expect(retryAfter !== undefined, name).to.equal(status === 429 || status === 503);
  });

  it("do not speak of a message when a GET fails on our side", () => {
    const failures = allRoutes
      .filter(({ method }) => method === "GET")
      .flatMap((route) => route.problems.filter(({ status }) => status >= 500));
    expect(failures).not.to.deep.equal([]);
    for (const { detail } of failures) expect(detail).not.to.match(/message/i);
  });

  it("are each answered by a route, but for what only a path or method outside of the API gets", () => {
    const answered = new Set(allRoutes.flatMap((route) => route.problems.map(({ code }) => code)));
    const others = all.map(([, { code }]) => code).filter((code) => !answered.has(code));
    expect(others).to.deep.equal(["NoSuchRoute"]);
  });
});
