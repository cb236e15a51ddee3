import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deployedNames } from "../config/environments.ts";
import { toStackName } from "../config/installation.ts";
import {
  actionPaths,
  indexOf,
  job,
  jobs,
  prefix,
  rolesOf,
  stepsIn,
  textOfFile,
  usedIn,
  workflow,
  workflowNames,
  workflowPaths,
} from "./workflow-files.ts";

const everyFile = [...workflowPaths, ...actionPaths];

/** What GitHub lets the token of each job do; a job that is not written here has no business. */
const permissions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "check check": { contents: "read" },
  "check start": { contents: "read" },
  "deploy check": { contents: "read" },
  ...Object.fromEntries(
    deployedNames.map((name) => [`deploy ${name}`, { contents: "read", "id-token": "write" }]),
  ),
  "deploy-environment plan": { contents: "read", "id-token": "write" },
  "deploy-environment deploy": { contents: "read", "id-token": "write" },
  "recover request": {},
  "recover recover": { contents: "read", "id-token": "write" },
  "plan plan": { contents: "read", "id-token": "write" },
  "plan comment": { "pull-requests": "write" },
};

const triggers = {
  check: { push: { "branches-ignore": ["main"] }, pull_request: null, workflow_call: null },
  deploy: {
    push: { branches: ["main"] },
    workflow_dispatch: {
      inputs: {
        older_commit: {
          description: "go on although main has got a newer commit meanwhile",
          type: "boolean",
          default: false,
        },
      },
    },
  },
  plan: { pull_request: null },
};

/** An apply that is cancelled leaves half a change and a lock behind. */
const oneAtATime = { group: "deploy-${{ inputs.environment }}", "cancel-in-progress": false };

/** What waits for what, by workflow or by workflow and job; nothing else does. */
const concurrency = {
  check: {
    group:
      "check-${{ github.event.pull_request.number || (github.ref == 'refs/heads/main' && github.sha) || github.ref }}",
    "cancel-in-progress": true,
  },
  plan: { group: "plan-${{ github.event.pull_request.number }}", "cancel-in-progress": true },
  "deploy-environment deploy": oneAtATime,
  "recover recover": oneAtATime,
};

const fromFork = "github.event.pull_request.head.repo.full_name == github.repository";

