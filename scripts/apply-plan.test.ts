import { expect } from "chai";
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

describe("scripts/apply-plan.sh", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "apply plan-"));
    for (const folder of ["scripts", "bin", "cdktf.out/stacks/shop-dev"])
      mkdirSync(join(root, folder), { recursive: true });
    for (const name of ["apply-plan.sh", "plan-hash.sh"])
      copyFileSync(join(import.meta.dirname, name), join(root, "scripts", name));
    keep("plan", "a plan");
    keep("assets/function.zip", "a function");
    keep("../../manifest.json", "the folder of each stack");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const keep = (file: string, text: string): void => {
    const path = join(root, "cdktf.out/stacks/shop-dev", file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  const hash = (): string =>
    spawnSync(join(root, "scripts/plan-hash.sh"), ["shop-dev"], {
      env: { PATH: "/usr/bin:/bin" },
      encoding: "utf8",
    }).stdout.trim();

  const stale = "Error: Saved plan is stale";

  /** A Terraform of these answers, by command; what is not named succeeds. */
  const install = (answers: Readonly<Record<string, string>>, binary = "terraform"): void => {
    const cases = Object.entries(answers).map(([command, answer]) => `${command}) ${answer} ;;`);
    writeFileSync(
      join(root, "bin", binary),
      `#!/bin/sh\necho "$@" >> ${JSON.stringify(join(root, "calls"))}\ncase $1 in\n${cases.join("\n")}\nesac\n`,
    );
    chmodSync(join(root, "bin", binary), 0o755);
  };
  const script = (): string => join(root, "scripts/apply-plan.sh");
  const env = () => ({ PATH: `${join(root, "bin")}:/usr/bin:/bin` });
  const apply = (answers: Readonly<Record<string, string>>, binary = "terraform", ...approved: string[]) => {
    install(answers, binary);
    writeFileSync(join(root, "calls"), "");
    const { status, stdout, stderr } = spawnSync(script(), ["shop-dev", ...approved], {
      env: { ...env(), ...(binary === "terraform" ? {} : { TERRAFORM_BINARY_NAME: binary }) },
      encoding: "utf8",
    });
    return { status, stdout, stderr, calls: readFileSync(join(root, "calls"), "utf8").trim().split("\n") };
  };

  const applied = ["init -input=false", "apply -input=false plan"];

  it("applies the plan that was kept, and makes none of its own", () => {
    expect(apply({ apply: "echo done" })).to.deep.equal({
      status: 0,
      stdout: "done\n",
      stderr: "",
      calls: applied,
    });
  });

  it("applies what has the hash of the plan that was approved, whatever provider init has fetched meanwhile", () => {
    const approved = hash();
    expect(approved).to.match(/^[0-9a-f]{64}$/);
    keep(".terraform/provider", "fetched");
    expect(apply({}, "terraform", approved)).to.deep.include({ status: 0, calls: applied });
  });

  for (const file of ["plan", "assets/function.zip", ".terraform.lock.hcl", "../../manifest.json"])
    it(`runs nothing where ${file} is not the one that was approved`, () => {
      const approved = hash();
      keep(file, "another");
      expect(apply({}, "terraform", approved)).to.deep.equal({
        status: 1,
        stdout: "",
        stderr: "This is not the plan that was approved. Nothing was done: re-run the job that plans.\n",
        calls: [""],
      });
    });

  it("runs nothing where a job has lost the hash", () => {
    expect(apply({}, "terraform", "")).to.deep.include({ status: 1, calls: [""] });
  });

  it("runs nothing where no hash can be made, a lost one least of all", () => {
    writeFileSync(join(root, "scripts/plan-hash.sh"), "#!/bin/sh\nexit 1\n");
    expect(apply({}, "terraform", "")).to.deep.include({ status: 1, calls: [""] });
  });

  it("runs the binary that TERRAFORM_BINARY_NAME names", () => {
    expect(apply({}, "tofu")).to.deep.include({ status: 0, calls: applied });
  });

  it("fails as the apply fails, and does not try again", () => {
    const { status, stdout, calls } = apply({ apply: "echo 'Error: AccessDenied' >&2; exit 1" });
    expect({ status, stdout, calls }).to.deep.equal({
      status: 1,
      stdout: "Error: AccessDenied\n",
      calls: applied,
    });
  });

  it("takes a plan that an earlier attempt applied for done when nothing is left to change", () => {
    const { status, stdout } = apply({ apply: `echo '${stale}' >&2; exit 1` });
    expect(status).to.equal(0);
    expect(stdout).to.match(/This plan was applied before, and nothing is left to change\.\n$/);
  });

  it("applies nothing where a plan is stale and something is left to change, and says what to do", () => {
    const { status, stderr, calls } = apply({
      apply: `echo '${stale}' >&2; exit 1`,
      plan: "exit 2",
    });
    expect(status).to.equal(1);
    expect(stderr).to.include("re-run the job that plans");
    expect(calls).to.deep.equal([...applied, "plan -input=false -detailed-exitcode"]);
  });

  it("lets Terraform end in good order on Ctrl-C, which reaches everything that runs", async () => {
    install({
      apply: "trap 'echo ended in good order; exit 1' INT; echo began; while :; do sleep 0.1; done",
    });
    // A process group of its own, as a terminal makes one.
    const child = spawn(script(), ["shop-dev"], { env: env(), detached: true });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output === "began\n" && child.pid !== undefined) process.kill(-child.pid, "SIGINT");
    });
    await once(child, "close");
    expect(output).to.equal("began\nended in good order\n");
  });
});
