import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { causes } from "./causes.ts";

const root = join(import.meta.dirname, "../../..");

/** The rows of the table whose first column is `cause`. */
const rowsOf = (file: string): readonly (readonly string[])[] => {
  const lines = readFileSync(join(root, file), "utf8").split("\n");
  const start = lines.findIndex((line) => line.startsWith("| cause ")) + 2;
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return lines.slice(start, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};

describe("the causes that a diagnosis can name", () => {
  for (const file of ["docs/operating.md", "packages/ops/README.md"])
    it(`are those that ${file} lists, with what they mean and what they are told by`, () => {
      expect(rowsOf(file)).to.deep.equal(
        causes.map(({ code, meaning, reads }) => [`\`${code}\``, meaning, reads]),
      );
    });
});
