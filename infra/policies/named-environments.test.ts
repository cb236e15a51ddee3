import { expect } from "chai";
import { globSync } from "node:fs";
import { join } from "node:path";
import { environments } from "../config/environments.ts";
import { textOfFile } from "./workflow-files.ts";

const all = Object.values(environments);
const namesOf = (chosen: typeof all): readonly string[] => chosen.map(({ environment }) => environment);

/** What documents say before they list, in brackets, the environments of which it is true. */
const lists: Readonly<Record<string, readonly string[]>> = {
  "data is protected": namesOf(all.filter(({ protectData }) => protectData)),
  "`protectData` is set": namesOf(all.filter(({ protectData }) => protectData)),
  ...Object.fromEntries(
    (["aws-owned", "customer-managed"] as const).flatMap((kind) => {
      const names = namesOf(all.filter(({ encryption }) => encryption === kind));
      return [
        [`\`${kind}\``, names],
        [`\`encryption: "${kind}"\``, names],
      ];
    }),
  ),
};

const root = join(import.meta.dirname, "../..");

describe("the environments that documents name", () => {
  for (const [phrase, names] of Object.entries(lists))
    it(`are all of which it is true, where they say: ${phrase}`, () => {
      const said = globSync("{*.md,docs/*.md}", { cwd: root }).flatMap((path) =>
        [...textOfFile(path).matchAll(/(?<before>[^()\n]{10,}) \((?<names>`[a-z]+`(?:, `[a-z]+`)*)\)/g)]
          .filter(({ groups }) => groups?.["before"]?.endsWith(phrase))
          .map(({ groups }) => [path, groups?.["names"]] as const),
      );
      expect(said).not.to.be.empty;
      for (const [path, list] of said)
        expect(list, path).to.equal(names.map((name) => `\`${name}\``).join(", "));
    });
});

describe("the list of environments", () => {
  it("has each that infra/config has a file of", () => {
    const files = globSync("infra/config/*.ts", { cwd: root }).toSorted();
    const configured = files.flatMap((path) =>
      [...textOfFile(path).matchAll(/^export const (\w+): StackConfig\b/gm)].map(([, name]) => name),
    );
    expect(configured).to.have.members(Object.keys(environments));
  });
});
