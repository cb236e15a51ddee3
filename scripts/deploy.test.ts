import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deployedNames } from "../infra/config/environments.ts";

const [environment = ""] = deployedNames;

describe("npm run deploy", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "no terraform-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Without a terminal, and with no program at hand. */
  const deploy = (args: readonly string[], variables: Readonly<Record<string, string>> = {}) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, "deploy.ts"), ...args],
      { env: { PATH: folder, ...variables }, encoding: "utf8" },
    );
    return { status, stdout, stderr };
  };
  const refusal = (sentence: string) => ({ status: 1, stdout: "", stderr: `npm run deploy: ${sentence}\n` });
  const states = { STATE_BUCKET: "states" };

  it("says what it can do when it is asked to", () => {
    const { status, stdout, stderr } = deploy(["--help"]);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    expect(stdout).to.match(/^Deploys an environment/);
  });

  it("ends with 2 and its help when it does not understand the command line", () => {
    const { status, stderr } = deploy(["moon"]);
    expect(status).to.equal(2);
    expect(stderr).to.match(/^npm run deploy: expected one environment of .*--help.*\n$/);
  });

  it("asks for --yes where there is nobody to ask", () => {
    expect(deploy([environment], states)).to.deep.equal(
      refusal("There is no terminal to ask at: add --yes to apply the plan whatever it is."),
    );
  });

  it("says that it needs a bucket for the states", () => {
    for (const args of [[environment], [environment, "--yes"]])
      expect(deploy(args).stderr).to.match(/^npm run deploy: STATE_BUCKET: [^\n]*\n$/);
    const partial = { TF_CLI_ARGS_init: "-backend-config=bucket=states" };
    expect(deploy([environment, "--yes"], partial).stderr).not.to.include("STATE_BUCKET");
  });

  it("says in one sentence that there are no AWS credentials, before it builds anything", () => {
    writeFileSync(join(folder, "terraform"), "#!/bin/sh\necho Terraform v1.11.4\n", { mode: 0o755 });
    const nowhere = { ...states, HOME: folder, AWS_EC2_METADATA_DISABLED: "true" };
    const { status, stdout, stderr } = deploy([environment, "--yes"], nowhere);
    expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "" });
    expect(stderr).to.match(/^npm run deploy: There are no AWS credentials \([^\n]+\): sign in [^\n]+\.\n$/);
  });

  it("says in one sentence that neither Terraform nor OpenTofu is installed", () => {
    expect(deploy([environment, "--yes"], states)).to.deep.equal(
      refusal(
        "Neither terraform nor tofu is on the PATH: install Terraform 1.11 or OpenTofu 1.10, or newer.",
      ),
    );
    expect(deploy([environment, "--yes"], { ...states, TERRAFORM_BINARY_NAME: "mine" })).to.deep.equal(
      refusal("TERRAFORM_BINARY_NAME: mine cannot be run."),
    );
  });
});
