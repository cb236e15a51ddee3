import { expect } from "chai";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ifChanged } from "./if-changed.ts";

describe("ifChanged", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "if-changed-"));
    mkdirSync(join(root, "src"));
    write("src/a.ts", "one");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const write = (path: string, text: string): void => writeFileSync(join(root, path), text);
  /** A step that copies its input. */
  const copy = async (variables: readonly string[] = []): Promise<boolean> =>
    ifChanged({
      root,
      name: "copy",
      inputs: ["src/*.ts"],
      ignored: /\.test\.ts$/,
      variables,
      outputs: ["out.txt"],
      run: async () => write("out.txt", readFileSync(join(root, "src/a.ts"), "utf8")),
    });

  it("runs a step once, and no more until something changes", async () => {
    expect(await copy()).to.equal(true);
    expect(await copy()).to.equal(false);
  });

  const changes: Readonly<Record<string, () => void>> = {
    "an input": () => write("src/a.ts", "two"),
    "a further input": () => write("src/b.ts", ""),
    "an output that something else wrote": () => write("out.txt", "other"),
    "an output that is gone": () => rmSync(join(root, "out.txt")),
  };
  for (const [what, change] of Object.entries(changes))
    it(`runs it again after a change of ${what}`, async () => {
      await copy();
      change();
      expect(await copy()).to.equal(true);
      expect(readFileSync(join(root, "out.txt"), "utf8")).to.equal(
        readFileSync(join(root, "src/a.ts"), "utf8"),
      );
    });

  it("does not run a step again after a change of an ignored file", async () => {
    await copy();
    write("src/a.test.ts", "new");
    expect(await copy()).to.equal(false);
  });

  it("runs it again after a change of a variable", async () => {
    await copy(["a"]);
    expect(await copy(["b"])).to.equal(true);
  });
});
