import { ProblemCode } from "@message-handler/api-contract/problems.ts";
import {
  GATEWAY_ATTRIBUTE_ALLOWANCE_BYTES,
  LIST_LIMIT,
  MAX_RAW_BYTES,
} from "@message-handler/domain/limits.ts";
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { environments } from "../config/environments.ts";

const text = readFileSync(join(import.meta.dirname, "../../docs/api.md"), "utf8");
/** The cells of each row of each table, without backticks. */
const rows = [...text.matchAll(/^\|(.*)\|$/gm)].map(([, row = ""]) =>
  row.split("|").map((cell) => cell.trim().replaceAll("`", "")),
);
const toText = (figure: number): string => figure.toLocaleString("en");

describe("docs/api.md", () => {
  for (const [name, { api }] of Object.entries(environments))
    it(`states the rate limits of ${name}`, () => {
      expect(rows).to.deep.include([name, toText(api.rateLimit), toText(api.burstLimit)]);
    });

  it("says of each problem's code what to do", () => {
    const codes = rows.flatMap(([status = "", code = ""]) =>
      /^[45]\d\d$/.test(status) && /^[A-Z]\w+$/.test(code) ? [code] : [],
    );
    expect(codes).to.have.members(Object.keys(ProblemCode.keys));
  });

  it("states the limits of a message's size and of a page", () => {
    expect(text).to.include(`up to ${toText(MAX_RAW_BYTES)} bytes`);
    expect(text).to.include(`more than ${toText(MAX_RAW_BYTES + GATEWAY_ATTRIBUTE_ALLOWANCE_BYTES)} bytes`);
    const { minimum, maximum, default: usual } = LIST_LIMIT;
    expect(rows).to.deep.include(["limit", `${minimum} to ${maximum}; ${usual} by default`]);
  });
});
