import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { deployedNames } from "../config/environments.ts";
import { job, textOfFile } from "./workflow-files.ts";
import type { Step } from "./workflow-files.ts";

type TfcmtConfig = {
  readonly terraform: { readonly plan: Readonly<Record<string, unknown>> };
  readonly templates?: Readonly<Record<string, string>>;
};

const config = parse(textOfFile(".github/tfcmt.yaml")) as TfcmtConfig;

/** As tfcmt 4 has it: https://github.com/suzuki-shunsuke/tfcmt/blob/main/pkg/terraform/template.go */
const tfcmtsWarning = `### :warning: Resource Deletion will happen :warning:
This plan contains resource delete operation. Please check the plan result very carefully!`;

const warning = config.templates?.["deletion_warning"] ?? tfcmtsWarning;

const joining = (): Step & { readonly run: string } => {
  const [step, ...others] = (job("plan comment").steps ?? []).filter(({ run }) => run !== undefined);
  if (step?.run === undefined || others.length > 0) throw new Error("expected one step that joins plans");
  return { ...step, run: step.run };
};

const run = "https://github.com/owner/name/actions/runs/1";
const header = `Plans of 0123abc, [whole in the run's summary](${run})\n`;
const missing = (environment: string): string =>
  `\n## Plan Error (${environment})\n\nThere is no plan: see [the run](${run}).\n`;
const harmless = (environment: string): string => `## Plan Result (${environment})\n\nPlan: 1 to add.\n`;
const destroying = (environment: string): string => `## Plan Result (${environment})\n\n${warning}\n`;

/** What the step makes of these plans, run as GitHub runs a step that names no shell. */
const joined = (plans: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(tmpdir(), "plans-"));
  try {
    mkdirSync(join(folder, "plans"));
    for (const [name, text] of Object.entries(plans))
      writeFileSync(join(folder, "plans", `${name}.md`), text);
    writeFileSync(join(folder, "step.sh"), joining().run);
    const env = { PATH: "/usr/local/bin:/usr/bin:/bin", COMMIT: "0123abc", RUN: run };
    const { status } = spawnSync("bash", ["-e", "step.sh"], { cwd: folder, env });
    expect(status).to.equal(0);
    return readFileSync(join(folder, "comment.md"), "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
};

describe("the comment on a pull request", () => {
  const names = deployedNames.toSorted();
  const [first = "", second = ""] = deployedNames;
  const allBut = (...excluded: readonly string[]) => names.filter((name) => !excluded.includes(name));
  const plansOf = (write: (name: string) => string, environments: readonly string[]) =>
    Object.fromEntries(environments.map((name) => [name, write(name)]));

  const cases: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
    [
      "shows the plan that destroys something before those that do not",
      { ...plansOf(harmless, names), [second]: destroying(second) },
      [destroying(second), ...allBut(second).map(harmless)],
    ],
    [
      "names an environment without a plan: before the harmless, after what destroys something",
      { ...plansOf(harmless, allBut(first, second)), [second]: destroying(second) },
      [destroying(second), missing(first), ...allBut(first, second).map(harmless)],
    ],
    ["leaves no plan out when all destroy something", plansOf(destroying, names), names.map(destroying)],
    ["is there although no plan is", {}, deployedNames.map(missing)],
  ];

  // The step runs on GitHub's Ubuntu, and the xargs of other systems takes other options.
  if (process.platform === "linux")
    for (const [promise, plans, expected] of cases)
      it(promise, () => {
        expect(joined(plans)).to.equal([header, ...expected].join(""));
      });

  it("is told by the commit and the run alone what stands in it besides the plans", () => {
    expect(joining().env).to.deep.equal({
      COMMIT: "${{ github.event.pull_request.head.sha }}",
      RUN: "${{ github.server_url }}/${{ github.repository }}/actions/runs/${{ github.run_id }}",
    });
    expect(joining()).not.to.have.any.keys("shell", "if");
  });

  it("knows deletions by the words with which tfcmt warns of them", () => {
    const sentences = [...joining().run.matchAll(/\bgrep -[lL] '([^']+)'/g)].map(
      ([, sentence = ""]) => sentence,
    );
    expect(sentences).to.have.length(2);
    for (const sentence of sentences) expect(warning).to.include(sentence);
    // Nor does a plan without deletions have them.
    for (const [name, template] of Object.entries(config.templates ?? {}))
      if (name !== "deletion_warning") expect(template, name).not.to.include(sentences[0]);
  });

  it("is written by tfcmt's own template, which has the warning on top", () => {
    expect(Object.keys(config.terraform.plan)).to.deep.equal(["disable_label"]);
    const version = /tfcmt\/v(\d+)\/cmd\/tfcmt@v(\d+)\./.exec(textOfFile(".github/workflows/plan.yml"));
    expect(version?.slice(1)).to.deep.equal(["4", "4"]);
  });

  it("takes each environment's plan from the place where it was put", () => {
    const upload = (job("plan plan").steps ?? []).at(-1)?.with;
    const download = (job("plan comment").steps ?? [])[0]?.with;
    expect([upload?.["name"], upload?.["path"]]).to.deep.equal([
      "plan-${{ matrix.environment }}",
      "${{ runner.temp }}/${{ matrix.environment }}.md",
    ]);
    expect(download).to.deep.equal({ pattern: "plan-*", path: "plans", "merge-multiple": true });
  });
});
