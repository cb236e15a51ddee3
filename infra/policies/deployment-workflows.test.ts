import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deployedNames } from "../config/environments.ts";
import { toStackName } from "../config/installation.ts";
import { indexOf, job, prefix, rolesOf, workflow } from "./workflow-files.ts";

describe("a deployment", () => {
  it("goes from one environment to the next, the first after the check, and stops where one fails", () => {
    const chain = ["check", ...deployedNames];
    expect(Object.keys(workflow("deploy").jobs)).to.deep.equal(chain);
    expect(job("deploy check").uses).to.equal("./.github/workflows/check.yml");
    for (const [index, environment] of deployedNames.entries()) {
      const { needs, if: condition, uses, with: inputs } = job(`deploy ${environment}`);
      expect(needs, environment).to.equal(chain[index]);
      // A condition such as `always()` would lead past a failure.
      expect(condition, environment).to.equal(undefined);
      expect(uses, environment).to.equal("./.github/workflows/deploy-environment.yml");
      expect(inputs, environment).to.deep.equal({
        environment,
        older_commit: "${{ inputs.older_commit || false }}",
      });
    }
    expect(job("deploy check").if).to.equal(undefined);
  });

  it("plans before anybody is asked, and keeps the plan for a few days", () => {
    const { environment, if: condition, needs, steps = [] } = job("deploy-environment plan");
    expect({ environment, condition, needs }).to.deep.equal({
      environment: undefined,
      condition: "vars[format('STATE_BUCKET_{0}', inputs.environment)] != '' || vars.STATE_BUCKET != ''",
      needs: undefined,
    });
    const kept = steps[indexOf(steps, /^actions\/upload-artifact@/)]?.with;
    expect(kept?.["name"]).to.equal("plan-${{ inputs.environment }}");
    // With Terraform's lock file, which is hidden, and without the provider itself.
    expect(kept?.["path"]).to.equal("cdktf.out\n!cdktf.out/stacks/*/.terraform/**\n");
    expect(kept?.["include-hidden-files"]).to.equal(true);
    expect(kept?.["retention-days"]).to.be.at.most(7);
    for (const step of steps) expect(step).not.to.have.property("if");
  });

  it("waits for those whom the environment's rules name, and takes on that environment's role", () => {
    const { environment, if: condition, needs, env, steps = [] } = job("deploy-environment deploy");
    expect(needs).to.equal("plan");
    expect(environment).to.equal("${{ inputs.environment }}");
    // It is skipped with the plan.
    expect(condition).to.equal(undefined);
    expect(env?.["STACK"]).to.equal(toStackName(prefix, "${{ inputs.environment }}"));
    expect(rolesOf(steps)[0]).to.equal("${{ vars.DEPLOY_ROLE_ARN }}");
  });

  it("begins by refusing a commit that is not the newest of main, unless a person wants just that, which a re-run no longer says", () => {
    const [first] = job("deploy-environment deploy").steps ?? [];
    expect(first?.if).to.equal("${{ !inputs.older_commit || github.run_attempt > 1 }}");
    expect(first?.env).to.deep.equal({ GH_TOKEN: "${{ github.token }}" });
    const folder = mkdtempSync(join(tmpdir(), "newest-"));
    const run = (newest: string) => {
      writeFileSync(join(folder, "gh"), `#!/bin/sh\necho ${newest}\n`);
      chmodSync(join(folder, "gh"), 0o755);
      return spawnSync("bash", ["-e", "-c", first?.run ?? "false"], {
        env: { PATH: `${folder}:/usr/bin:/bin`, GITHUB_SHA: "aaaa", GITHUB_REPOSITORY: "owner/name" },
        encoding: "utf8",
      });
    };
    expect(run("aaaa").status).to.equal(0);
    const { status, stdout } = run("bbbb");
    rmSync(folder, { recursive: true });
    expect(status).to.equal(1);
    expect(stdout).to.match(/^::error::main is at bbbb: /);
  });

  it("applies the very plan that was kept, and neither plans nor synthesises", () => {
    const { steps = [] } = job("deploy-environment deploy");
    const fetched = indexOf(steps, /^actions\/download-artifact@/);
    expect(steps[fetched]?.with).to.deep.equal({ name: "plan-${{ inputs.environment }}", path: "cdktf.out" });
    const { outputs, steps: planning = [] } = job("deploy-environment plan");
    expect(outputs).to.deep.equal({ sha256: "${{ steps.hash.outputs.sha256 }}" });
    const hashed = planning.findIndex(({ id }) => id === "hash");
    expect(planning[hashed]?.run).to.equal(
      // In two lines: a hash that fails inside of echo would not fail the job.
      'sha256=$(scripts/plan-hash.sh "$STACK")\necho "sha256=$sha256" >> "$GITHUB_OUTPUT"\n',
    );
    // Nothing changes the plan in between.
    expect(hashed).to.equal(indexOf(planning, /^actions\/upload-artifact@/) - 1);
    const role = indexOf(steps, /configure-aws-credentials@/);
    const applied = indexOf(steps, /^scripts\/apply-plan\.sh "\$STACK" "\$SHA256"$/);
    expect(steps[applied]?.env).to.deep.equal({ SHA256: "${{ needs.plan.outputs.sha256 }}" });
    expect([fetched, role, applied]).to.deep.equal([fetched, role, applied].toSorted((a, b) => a - b));
    for (const { run = "", uses = "" } of steps)
      expect(`${run}${uses}`).not.to.match(/\b(?:synthesise|diff|destroy)\b|cdktf deploy/);
    expect(steps.flatMap(({ if: condition }) => condition ?? [])).to.deep.equal([
      "${{ !inputs.older_commit || github.run_attempt > 1 }}",
      "steps.outputs.outputs.smoke_role_arn != '' && steps.outputs.outputs.client_certificate == ''",
      "steps.outputs.outputs.client_certificate != ''",
      "steps.outputs.outputs.client_certificate == ''",
    ]);
  });

  it("keeps the outputs, and ends with the smoke test of what they name, in the role that they name", () => {
    const { steps = [] } = job("deploy-environment deploy");
    const [written, kept, , role, unposted, smoke] = steps.slice(-6);
    expect(written?.run).to.match(/ output "\$STACK" --skip-synth .*--outputs-file outputs\.json$/m);
    expect(unposted?.run).to.match(/^echo "No smoke test of \$STACK, .*" >> "\$GITHUB_STEP_SUMMARY"$/);
    expect(kept?.uses).to.match(/^actions\/upload-artifact@/);
    expect(kept?.with).to.include({ path: "outputs.json", "if-no-files-found": "error" });
    expect(role?.with).to.include({
      "role-to-assume": "${{ steps.outputs.outputs.smoke_role_arn }}",
      "role-chaining": true,
      "role-skip-session-tagging": true,
    });
    expect(smoke?.run).to.match(/ smoke outputs\.json\b/);
    expect(smoke?.env).to.deep.equal({ SMOKE_TOKEN: "${{ secrets.SMOKE_TOKEN }}" });
  });

  it("subscribes the pager whose URL is a secret, if there is one, to the topic of the pages", () => {
    const { steps = [] } = job("deploy-environment deploy");
    const index = indexOf(steps, /\baws sns subscribe\b/);
    const { run = "", env } = steps[index] ?? {};
    expect(env).to.deep.equal({ PAGER_URL: "${{ secrets.PAGER_URL }}" });
    // Still in the role that deploys.
    expect(rolesOf(steps.slice(0, index))).to.deep.equal(["${{ vars.DEPLOY_ROLE_ARN }}"]);
    const folder = mkdtempSync(join(tmpdir(), "pager-"));
    writeFileSync(join(folder, "outputs.json"), '{"shop-dev":{"page_topic_arn":"arn:pages"}}');
    for (const [name, script] of [
      ["aws", `printf '%s\\n' "$@" >> "$CALLS"`],
      ["jq", "echo arn:pages"],
    ] as const)
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const callsWith = (url: string): readonly string[] => {
      const calls = join(folder, "calls");
      writeFileSync(calls, "");
      const variables = { PAGER_URL: url, CALLS: calls, RUNNER_TEMP: folder };
      const options = { cwd: folder, env: { PATH: `${folder}:/usr/bin:/bin`, ...variables } };
      expect(spawnSync("bash", ["-e", "-c", run], options).status).to.equal(0);
      return readFileSync(calls, "utf8")
        .split("\n")
        .filter((line) => line !== "");
    };
    expect(callsWith("")).to.deep.equal([]);
    expect(callsWith("https://x.example/a key").join(" ")).to.equal(
      "sns subscribe --protocol https --notification-endpoint https://x.example/a key --topic-arn arn:pages",
    );
    rmSync(folder, { recursive: true });
  });

  it("keeps the source maps of the functions as long as the outputs", () => {
    const kept = (name: string, path: string) =>
      (job(name).steps ?? []).find((step) => step.with?.["path"] === path)?.with?.["retention-days"];
    expect(kept("deploy-environment plan", "dist/*.js.map")).to.equal(
      kept("deploy-environment deploy", "outputs.json"),
    );
  });
});

