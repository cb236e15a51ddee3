import { ProblemCode } from "@message-handler/api-contract/problems.ts";
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const text = readFileSync(join(import.meta.dirname, "../../docs/api.md"), "utf8");
/** The cells of each row of each table, without backticks. */
const rows = [...text.matchAll(/^\|(.*)\|$/gm)].map(([, row = ""]) =>
  row.split("|").map((cell) => cell.trim().replaceAll("`", "")),
);

describe("docs/api.md", () => {
  it("says of each problem's code what to do", () => {
    const codes = rows.flatMap(([status = "", code = ""]) =>
      /^[45]\d\d$/.test(status) && /^[A-Z]\w+$/.test(code) ? [code] : [],
    );
    expect(codes).to.have.members(Object.keys(ProblemCode.keys));
  });
});
