import { expect } from "chai";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { textOfFile } from "./workflow-files.ts";

type Rule = Readonly<Record<string, unknown>>;

type CustomManager = {
  readonly customType: string;
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
  readonly depNameTemplate?: string;
  readonly datasourceTemplate?: string;
};

type Renovate = Rule & {
  readonly extends: readonly string[];
  readonly packageRules: readonly Rule[];
  readonly customManagers: readonly CustomManager[];
};

const root = join(import.meta.dirname, "../..");
const config = JSON.parse(textOfFile(".github/renovate.json")) as Renovate;

const days = (age: unknown): number => {
  const [, count] = /^(\d+) days?$/.exec(String(age)) ?? [];
  return count === undefined ? Number.NaN : Number(count);
};

/** Where tools are pinned by name: workflows, actions and scripts. */
const files = globSync([".github/**/*.{yml,yaml}", "scripts/*"], {
  cwd: root,
  exclude: (path) => path.includes("node_modules"),
});

/** What the custom managers find, as the bot does it: patterns between slashes are regular expressions. */
const found = (): readonly string[] =>
  config.customManagers.flatMap(({ managerFilePatterns, matchStrings, ...manager }) =>
    files
      .filter((file) => managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(file)))
      .flatMap((file) =>
        matchStrings.flatMap((match) => [
          ...readFileSync(join(root, file), "utf8").matchAll(new RegExp(match, "g")),
        ]),
      )
      .map(({ groups = {} }) => {
        const datasource = groups["datasource"] ?? manager.datasourceTemplate;
        return `${datasource} ${groups["depName"] ?? manager.depNameTemplate} ${groups["currentValue"]}`;
      }),
  );

/** The version that a line of a file names. */
const versionIn = (file: string, line: RegExp): string => {
  const [, version] = line.exec(textOfFile(file)) ?? [];
  if (version === undefined) throw new Error(`${file} names no version`);
  return version;
};

describe("the update bot", () => {
  it("lets every ordinary update lie for a week, in which a bad one is found out", () => {
    expect(days(config["minimumReleaseAge"])).to.be.at.least(7);
    // It proposes nothing before, instead of proposing it with a check that is pending.
    expect(config["internalChecksFilter"]).to.equal("strict");
    for (const rule of config.packageRules)
      if ("minimumReleaseAge" in rule)
        expect(days(rule["minimumReleaseAge"]), String(rule["description"])).to.be.at.least(7);
  });

  it("makes an exception for the fix of a known hole, and asks for a day even then", () => {
    const alerts = config["vulnerabilityAlerts"] as Rule;
    expect(days(alerts["minimumReleaseAge"])).to.be.at.least(1);
    expect(JSON.stringify(config).match(/minimumReleaseAge/g)).to.have.length(
      2 + config.packageRules.filter((rule) => "minimumReleaseAge" in rule).length,
    );
  });

  it("covers npm packages, actions by their commits, and whatever else its managers know", () => {
    expect(config.extends).to.include.members(["config:recommended", "helpers:pinGitHubActionDigests"]);
    for (const part of [config, ...config.packageRules]) {
      expect(part["enabled"] ?? true).to.equal(true);
      expect(part).not.to.have.any.keys("enabledManagers", "ignoreDeps", "ignorePaths", "ignorePresets");
    }
    for (const manager of ["npm", "github-actions", "nvm", "tflint-plugin", "custom.regex"])
      expect(config).not.to.have.property(manager);
    expect(config["rangeStrategy"]).to.equal("pin");
  });

  it("finds the tools that no manager knows, at the versions that are used", () => {
    expect(found()).to.have.members([
      `github-releases hashicorp/terraform ${versionIn(".github/actions/synthesise/action.yml", /terraform_version: (\S+)/)}`,
      `go github.com/suzuki-shunsuke/tfcmt/v4 ${versionIn(".github/workflows/plan.yml", /cmd\/tfcmt@v(\S+)/)}`,
      `npm pnpm ${versionIn("package.json", /"packageManager": "pnpm@([^"]+)"/)}`,
    ]);
  });
});