describe("a recovery", () => {
  it("says in its name and its summary what is to be approved, before anybody is asked, whatever the values are", () => {
    const { environment, steps: [step] = [] } = job("recover request");
    expect(environment).to.equal(undefined);
    expect(job("recover recover").needs).to.equal("request");
    const inputs = ["environment", "address", "import", "lock"];
    for (const input of inputs) expect(workflow("recover")["run-name"]).to.include(`inputs.${input}`);
    expect(Object.values(step?.env ?? {})).to.deep.equal(inputs.map((input) => `\${{ inputs.${input} }}`));
    const folder = mkdtempSync(join(tmpdir(), "summary-"));
    const summary = join(folder, "summary.md");
    const values = { ENVIRONMENT: "prod", ADDRESS: "aws_kms_key.key", ID: "a\nlock: $(id)", LOCK: "" };
    const { status } = spawnSync("bash", ["-e", "-c", step?.run ?? "false"], {
      env: { PATH: "/usr/bin:/bin", GITHUB_STEP_SUMMARY: summary, ...values },
    });
    expect(status).to.equal(0);
    expect(readFileSync(summary, "utf8").split("\n")).to.deep.equal([
      "    environment: prod",
      "    address: aws_kms_key.key",
      "    import: $'a\\nlock: $(id)'",
      "    lock: ''",
      "",
    ]);
    rmSync(folder, { recursive: true });
  });

  it("has the gate, the role and the stack of a deployment, and the same turn", () => {
    const { environment, env, steps = [] } = job("recover recover");
    expect(environment).to.equal("${{ inputs.environment }}");
    expect(env?.["STACK"]).to.equal(job("deploy-environment deploy").env?.["STACK"]);
    expect(rolesOf(steps)).to.deep.equal(["${{ vars.DEPLOY_ROLE_ARN }}"]);
    // What it synthesises is what is planned and deployed.
    expect(env).to.deep.equal(job("deploy-environment plan").env);
  });

  it("unlocks, imports and untaints what a person names, and does nothing else to the state", () => {
    const commands = (job("recover recover").steps ?? []).flatMap(({ run, if: condition, env }) =>
      run === undefined
        ? []
        : [{ run: run.replace('-chdir="cdktf.out/stacks/$STACK" ', ""), condition, env }],
    );
    expect(commands).to.deep.equal([
      { run: "terraform init -input=false", condition: undefined, env: undefined },
      {
        run: 'terraform force-unlock -force -- "$LOCK"',
        condition: "inputs.lock != ''",
        env: { LOCK: "${{ inputs.lock }}" },
      },
      {
        run: 'terraform import -input=false -- "$ADDRESS" "$ID"',
        condition: "inputs.import != ''",
        env: { ADDRESS: "${{ inputs.address }}", ID: "${{ inputs.import }}" },
      },
      {
        run: 'terraform untaint -- "$ADDRESS"',
        condition: "inputs.address != '' && inputs.import == ''",
        env: { ADDRESS: "${{ inputs.address }}" },
      },
    ]);
  });
});
