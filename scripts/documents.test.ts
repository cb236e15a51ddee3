import { expect } from "chai";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const root = join(import.meta.dirname, "..");
const exclude = (path: string): boolean => path.includes("node_modules");
const documents = globSync(["*.md", "{docs,.github}/**/*.md", "{infra,functions/*,packages/*}/README.md"], {
  cwd: root,
  exclude,
}).toSorted();
const read = (path: string): string => readFileSync(resolve(root, path), "utf8");

/** As GitHub makes them from headings. */
const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

const withoutCode = (text: string): string =>
  text.replaceAll(/^```.*?^```$/gms, "").replaceAll(/`[^`\n]*`/g, "");

const deadLinksOf = (path: string): readonly string[] =>
  [...withoutCode(read(path)).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].flatMap(([, link = ""]) => {
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? path : relative(root, resolve(root, dirname(path), file));
    if (!existsSync(resolve(root, target))) return [link];
    return anchor === undefined || anchorsOf(read(target)).includes(anchor) ? [] : [link];
  });

/** What a recipe has its reader make. */
const toBeMade = ["packages/domain/channel.ts", "infra/config/qa.ts"];

const missingPathsOf = (path: string): readonly string[] =>
  [...read(path).matchAll(/`((?:infra|functions|packages|scripts|docs|\.github|\.ci)\/[\w./-]+)`/g)]
    .map(([, named = ""]) => named)
    .filter((named) => !toBeMade.includes(named) && !existsSync(resolve(root, named)));

describe("documents", () => {
  for (const path of documents)
    it(`links to files and headings that exist: ${path}`, () => {
      expect(deadLinksOf(path)).to.deep.equal([]);
    });

  for (const path of documents)
    it(`names files and folders that exist: ${path}`, () => {
      expect(missingPathsOf(path)).to.deep.equal([]);
    });

  it("lists every architecture decision record in docs/adr/README.md", () => {
    const index = read("docs/adr/README.md");
    for (const file of globSync("docs/adr/0*.md", { cwd: root }))
      expect(index).to.include(`(${file.slice("docs/adr/".length)})`);
  });

  it("has a README in each package", () => {
    for (const manifest of globSync(["{functions,packages}/*/package.json", "infra/package.json"], {
      cwd: root,
    }))
      expect(existsSync(join(root, dirname(manifest), "README.md")), manifest).to.equal(true);
  });
});
