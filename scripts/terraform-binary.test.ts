import { expect } from "chai";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTerraform } from "./terraform-binary.ts";

describe("findTerraform", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "binaries-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const install = (name: string, version: string): void => {
    writeFileSync(join(folder, name), `#!/bin/sh\necho "${version}"\necho on linux_amd64\n`);
    chmodSync(join(folder, name), 0o755);
  };
  const find = (named = "") => findTerraform(named, { PATH: folder });

  it("takes Terraform, else OpenTofu, else none", () => {
    expect(find()).to.equal(undefined);
    install("tofu", "OpenTofu v1.10.0");
    expect(find()).to.deep.equal({ name: "tofu", version: "OpenTofu v1.10.0" });
    install("terraform", "Terraform v1.11.4");
    expect(find()).to.deep.equal({ name: "terraform", version: "Terraform v1.11.4" });
  });

  it("takes the one that is named, and no other in its place", () => {
    install("terraform", "Terraform v1.11.4");
    expect(find("tofu")).to.equal(undefined);
    install("tofu", "OpenTofu v1.10.0");
    expect(find("tofu")?.name).to.equal("tofu");
  });
});
