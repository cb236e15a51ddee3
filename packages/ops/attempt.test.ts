import { expect } from "chai";
import { makeAttempt } from "./attempt.ts";

const denied = Object.assign(
  new Error("User: x is not authorized to perform: iam:SimulatePrincipalPolicy on resource: y"),
  { name: "AccessDenied" },
);

describe("reading a part of the facts", () => {
  it("notes the action that is missing, once, and goes on without", async () => {
    const notes = new Set<string>();
    const attempt = makeAttempt(notes);
    expect(await attempt("metrics", async () => 7)).to.equal(7);
    for (let time = 0; time < 2; time += 1)
      expect(await attempt("grants of the roles", async () => Promise.reject(denied))).to.equal(undefined);
    expect([...notes]).to.deep.equal([
      "grants of the roles: access denied: these credentials lack iam:SimulatePrincipalPolicy on a resource",
    ]);
  });
});
