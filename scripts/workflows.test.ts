import { expect } from "chai";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Environment } from "../infra/config/stack-config.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const workflows = globSync(".github/workflows/*.yml", { cwd: root }).toSorted();
const actions = globSync(".github/actions/*/action.yml", { cwd: root });
const deployable = Object.keys(Environment.keys).filter((name) => name !== "local");

const usesOf = (path: string): readonly string[] =>
  [...read(path).matchAll(/\buses: (.+)$/gm)].map(([, used = ""]) => used);

describe("the workflows", () => {
  it("check, plan and deploy", () => {
    expect(workflows.map((path) => path.replace(/^.*\/|\.yml$/g, ""))).to.deep.equal([
      "check",
      "deploy-environment",
      "deploy",
      "plan",
    ]);
  });

  for (const path of [...workflows, ...actions])
    it(`pin every foreign action by its commit and say which version that is: ${path}`, () => {
      for (const used of usesOf(path).filter((name) => !name.startsWith("./")))
        expect(used).to.match(/^[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    });

  it("pin one action by one commit everywhere", () => {
    const pins = new Map<string, Set<string>>();
    for (const used of [...workflows, ...actions].flatMap(usesOf)) {
      const [name = "", pin = ""] = used.split("@");
      pins.set(name, (pins.get(name) ?? new Set()).add(pin));
    }
    for (const [name, found] of pins) expect([...found], name).to.have.length(1);
  });

  for (const path of workflows)
    it(`start without any permission and give each job its own: ${path}`, () => {
      expect(read(path)).to.match(/^permissions: \{\}$/m);
      expect(read(path)).not.to.match(/pull_request_target|workflow_run|secrets: inherit|write-all/);
    });

  it("run what decides whether a change lands, and nothing else, in check", () => {
    expect(read(".github/workflows/check.yml")).to.match(/^ {6}- run: \.ci\/run$/m);
  });

  it("plan every environment that is deployed, and give a fork no role", () => {
    const plan = read(".github/workflows/plan.yml");
    expect(plan).to.include(`environment: [${deployable.join(", ")}]`);
    expect(plan).to.include("github.event.pull_request.head.repo.full_name == github.repository");
  });

  it("deploy one environment after the other, from main alone, and break no deployment off", () => {
    const deploy = read(".github/workflows/deploy.yml");
    const jobs = [...deploy.matchAll(/^ {2}(\w+):\n {4}needs: (\w+)$/gm)].map(([, job, needed]) => [
      job,
      needed,
    ]);
    expect(jobs).to.deep.equal(deployable.map((name, index) => [name, ["check", ...deployable][index]]));
    expect(deploy).to.match(/push:\n {4}branches: \[main\]/);
    expect(read(".github/workflows/deploy-environment.yml")).to.include("cancel-in-progress: false");
  });

  it("take the Terraform and the tfcmt that the update bot knows of", () => {
    const marked = /# renovate: datasource=\S+ depName=\S+\n\s+\S[^\n]*?[@ ]v?\d+\.\d+\.\d+\n/;
    expect(read(".github/workflows/plan.yml")).to.match(marked);
    expect(read(".github/actions/synthesise/action.yml")).to.match(marked);
  });
});
