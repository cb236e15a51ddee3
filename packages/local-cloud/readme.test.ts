// The examples of the README, run as they stand.
import { expect } from "chai";
import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

describe("README of the local cloud", () => {
  // Below the package, so that its own name and its dependencies resolve.
  const directory = join(import.meta.dirname, "dist", "readme");
  let blocksOf: (language: string) => readonly string[];

  before(async () => {
    const readme = await readFile(join(import.meta.dirname, "README.md"), "utf8");
    const blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
    blocksOf = (language) => blocks.flatMap(([, of, text = ""]) => (of === language ? [text] : []));
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, "cdk.tf.json"), blocksOf("json")[0] ?? "");
  });
  after(async () => rm(directory, { recursive: true }));

  const outputOf = async (example: number): Promise<string> => {
    const file = join(directory, `example-${example}.ts`);
    await writeFile(file, blocksOf("ts")[example] ?? "");
    return (await run(process.execPath, [file], { cwd: directory })).stdout;
  };

  it("has an example that sends a message to a queue of a stack and receives it", async () => {
    expect(await outputOf(0)).to.equal("hello\n");
  });

  it("has an example that asks what a role may do", async () => {
    expect(await outputOf(1)).to.equal("{ allowed: true }\nfalse\n");
  });
});
