import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const { devDependencies } = JSON.parse(read("scripts/bench/peers/package.json")) as {
  readonly devDependencies: Readonly<Record<string, string>>;
};

describe("the bench's peers", () => {
  it("are pinned to exact versions", () => {
    for (const [name, version] of Object.entries(devDependencies))
      expect(version, name).to.match(/^\d+\.\d+\.\d+$/);
  });

  it("use the SDK that the product is built with", () => {
    const catalog = read("pnpm-workspace.yaml");
    for (const name of ["@aws-sdk/client-s3", "@aws-sdk/client-dynamodb"])
      expect(catalog).to.match(new RegExp(`^  "?${name}"?: ${devDependencies[name]}$`, "m"));
  });

  it("are no part of the workspace, so that nothing but the bench installs them", () => {
    expect(read("pnpm-workspace.yaml")).not.to.match(/^ +- scripts/m);
    expect(read("scripts/bench/peers/pnpm-lock.yaml")).to.include("aws-jwt-verify");
  });
});
