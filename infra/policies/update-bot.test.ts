import { expect } from "chai";
import { actionPaths, textOfFile, workflowPaths } from "./workflow-files.ts";

type Rule = Readonly<Record<string, unknown>>;

type CustomManager = {
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
};

type Renovate = Rule & {
  readonly extends: readonly string[];
  readonly packageRules: readonly Rule[];
  readonly customManagers: readonly CustomManager[];
};

const config = JSON.parse(textOfFile(".github/renovate.json")) as Renovate;

const days = (age: unknown): number => {
  const [, count] = /^(\d+) days?$/.exec(String(age)) ?? [];
  return count === undefined ? Number.NaN : Number(count);
};

describe("the update bot", () => {
  it("proposes no ordinary update before it is a week old", () => {
    expect(days(config["minimumReleaseAge"])).to.be.at.least(7);
    // It proposes nothing before, instead of proposing it with a check that is pending.
    expect(config["internalChecksFilter"]).to.equal("strict");
    for (const rule of config.packageRules)
      if ("minimumReleaseAge" in rule)
        expect(days(rule["minimumReleaseAge"]), String(rule["description"])).to.be.at.least(7);
  });

  it("proposes the fix of a known vulnerability after a day, and nothing else so soon", () => {
    const alerts = config["vulnerabilityAlerts"] as Rule;
    expect(days(alerts["minimumReleaseAge"])).to.be.at.least(1);
    expect(JSON.stringify(config).match(/minimumReleaseAge/g)).to.have.length(
      2 + config.packageRules.filter((rule) => "minimumReleaseAge" in rule).length,
    );
  });

  it("covers npm packages, actions by their commits, and all that its other managers find", () => {
    expect(config.extends).to.include.members(["config:recommended", "helpers:pinGitHubActionDigests"]);
    for (const part of [config, ...config.packageRules]) {
      expect(part["enabled"] ?? true).to.equal(true);
      expect(part).not.to.have.any.keys("enabledManagers", "ignoreDeps", "ignorePaths", "ignorePresets");
    }
    for (const manager of ["npm", "github-actions", "nvm", "tflint-plugin", "custom.regex"])
      expect(config).not.to.have.property(manager);
    expect(config["rangeStrategy"]).to.equal("pin");
  });

  it("has a pattern for every version that is pinned where none of its managers looks", () => {
    const finds = (path: string): number =>
      config.customManagers
        .filter(({ managerFilePatterns }) =>
          managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(path)),
        )
        .flatMap(({ matchStrings }) => matchStrings)
        .flatMap((pattern) => [...textOfFile(path).matchAll(new RegExp(pattern, "g"))]).length;
    for (const path of [...workflowPaths, ...actionPaths])
      expect(finds(path), path).to.equal(textOfFile(path).match(/# renovate: /g)?.length ?? 0);
    expect(finds("scripts/toolchain.sh")).to.equal(1);
    expect(finds("infra/constructs/shared/aws-provider.ts")).to.equal(1);
  });

  it("updates one version of pnpm, which package.json and scripts/toolchain.sh agree on", () => {
    const [, wanted = ""] = /"packageManager": "pnpm@([^"]+)"/.exec(textOfFile("package.json")) ?? [];
    expect(textOfFile("scripts/toolchain.sh")).to.match(new RegExp(`^pnpm_version=${wanted}$`, "m"));
  });
});
