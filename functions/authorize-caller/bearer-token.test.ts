import { expect } from "chai";
import { toBearerToken } from "./bearer-token.ts";

describe("toBearerToken", () => {
  for (const header of ["Bearer a.b-c_d.0", "bearer a.b-c_d.0", "BEARER   a.b-c_d.0"])
    it(`reads the token of ${header}`, () => {
      expect(toBearerToken([header])).to.equal("a.b-c_d.0");
    });

  for (const [what, headers] of [
    ["no header", []],
    ["an empty header", [""]],
    ["two headers", ["Bearer a", "Bearer a"]],
    ["another scheme", ["Basic YTpi"]],
    ["a scheme alone", ["Bearer "]],
    ["a token alone", ["a.b.c"]],
    ["two tokens", ["Bearer a b"]],
    ["padding, another spelling of the same token", ["Bearer a.b.c=="]],
    ["characters that no JWT has", ["Bearer a.b+c/~.d"]],
    ["tokens in a list", ["Bearer a, Bearer b"]],
    ["white space around it", [" Bearer a", "Bearer a\n"]],
    ["a line feed after it", ["Bearer a\n"]],
  ] as const)
    it(`finds no token in ${what}`, () => {
      expect(toBearerToken(headers)).to.equal(undefined);
    });
});
