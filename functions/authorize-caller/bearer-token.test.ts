import { expect } from "chai";
import { toBearerToken } from "./bearer-token.ts";

describe("toBearerToken", () => {
  for (const header of ["Bearer a.b-c_d.e~f+/==", "bearer a.b-c_d.e~f+/==", "BEARER   a.b-c_d.e~f+/=="])
    it(`reads the token of ${header}`, () => {
      expect(toBearerToken([header])).to.equal("a.b-c_d.e~f+/==");
    });

  for (const [what, headers] of [
    ["no header", []],
    ["an empty header", [""]],
    ["two headers", ["Bearer a", "Bearer a"]],
    ["another scheme", ["Basic YTpi"]],
    ["a scheme alone", ["Bearer "]],
    ["a token alone", ["a.b.c"]],
    ["two tokens", ["Bearer a b"]],
    ["tokens in a list", ["Bearer a, Bearer b"]],
    ["white space around it", [" Bearer a", "Bearer a\n"]],
    ["a line feed after it", ["Bearer a\n"]],
  ] as const)
    it(`finds no token in ${what}`, () => {
      expect(toBearerToken(headers)).to.equal(undefined);
    });
});