describe("the workflows", () => {
  it("check, plan and deploy, and are started by the events of the table alone", () => {
    expect(workflowNames).to.deep.equal(["check", "deploy-environment", "deploy", "plan", "recover"]);
    for (const [name, events] of Object.entries(triggers))
      expect(workflow(name).on, name).to.deep.equal(events);
    // Only another workflow starts it.
    expect(Object.keys(workflow("deploy-environment").on)).to.deep.equal(["workflow_call"]);
    // Only a person starts it.
    expect(Object.keys(workflow("recover").on)).to.deep.equal(["workflow_dispatch"]);
  });

  it("start without any permission, and give each job what it needs and nothing more", () => {
    for (const name of workflowNames) expect(workflow(name).permissions, name).to.deep.equal({});
    expect([...jobs().keys()]).to.have.members(Object.keys(permissions));
    for (const [name, { permissions: own }] of jobs()) expect(own, name).to.deep.equal(permissions[name]);
  });

  it("cancel what a newer commit replaces, and never a deployment", () => {
    const found = [...workflowNames.map((name) => [name, workflow(name)] as const), ...jobs()];
    expect(
      Object.fromEntries(
        found.flatMap(([name, { concurrency: own }]) => (own === undefined ? [] : [[name, own]])),
      ),
    ).to.deep.equal(concurrency);
  });

  for (const path of everyFile)
    it(`pin every foreign action by its commit and say which version that is: ${path}`, () => {
      const written = [...textOfFile(path).matchAll(/\buses: (.+)$/gm)].map(([, used = ""]) => used);
      // However somebody writes it, none is overlooked.
      expect(written.map((used) => used.replace(/ #.*$/, ""))).to.have.members(usedIn(path));
      for (const used of written.filter((name) => !name.startsWith("./")))
        expect(used).to.match(/^[\w.-]+(?:\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    });

  it("pin one action by one commit everywhere", () => {
    const pins = Map.groupBy(new Set(everyFile.flatMap(usedIn)), (used) => used.split("@")[0]);
    for (const [name, found] of pins) expect(found, name).to.have.length(1);
  });

  it("leave no token behind in a checkout", () => {
    const checkouts = everyFile
      .flatMap(stepsIn)
      .filter(({ uses }) => uses?.startsWith("actions/checkout@") === true);
    expect(checkouts).not.to.be.empty;
    for (const { with: inputs } of checkouts) expect(inputs).to.deep.equal({ "persist-credentials": false });
  });

  it("run nothing that came with a pull request where they may write to one", () => {
    for (const { uses = "", run = "" } of job("plan comment").steps ?? []) {
      expect(uses).not.to.match(/^\.|^actions\/checkout@/);
      expect(run).not.to.match(/\bgit\b|\bgh\b/);
    }
  });

  it("go through every deployed environment, as docs/deploying.md does, wherever they go through them one by one", () => {
    const loops = [...everyFile, "docs/deploying.md"].flatMap((path) =>
      [...textOfFile(path).matchAll(/for environment in ([\w ]+); do/g)].map(
        ([, names = ""]) => [path, names.split(" ")] as const,
      ),
    );
    expect(loops.map(([path]) => path)).to.include.members([
      ".github/workflows/plan.yml",
      "docs/deploying.md",
    ]);
    for (const [path, names] of loops) expect(names, path).to.deep.equal(deployedNames);
  });

  it("put no expression into a script, where its value would be run", () => {
    for (const path of everyFile)
      for (const { run = "" } of stepsIn(path)) expect(run, path).not.to.include("${{");
  });

  it("stop at the first failure", () => {
    for (const [name, one] of jobs()) expect(one, name).not.to.have.property("continue-on-error");
    for (const path of everyFile)
      for (const step of stepsIn(path)) expect(step, path).not.to.have.property("continue-on-error");
  });

  it("keep no artifact that a second attempt of the same run could not keep again", () => {
    const uploads = everyFile
      .flatMap(stepsIn)
      .filter(({ uses }) => uses?.startsWith("actions/upload-artifact@") === true);
    expect(uploads).not.to.be.empty;
    for (const { with: inputs } of uploads)
      expect(inputs?.["overwrite"], String(inputs?.["name"])).to.equal(true);
  });

  it("read no secret in what a pull request starts, and SMOKE_TOKEN and PAGER_URL alone in a deployment", () => {
    const withPullRequests = workflowNames.filter((name) => "pull_request" in workflow(name).on);
    expect(withPullRequests).to.deep.equal(["check", "plan"]);
    for (const path of [...withPullRequests.map((name) => `.github/workflows/${name}.yml`), ...actionPaths])
      expect(textOfFile(path), path).not.to.match(/\bsecrets\b/);
    for (const path of everyFile)
      for (const [, name] of textOfFile(path).matchAll(/\bsecrets\b\s*[.[]\s*([\w'"-]+)/g))
        expect(["SMOKE_TOKEN", "PAGER_URL"], path).to.include(name);
    expect(workflowPaths.map(textOfFile).join("\n")).not.to.match(/secrets: inherit|toJSON\(\s*secrets/i);
  });
});

describe("the check", () => {
  const script: Readonly<Record<string, string>> = { check: ".ci/run", start: ".ci/start-and-smoke" };

  it("runs in CI what a person runs, with nothing set that could change its result", () => {
    expect(Object.keys(workflow("check").jobs)).to.have.members(Object.keys(script));
    for (const [name, command] of Object.entries(script)) {
      const { steps = [], env } = job(`check ${name}`);
      expect(steps.flatMap(({ run }) => run ?? [])).to.deep.equal([command]);
      for (const step of steps) expect(step).not.to.have.any.keys("if", "env", "shell", "working-directory");
      expect(env).to.equal(undefined);
    }
    expect([workflow("check").env, workflow("check").defaults]).to.deep.equal([undefined, undefined]);
  });

  it("starts the system on the oldest Node that is supported", () => {
    const { steps = [] } = job("check start");
    expect(steps.flatMap((step) => step.with?.["node-version"] ?? [])).to.deep.equal([20]);
    const { engines } = JSON.parse(textOfFile("package.json")) as { engines: { node: string } };
    expect(engines.node).to.equal(">=20");
  });

  it("checks every commit: a branch's by its push, a fork's by its pull request", () => {
    for (const name of Object.keys(script))
      expect(job(`check ${name}`).if).to.equal(
        `github.event_name != 'pull_request' || ${fromFork.replace("==", "!=")}`,
      );
  });
});

/** Where an environment has a variable of its own, as one in another account has. */
const ownOr = (name: string, environment: string): string =>
  `\${{ vars[format('${name}_{0}', ${environment})] || vars.${name} }}`;

describe("a plan", () => {
  it("is made of a pull request for every environment that is deployed, and gives a fork no role", () => {
    const { if: condition, strategy } = job("plan plan");
    expect(condition).to.equal(`${fromFork} && contains(toJSON(vars), '"PLAN_ROLE_ARN')`);
    expect(strategy?.matrix).to.deep.equal({ environment: deployedNames });
  });

  for (const [name, environment] of [
    ["plan plan", "matrix.environment"],
    ["deploy-environment plan", "inputs.environment"],
  ] as const) {
    it(`takes on a role that can read, holds no lock and changes nothing: ${name}`, () => {
      const { steps = [], env } = job(name);
      expect(rolesOf(steps)).to.deep.equal([ownOr("PLAN_ROLE_ARN", environment)]);
      expect(env?.["NAME_PREFIX"]).to.equal(prefix);
      expect(env?.["STACK"]).to.equal(toStackName(prefix, `\${{ ${environment} }}`));
      for (const name of ["STATE_BUCKET", "ALARM_EMAILS", "ALARM_PAGE_TARGETS", "ALARM_TICKET_TARGETS"])
        expect(env?.[name]).to.equal(ownOr(name, environment));
      const [plan] = steps.filter((step) => step.name === "Plan");
      expect(plan?.run).to.match(/\bcdktf diff "\$STACK" --skip-synth\b/);
      expect(plan?.env).to.deep.equal({ TF_CLI_ARGS_plan: "-lock=false" });
      for (const { run = "" } of steps) expect(run).not.to.match(/\b(?:deploy|apply|destroy|import)\b/);
    });

    it(`is made of what was synthesised before the job had a role: ${name}`, () => {
      const { steps = [] } = job(name);
      const order = [/\/synthesise$/, /configure-aws-credentials@/, /\bcdktf diff\b/].map((pattern) =>
        indexOf(steps, pattern),
      );
      expect(order).to.deep.equal(order.toSorted((a, b) => a - b));
    });

    it(`can be read in the run's summary: ${name}`, () => {
      const shown = (job(name).steps ?? []).filter(({ run = "" }) =>
        /terraform .*show -no-color plan.*>> "\$GITHUB_STEP_SUMMARY"/.test(run),
      );
      expect(shown).to.have.length(1);
    });
  }

  it("of a pull request is left out, and the comment says so, where an environment has no role", () => {
    const role = "vars[format('PLAN_ROLE_ARN_{0}', matrix.environment)] || vars.PLAN_ROLE_ARN";
    const { steps = [] } = job("plan plan");
    expect(steps.flatMap(({ if: condition }) => condition ?? [])).to.deep.equal([
      `!(${role})`,
      role,
      role,
      `always() && !cancelled() && (${role})`,
      "always() && !cancelled()",
    ]);
    const folder = mkdtempSync(join(tmpdir(), "no role-"));
    const said = steps.find(({ if: condition }) => condition === `!(${role})`);
    const { status } = spawnSync("bash", ["-e", "-c", said?.run ?? "false"], {
      env: { PATH: "/usr/bin:/bin", RUNNER_TEMP: folder, ENVIRONMENT: "prod" },
    });
    expect(status).to.equal(0);
    expect(readFileSync(join(folder, "prod.md"), "utf8")).to.include("## No plan (prod)");
    rmSync(folder, { recursive: true });
  });

  it("of a pull request becomes one comment once all plans have ended, failed ones too", () => {
    const { needs, if: condition, steps = [] } = job("plan comment");
    expect([needs, condition]).to.deep.equal([
      "plan",
      "always() && !cancelled() && needs.plan.result != 'skipped'",
    ]);
    const { uses, with: inputs } = steps.at(-1) ?? {};
    expect(uses).to.match(/^marocchino\/sticky-pull-request-comment@/);
    expect(inputs).to.deep.equal({ header: "plan", path: "comment.md" });
  });
});
